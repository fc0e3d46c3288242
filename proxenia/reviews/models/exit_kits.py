"""The exit kit of a tie that is ended: letters, answers, a press line, what remains, whom to write to."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.reviews.models.reviews import Review


class ExitKit(models.Model):
    """What is said and left when a tie is sunset; drafted with the decision, then changed by hand."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="exit_kit")
    letter = models.TextField(_("letter to the partner"), blank=True)
    notice = models.TextField(_("letter to those who took part here"), blank=True)
    questions = models.TextField(_("questions and answers"), blank=True)
    press_line = models.TextField(_("press line"), blank=True)
    remains = models.TextField(_("what remains"), blank=True)
    contact_name = models.CharField(_("follow-up contact"), max_length=200, blank=True)
    contact_way = models.CharField(_("how to reach them"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    personal_data: ClassVar[dict[str, Any]] = {
        **personal.none("id uid review revision changed_at"),
        **dict.fromkeys(("letter", "notice", "questions", "press_line", "remains"), personal.FREE_TEXT),
        "contact_name": personal.NAME,
        "contact_way": personal.CONTACT,
        "changed_by": personal.REFERENCE,
    }

    def __str__(self) -> str:
        return f"exit kit of {self.review}"
