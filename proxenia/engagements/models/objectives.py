"""Which objectives of the strategy an engagement serves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.core import personal
from proxenia.engagements.models.contacts import Engagement
from proxenia.strategy.models import Objective


class EngagementObjective(models.Model):
    """That an engagement serves an objective; it may serve several."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="objective_links")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="engagement_links", db_index=False
    )

    personal_data = personal.none("id engagement objective")

    class Meta:
        verbose_name_plural = _("objectives of engagements")
        constraints = [
            models.UniqueConstraint(fields=["objective", "engagement"], name="engagements_objective_once")
        ]

    def __str__(self) -> str:
        return f"objective {self.objective_id} of engagement {self.engagement_id}"
