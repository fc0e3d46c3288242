"""One promise, by us or by them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.records.models import Record


class Commitment(Record):
    """A promise with its owner, due date, state and evidence.

    Which tie, agreement or engagement it belongs to is kept by those rooms.
    """

    record_kind = "commitment"
    audited_fields = ("what", "side", "owner_name", "due", "state", "evidence", "closed_on", "note")

    class Side(models.TextChoices):
        """Who promised."""

        US = "us", pgettext_lazy("side", "Ours")
        THEM = "them", pgettext_lazy("side", "Theirs")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", pgettext_lazy("promise", "Open")
        KEPT = "kept", pgettext_lazy("promise", "Kept")
        BROKEN = "broken", pgettext_lazy("promise", "Broken")
        DROPPED = "dropped", pgettext_lazy("promise", "Dropped")

    what = models.CharField(_("what was promised"), max_length=500)
    what_folded = models.CharField(max_length=500, editable=False)
    side = models.CharField(_("who promised"), max_length=4, choices=Side.choices)
    owner_name = models.CharField(_("who answers for it"), max_length=200, blank=True)
    due = PartialDateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    evidence = models.TextField(_("evidence"), blank=True)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    note = models.TextField(_("note"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        "what": personal.FREE_TEXT,
        "what_folded": personal.FREE_TEXT,
        "side": personal.NONE,
        "owner_name": personal.NAME,
        "due": personal.NONE,
        "state": personal.NONE,
        "evidence": personal.FREE_TEXT,
        "closed_on": personal.NONE,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "side", "due"], name="commitments_open"),
            models.Index(fields=["office", "what_folded"], name="commitments_what"),
        ]

    def __str__(self) -> str:
        return self.what
