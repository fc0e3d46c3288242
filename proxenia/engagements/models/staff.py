"""Who of the office gave how many hours to an engagement, where that is noted a person at a time."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.engagements.models.contacts import Engagement


class StaffTime(models.Model):
    """The hours of one colleague; together they are the engagement's staff hours."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="staff_times")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    hours = models.DecimalField(_("hours"), max_digits=6, decimal_places=2)

    personal_data: ClassVar[dict[str, str]] = {
        **personal.none("id engagement"),
        "user": personal.REFERENCE,
        "hours": personal.ABOUT,
    }

    class Meta:
        verbose_name_plural = _("staff hours by person")
        constraints = [
            models.UniqueConstraint(fields=["engagement", "user"], name="engagements_staff_time_once"),
            models.CheckConstraint(condition=models.Q(hours__gt=0), name="engagements_staff_time_some"),
        ]

    def __str__(self) -> str:
        return f"{self.hours} h of user {self.user_id}"
