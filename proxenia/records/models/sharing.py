"""How far a note or a file may go: its sharing rule, and the one queryset that obeys it."""

from typing import Any, Self, TypeVar

from django.db import models
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.core import personal
from proxenia.records.models.anchors import visible_through

H = TypeVar("H", bound=models.Model)


class Sharing(models.TextChoices):
    """How far a note or a file may go."""

    PUBLIC = "public", pgettext_lazy("sharing", "Public: may be published")
    PARTNERS = "partners", pgettext_lazy("sharing", "Partners: whoever sees the record sees it")
    UNATTRIBUTED = "unattributed", pgettext_lazy("sharing", "Unattributed: may be used, never who said it")
    ROOM = "room", pgettext_lazy("sharing", "In the room: only its author and the people named here")


class HangingQuerySet(models.QuerySet[H]):
    """Notes and files: seen with their record, as far as their own sharing rule goes."""

    def visible_to(self, user: User, office: Office) -> Self:
        """Keep what this person may see in this office: the record, and what was said in the room only by name."""
        return self.filter(visible_through(user, office, "anchor__")).heard_by(user)

    def heard_by(self, user: User | None) -> Self:
        """Keep what the sharing rule lets this person hear, the record being seen; without a person, no room."""
        open_to_all = ~models.Q(sharing=Sharing.ROOM)
        if user is None:
            return self.filter(open_to_all)
        named = RoomReader.objects.filter(user=user).exclude(**{f"{self._word}": None}).values(self._word)
        return self.filter(open_to_all | models.Q(created_by=user) | models.Q(pk__in=named))

    def live(self) -> Self:
        """Keep what is not put away."""
        return self.filter(archived_at=None)

    @property
    def _word(self) -> str:
        return str(self.model._meta.model_name)


def author_told(hanging: Any, user: User | None, office: Office) -> str:
    """Return who wrote a note or added a file, as this reader may know it; without a reader nobody is named.

    The author of what is unattributed is known to the staff of the office and to nobody else.
    """
    author = hanging.created_by.name if hanging.created_by else ""
    if hanging.sharing != Sharing.UNATTRIBUTED:
        return author
    return author if user is not None and user.standing(office).has(READ) else ""


class RoomReader(models.Model):
    """A person who may see one note, or one file, that is kept in the room."""

    note = models.ForeignKey(
        "records.Note", on_delete=models.CASCADE, null=True, blank=True, related_name="room_readers"
    )
    file = models.ForeignKey(
        "records.File", on_delete=models.CASCADE, null=True, blank=True, related_name="room_readers"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    personal_data = {**personal.none("id note file"), "user": personal.REFERENCE}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(note=None, file__isnull=False) | models.Q(note__isnull=False, file=None),
                name="records_room_of_one",
            ),
            models.UniqueConstraint(
                fields=["note", "file", "user"], name="records_room_reader_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"in the room: {self.user_id}"
