"""Anything that happened or will: meetings, calls, delegations, letters."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.commitments.models import Commitment
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.directory.models import Organisation, Person
from proxenia.places.models import Place
from proxenia.portfolio.models import Partnership
from proxenia.records.models import Record


class Engagement(Record):
    """One contact: what, when, in which direction, who began, hosted and paid."""

    record_kind = "engagement"
    audited_fields = (
        "date",
        "until",
        "kind",
        "title",
        "direction",
        "mode",
        "initiated_by",
        "hosted_by",
        "paid_by",
        "people_text",
        "place",
        "staff_hours",
        "cost",
        "currency",
        "note",
        "state",
        "nothing_to_follow",
    )

    class Direction(models.TextChoices):
        """Who travelled, or wrote, to whom."""

        IN = "in", pgettext_lazy("direction", "In: they came to us")
        OUT = "out", pgettext_lazy("direction", "Out: we went to them")
        NONE = "none", pgettext_lazy("direction", "Neither")

    class Mode(models.TextChoices):
        """How people met."""

        IN_PERSON = "in_person", pgettext_lazy("mode", "In person")
        VIRTUAL = "virtual", pgettext_lazy("mode", "Virtual")
        HYBRID = "hybrid", pgettext_lazy("mode", "Hybrid")

    class By(models.TextChoices):
        """Which side did a thing."""

        US = "us", pgettext_lazy("side", "Us")
        THEM = "them", pgettext_lazy("side", "Them")
        BOTH = "both", pgettext_lazy("side", "Both")
        OTHER = "other", pgettext_lazy("side", "Somebody else")

    class State(models.TextChoices):
        """How far it is; nothing moves by itself."""

        PLANNED = "planned", pgettext_lazy("contact", "Planned")
        HELD = "held", pgettext_lazy("contact", "Took place")
        CLOSED = "closed", pgettext_lazy("contact", "Closed")
        CANCELLED = "cancelled", pgettext_lazy("contact", "Cancelled")

    date = PartialDateField(_("date"))
    until = PartialDateField(_("until"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=40)
    title = models.CharField(_("title"), max_length=300)
    title_folded = models.CharField(max_length=300, editable=False)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, blank=True)
    initiated_by = models.CharField(_("who began it"), max_length=6, choices=By.choices, blank=True)
    hosted_by = models.CharField(_("who hosted"), max_length=6, choices=By.choices, blank=True)
    paid_by = models.CharField(_("who paid"), max_length=6, choices=By.choices, blank=True)
    people_text = models.TextField(_("people"), blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    staff_hours = models.DecimalField(_("staff hours"), max_digits=9, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    note = models.TextField(_("what came of it"), blank=True)
    # The database knows the default too: rows written past Django are contacts that took place.
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.HELD, db_default=State.HELD
    )
    nothing_to_follow = models.BooleanField(_("nothing has to follow"), default=False, db_default=False)

    personal_data = {
        **Record.record_personal_data,
        **personal.none(
            "date until kind direction mode initiated_by hosted_by paid_by place staff_hours cost currency state"
            " nothing_to_follow"
        ),
        "title": personal.FREE_TEXT,
        "title_folded": personal.FREE_TEXT,
        "people_text": personal.NAME,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        indexes = [
            # Both cover the whole order of the list, so that its first page is read without sorting anything.
            # The state at the end lets planned and cancelled ones be picked without their rows.
            # Partial, since PostgreSQL reads no order from an index behind a column that is compared with NULL.
            models.Index(
                fields=["office", "date", "anchor", "state"],
                name="engagements_date",
                condition=models.Q(archived_at=None),
            ),
            models.Index(
                fields=["office", "kind", "date", "anchor"],
                name="engagements_kind",
                condition=models.Q(archived_at=None),
            ),
            models.Index(fields=["office", "title_folded"], name="engagements_title"),
            # All that the story of a tie counts: read from here, thousands of contacts need no row of their own.
            models.Index(
                fields=["anchor", "date", "visibility", "state"],
                name="engagements_story",
                condition=models.Q(archived_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EngagementTie(models.Model):
    """Which tie an engagement belongs to; it may belong to several."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="tie_links")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="engagement_links")

    personal_data = personal.none("id engagement partnership")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "engagement"], name="engagements_tie_once")
        ]

    def __str__(self) -> str:
        return f"engagement {self.engagement_id} of tie {self.partnership_id}"


class Participation(models.Model):
    """Somebody who took part, with the post they held then."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    post_title = models.CharField(max_length=200, blank=True)

    personal_data = {
        "id": personal.NONE,
        "engagement": personal.NONE,
        "person": personal.REFERENCE,
        "organisation": personal.NONE,
        "post_title": personal.ROLE,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "person"], name="engagements_participation_once")
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} at engagement {self.engagement_id}"


class FollowUp(models.Model):
    """A promise made at an engagement."""

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, primary_key=True, related_name="engagement_link"
    )
    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="follow_ups")

    personal_data = personal.none("commitment engagement")

    def __str__(self) -> str:
        return f"promise {self.commitment_id} of engagement {self.engagement_id}"
