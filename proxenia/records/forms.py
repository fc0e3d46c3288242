"""Notes, files, kept views, and files on their way in."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.files import KINDS
from proxenia.core.forms import PlainForm
from proxenia.core.sheets import SheetError
from proxenia.core.sheets.kinds import SheetKind, missing
from proxenia.core.sheets.peeking import SheetHead
from proxenia.records.models import Anchor, Sharing, Visibility
from proxenia.records.queries.imports import column_choices
from proxenia.records.queries.imports_pages import kinds_in_order, look_into
from proxenia.records.queries.readers import is_partner, people_called, people_to_name

ENDINGS = [ending for kind in KINDS.values() for ending in kind.endings]


UID_LENGTH = 16


class SharingForm(forms.Form):
    """How far a note or a file may go, in plain words; ``room`` names who hears what stays in the room."""

    sharing = forms.ChoiceField(
        label=_("Who may use it"),
        choices=Sharing.choices,
        initial=Sharing.PARTNERS,
        required=False,
        widget=forms.Select,
    )
    room = forms.CharField(
        label=_("Who was in the room"),
        required=False,
        max_length=1000,
        help_text=_(
            "Only for what stays in the room: names or e-mail addresses of people of the office, with semicolons"
            " between them. You are one of them anyway."
        ),
    )

    def shared(self, office: Office) -> dict[str, Any]:
        """Return the sharing rule and the people of the room as the verbs take them."""
        data = self.cleaned_data
        people = people_called(office, data.get("room", ""))
        return {"sharing": data.get("sharing") or Sharing.PARTNERS.value, "room": people}


class NoteForm(SharingForm):
    """A remark on a record."""

    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=10_000)

    field_order = ("text", "sharing", "room")


class FileForm(SharingForm):
    """A file for a record."""

    field_order = ("file", "title", "sharing", "room")

    file = forms.FileField(
        label=_("File"),
        help_text=_("A PDF, an office document, a picture, a text, a calendar or a mail."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=200)


class ViewForm(forms.Form):
    """Keep the filters of a page under a name."""

    name = forms.CharField(label=_("Name of the view"), max_length=100)
    page = forms.CharField(widget=forms.HiddenInput, max_length=60)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    back = forms.CharField(widget=forms.HiddenInput, max_length=500)
    is_shared = forms.BooleanField(label=_("Share with the office"), required=False)


class ImportForm(forms.Form):
    """A file to bring in and what it holds; a file that cannot be read is refused here, with its sentence."""

    kind = forms.ChoiceField(label=_("What the file holds"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        max_length=1000,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv,.tsv,.txt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = cast(forms.ChoiceField, self.fields["kind"])
        kinds.choices = [(kind.name, kind.label) for kind in kinds_in_order()]
        self.fields["file"].error_messages["empty"] = _(
            "The file is empty. Save the spreadsheet again and send that file."
        )
        self.fields["file"].help_text = _("An xlsx, ods or csv file as it is, up to %(limit)d MB.") % {
            "limit": settings.UPLOAD_LIMIT_MB
        }
        self.heads: list[SheetHead] = []

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is larger than the installation takes."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
            message = _("The file is larger than %(limit)s MB. Split it into several files.")
            raise forms.ValidationError(message % {"limit": settings.UPLOAD_LIMIT_MB})
        return file

    def clean(self) -> dict[str, Any]:
        """Look into the file: it must be a spreadsheet with headings of its kind."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "file" in data and "kind" in data:
            try:
                self.heads = look_into(data["file"], data["kind"])
            except SheetError as error:
                self.add_error("file", error.message)
        return data


class ColumnsForm(forms.Form):
    """What each column of a file means; no two the same, and none missing that its kind needs."""

    def __init__(
        self, *args: Any, kind: SheetKind, head: SheetHead, taken: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.head, self.taken = kind, head, taken
        choices = column_choices(kind.name)
        for column in head.columns:
            if column.text:
                self.fields[f"column-{column.index}"] = forms.ChoiceField(
                    label=f"{column.letter} {column.text}",
                    choices=choices,
                    required=False,
                    initial=taken.get(column.index, ""),
                )

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The columns as the page shows them: letter, heading, first values, the choice."""
        named = [column for column in self.head.columns if column.text]
        return [
            {"column": one, "samples": self.head.samples[one.index], "field": self[f"column-{one.index}"]}
            for one in named
        ]

    @property
    def meanings(self) -> dict[str, str]:
        """Heading -> column of the kind ('' = not used), as chosen."""
        named = [column for column in self.head.columns if column.text]
        return {one.text: self.cleaned_data[f"column-{one.index}"] for one in named}

    @property
    def is_as_suggested(self) -> bool:
        """Whether nothing was changed."""
        suggested = [self.taken.get(one.index, "") for one in self.head.columns if one.text]
        return list(self.meanings.values()) == suggested

    def clean(self) -> dict[str, Any]:
        """Refuse two columns of one meaning, and a needed one that is missing, by their names."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for column in self.head.columns:
            code = data.get(f"column-{column.index}", "")
            if code and code in seen:
                message = _(
                    "Column %(second)s is taken for the same as column %(first)s. Choose “not used” for one."
                )
                self.add_error(
                    f"column-{column.index}", message % {"second": column.letter, "first": seen[code]}
                )
            if code:
                seen.setdefault(code, column.letter)
        if lacking := missing(self.kind, seen):
            message = _(
                "No column is taken for: %(names)s. Say which one it is; without it no row can be read."
            )
            self.add_error(None, message % {"names": ", ".join(lacking)})
        return data


class VisibilityForm(PlainForm):
    """Who may see a record; what would change is told before it is saved."""

    visibility = forms.ChoiceField(label=_("Open to"), choices=Visibility.choices, widget=forms.RadioSelect)


class ReaderForm(PlainForm):
    """Name somebody who may see a record; people of partners are marked."""

    reader = forms.ChoiceField(label=_("Who else may see it"))
    with_parts = forms.BooleanField(label=_("Its agreements and promises too"), required=False)

    def __init__(self, *args: Any, anchor: Anchor, has_parts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people: dict[str, User] = {}
        choices = []
        for user, standing in people_to_name(anchor):
            self.people[user.uid] = user
            outside = is_partner(standing)
            choices.append((user.uid, f"{user.name} ({_('partner')})" if outside else user.name))
        cast(forms.ChoiceField, self.fields["reader"]).choices = choices
        if not has_parts:
            del self.fields["with_parts"]

    def clean_reader(self) -> User:
        """Return the person chosen."""
        return self.people[self.cleaned_data["reader"]]


class GlassForm(PlainForm):
    """Open a closed record for a day: its address or id, and why."""

    uid = forms.CharField(label=_("Address or id of the record"), max_length=300)
    reason = forms.CharField(
        label=_("Why you open it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=_("Its readers see your name and this sentence; so does everybody who reads its history."),
    )

    def clean_uid(self) -> str:
        """Return the id, whether it was written by itself or stands in an address."""
        words = self.cleaned_data["uid"].strip().strip("/").split("/")
        found = [word for word in words if len(word) == UID_LENGTH and word.isalnum()]
        return found[-1] if found else words[-1]
