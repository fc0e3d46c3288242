"""One promise, by us or by them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.directory.models import Organisation, Person
from proxenia.records.models import Record


class Commitment(Record):
    """A promise with its owner, due date, state, evidence and the check by a second person.

    Of ours, ``owner`` answers for it; of theirs, ``person`` or ``organisation`` does, and ``owner`` is who of us
    follows it up. Which tie, agreement or engagement it belongs to is kept by those rooms.
    """

    record_kind = "commitment"
    audited_fields = (
        "what", "side", "owner_name", "person", "organisation", "due", "state", "evidence", "outcome", "done_on",
        "closed_on", "is_checked_alone", "note",
    )  # fmt: skip

    class Side(models.TextChoices):
        """Who promised."""

        US = "us", pgettext_lazy("side", "Ours")
        THEM = "them", pgettext_lazy("side", "Theirs")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", pgettext_lazy("promise", "Open")
        TO_CHECK = "to_check", pgettext_lazy("promise", "Done, to be checked")
        KEPT = "kept", pgettext_lazy("promise", "Kept")
        BROKEN = "broken", pgettext_lazy("promise", "Broken")
        DROPPED = "dropped", pgettext_lazy("promise", "Dropped")

    what = models.CharField(_("what was promised"), max_length=500)
    what_folded = models.CharField(max_length=500, editable=False)
    side = models.CharField(_("who promised"), max_length=4, choices=Side.choices)
    owner_name = models.CharField(_("who answers for it"), max_length=200, blank=True)
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who of them answers for it"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("which body answers for it"),
    )
    due = PartialDateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    evidence = models.TextField(_("evidence"), blank=True)
    outcome = models.TextField(
        _("what became of it"),
        blank=True,
        help_text="Of a second person: how well it was done, what is missing, or why it was broken or dropped.",
    )
    done_on = models.DateField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    closed_on = models.DateField(null=True, blank=True, editable=False)
    checked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    is_checked_alone = models.BooleanField(
        default=False, editable=False, help_text="Nobody else in the office could check it."
    )
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        "what": personal.FREE_TEXT,
        "what_folded": personal.FREE_TEXT,
        "side": personal.NONE,
        "owner_name": personal.NAME,
        "person": personal.REFERENCE,
        "evidence": personal.FREE_TEXT,
        "outcome": personal.FREE_TEXT,
        "done_by": personal.REFERENCE,
        "checked_by": personal.REFERENCE,
        **personal.none("organisation due state done_on closed_on is_checked_alone"),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "side", "due"], name="commitments_open"),
            models.Index(fields=["office", "what_folded"], name="commitments_what"),
        ]

    def __str__(self) -> str:
        return self.what
