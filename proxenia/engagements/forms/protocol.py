"""Forms of the list of guests, the tables and the letters."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.forms import PlainForm, speak_plainly
from proxenia.core.values import fold, split_list
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Person
from proxenia.engagements.models import Invitation
from proxenia.engagements.rules.protocol import PLACEHOLDERS, check_letter


class GuestsForm(PlainForm):
    """Names to put on the list: the directory's people by their names, anybody else in words."""

    names = forms.CharField(
        label=gettext_lazy("Who is invited"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One name on a line. Who stands in the directory is taken from there with post and rank."
        ),
    )
    side = forms.ChoiceField(
        label=gettext_lazy("On whose side"), choices=Invitation.Side.choices, initial=Invitation.Side.THEM
    )

    def __init__(self, *args: Any, office: Office, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.office, self.user = office, user
        self.people: list[Person] = []
        self.words: list[str] = []

    def clean_names(self) -> str:
        """Find people by their names; several of one name are refused, none of a name stays words."""
        text: str = self.cleaned_data["names"]
        names = [name for line in text.splitlines() for name in split_list(line)]
        folded = {name: fold(name)[:200] for name in names}
        seen = Person.objects.visible_to(self.user, self.office).live()
        found: dict[str, list[Person]] = {}
        for person in seen.filter(name_folded__in=set(folded.values())):
            found.setdefault(person.name_folded, []).append(person)
        for name in names:
            same = found.get(folded[name], [])
            if len(same) > 1:
                message = _(
                    "Several are called “{name}”. Write the name with the post, and choose the person later."
                )
                raise forms.ValidationError(message.format(name=name))
            self.people += same
            self.words += [] if same else [name]
        return text


class GuestForm(forms.ModelForm[Invitation]):
    """One guest: post, side, rank and the day that counts within the rank."""

    class Meta:
        model = Invitation
        fields = ("name", "email", "post_title", "side", "rank", "since", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ranks = Vocabulary.load("protocol_ranks").choices()
        self.fields["rank"] = forms.ChoiceField(label=gettext_lazy("Rank"), choices=ranks)
        if self.instance.person_id:
            # Both are the directory's.
            del self.fields["name"], self.fields["email"]
        for field in self.fields.values():
            speak_plainly(field)


class AnswerForm(PlainForm):
    """Whose answer it is, and what they answered."""

    guest = forms.ChoiceField(label=gettext_lazy("Guest"))
    reply = forms.ChoiceField(label=gettext_lazy("Reply"))

    def __init__(self, *args: Any, guests: list[Invitation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", gettext_lazy("Choose"))
        self.fields["guest"].choices = [empty, *((one.uid, str(one)) for one in guests)]  # type: ignore[attr-defined]
        open_too = [choice for choice in Invitation.Reply.choices if choice[0] != Invitation.Reply.OPEN]
        self.fields["reply"].choices = [empty, *open_too]  # type: ignore[attr-defined]


class TablesForm(PlainForm):
    """How the guests sit."""

    SHAPES = (
        ("long", gettext_lazy("A long table, the sides facing each other")),
        ("row", gettext_lazy("A row in which the sides alternate")),
        ("round", gettext_lazy("Round tables")),
    )
    shape = forms.ChoiceField(label=gettext_lazy("Table"), choices=SHAPES, initial="long")
    chairs = forms.IntegerField(
        label=gettext_lazy("Chairs at a round table"), min_value=2, max_value=30, initial=8
    )
    everybody = forms.BooleanField(
        label=gettext_lazy("Also those who have not answered yet"), required=False, initial=True
    )


class LetterForm(PlainForm):
    """A letter of protocol with places left open."""

    text = forms.CharField(
        label=gettext_lazy("Letter"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14})
    )
    sender = forms.CharField(label=gettext_lazy("Who writes"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ", ".join(f"{{{name}}} ({label})" for name, label in PLACEHOLDERS.items())
        self.fields["text"].help_text = _("Filled in for each guest: {known}.").format(known=known)

    def clean_text(self) -> str:
        """Refuse an unknown placeholder, and anything that could be code."""
        text = cast(str, self.cleaned_data["text"])
        try:
            check_letter(text)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from None
        return text
