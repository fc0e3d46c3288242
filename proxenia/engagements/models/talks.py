"""What one goes into talks with, and comes out with; and the agenda while it is still a draft."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.engagements.models.contacts import Engagement
from proxenia.records.models import Record


class Mandate(Record):
    """A mandate for talks: what we want, offer and never agree to; afterwards what became of it.

    A record of its own, since far fewer people read it than read the engagement: named readers alone, unless
    somebody opens it further. There may be several for one engagement.
    """

    record_kind = "mandate"
    audited_fields = ("wanted", "offered", "limits", "raise_first", "asked", "obtained", "conceded")
    AFTER: ClassVar[tuple[str, ...]] = ("asked", "obtained", "conceded")

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="mandates")
    wanted = models.TextField(_("what we want"), blank=True)
    offered = models.TextField(_("what we offer"), blank=True)
    limits = models.TextField(_("what we do not agree to"), blank=True)
    raise_first = models.TextField(_("what is raised first"), blank=True)
    asked = models.TextField(_("what they asked"), blank=True)
    obtained = models.TextField(_("what we obtained"), blank=True)
    conceded = models.TextField(_("what we conceded"), blank=True)

    personal_data: ClassVar[dict[str, str]] = {
        **Record.record_personal_data,
        "engagement": personal.NONE,
        **dict.fromkeys(
            ("wanted", "offered", "limits", "raise_first", "asked", "obtained", "conceded"),
            personal.FREE_TEXT,
        ),
    }

    class Meta:
        verbose_name_plural = _("mandates")

    def __str__(self) -> str:
        return _("mandate for “{title}”").format(title=self.engagement.title)


class AgendaDraft(models.Model):
    """A draft of the agenda by one author; the newest is the one in force, older ones stay."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="agenda_drafts")
    text = models.TextField(_("agenda"))
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(editable=False)

    personal_data: ClassVar[dict[str, str]] = {
        **personal.none("id uid engagement at"),
        "text": personal.FREE_TEXT,
        "author": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = _("drafts of an agenda")

    def __str__(self) -> str:
        return self.text[:60]
