"""The partner's own view: asked for by a mailed link that works once, kept beside ours, and told where it stays out."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.instruments.models import InstrumentVersion
from proxenia.methods.instruments import Answer
from proxenia.portfolio.models import Partnership
from proxenia.reviews.models.reviews import Review


class PartnerView(models.Model):
    """One partner asked for their view of a tie, and what they answered; only the digest of the link is kept."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="partner_views")
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="partner_views"
    )
    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    occasion = models.CharField(_("occasion"), max_length=300, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answers = models.JSONField(_("answers"), default=dict)

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid partnership review version asked_at expires_at withdrawn_at answered_at"),
        "name": personal.NAME,
        "email": personal.CONTACT,
        "occasion": personal.FREE_TEXT,
        "digest": personal.CREDENTIAL,
        "asked_by": personal.REFERENCE,
        "answers": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"view of {self.name}"

    def values(self) -> dict[str, Answer]:
        """Return the answers alone, without remarks: criterion code -> answer, None where unknown."""
        return {code: one.get("value") for code, one in self.answers.items()}
