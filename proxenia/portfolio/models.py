"""The portfolio: ties, their parties, agreements, memberships, and the promises that belong to them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.commitments.models import Commitment
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.directory.models import HostedBody, Organisation
from proxenia.records.models import File, Record
from proxenia.strategy.models import Objective

LIVING = models.Q(archived_at=None)
"""The condition of the indexes that lists are read from."""


class Partnership(Record):
    """Any standing commitment with counterparts: a sister city, a memorandum, a network membership."""

    record_kind = "partnership"
    audited_fields = (
        "name",
        "kind",
        "state",
        "since",
        "ends",
        "review_on",
        "open_ended_reason",
        "purpose",
        "parent",
        "note",
    )

    name = models.CharField(_("name"), max_length=300)
    name_folded = models.CharField(max_length=300, editable=False)
    is_named = models.BooleanField(
        default=False,
        editable=False,
        help_text="Has a name of its own, so that several may stand on one side.",
    )
    kind = models.CharField(_("kind"), max_length=40)
    state = models.CharField(_("state"), max_length=20, default="active")
    since = PartialDateField(_("since"), null=True, blank=True)
    ends = PartialDateField(_("runs until"), null=True, blank=True)
    review_on = models.DateField(_("first or next review"), null=True, blank=True)
    open_ended_reason = models.CharField(_("why it has no end"), max_length=300, blank=True)
    purpose = models.TextField(_("what it is for"), blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under"),
    )
    note = models.TextField(_("notes"), blank=True)
    last_contact = PartialDateField(null=True, blank=True, editable=False)
    contact_count = models.PositiveIntegerField(default=0, editable=False)

    personal_data = {
        **Record.record_personal_data,
        **personal.none(
            "name name_folded is_named kind state since ends review_on open_ended_reason parent"
            " last_contact contact_count"
        ),
        "purpose": personal.FREE_TEXT,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        indexes = [
            # Partial, since PostgreSQL reads no order from an index behind a column that is compared with NULL.
            models.Index(
                fields=["office", "name_folded", "anchor"], name="portfolio_tie_name", condition=LIVING
            ),
            models.Index(fields=["office", "last_contact"], name="portfolio_tie_contact", condition=LIVING),
            models.Index(fields=["office", "since"], name="portfolio_tie_since", condition=LIVING),
            # Covers the counts beside the list, so that they never read the rows themselves.
            models.Index(
                fields=["office", "archived_at", "visibility", "kind", "state", "unit", "anchor"],
                name="portfolio_tie_facets",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """A counterpart of a tie: always an organisation, with the words by which the office names it."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="parties")
    named = models.CharField(max_length=300, help_text="The counterpart as the office writes it.")
    named_folded = models.CharField(max_length=300)
    responsibilities = models.TextField(_("what they take on"), blank=True)

    is_seen = False
    """Whether the reader it was fetched for sees the organisation; who does not say so shows only its words."""

    personal_data = {
        **personal.none("id uid partnership organisation named named_folded"),
        "responsibilities": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "organisation"], name="portfolio_party_once")
        ]
        indexes = [models.Index(fields=["named_folded"], name="portfolio_party_named")]

    def __str__(self) -> str:
        return self.named


class Classification(models.Model):
    """One word of PRT-2 on a tie: a facet (stage, sector, goal …) and its code in the vocabulary."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="classifications")
    facet = models.CharField(max_length=30)
    code = models.CharField(max_length=40)

    personal_data = personal.none("id partnership facet code")

    FACETS: ClassVar[dict[str, str]] = {
        "collaboration_type": "collaboration_types",
        "innovation_goal": "innovation_goals",
        "policy_sector": "policy_sectors",
        "scale": "scales",
        "innovation_stage": "innovation_stages",
        "sdg": "sdgs",
        "purpose": "purposes",
        "lead_actor": "lead_actor_types",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "facet", "code"], name="portfolio_class_once")
        ]
        indexes = [models.Index(fields=["facet", "code"], name="portfolio_class_code")]

    def __str__(self) -> str:
        return f"{self.facet}: {self.code}"


class Membership(models.Model):
    """What membership of a network means: the role held, the fee, the duties, what it is worth."""

    partnership = models.OneToOneField(
        Partnership, on_delete=models.CASCADE, primary_key=True, related_name="membership"
    )
    network_code = models.CharField(max_length=60, blank=True, help_text="Its line in data/networks.")
    role = models.CharField(_("role held"), max_length=40, default="member")
    role_since = PartialDateField(_("role held since"), null=True, blank=True)
    fee = models.DecimalField(_("yearly fee"), max_digits=12, decimal_places=2, null=True, blank=True)
    fee_currency = models.CharField(_("currency"), max_length=3, blank=True)
    fee_year = models.PositiveSmallIntegerField(_("fee of the year"), null=True, blank=True)
    obligations = models.TextField(_("obligations"), blank=True)
    value_to_us = models.TextField(_("what it is worth to us"), blank=True)

    personal_data = {
        **personal.none("partnership network_code role role_since fee fee_currency fee_year"),
        "obligations": personal.FREE_TEXT,
        "value_to_us": personal.FREE_TEXT,
    }

    def __str__(self) -> str:
        return f"membership in {self.partnership_id}"


class Agreement(Record):
    """A signed or drafted text under a tie, with its term, review, exit and signatories."""

    record_kind = "agreement"
    audited_fields = (
        "title",
        "state",
        "formality",
        "signed",
        "starts",
        "ends",
        "review",
        "renewal",
        "exit_clause",
        "amendment_clause",
        "signatories",
        "note",
    )

    class State(models.TextChoices):
        """Where the text stands."""

        DRAFT = "draft", pgettext_lazy("agreement", "Draft")
        SIGNED = "signed", pgettext_lazy("agreement", "Signed")
        ENDED = "ended", pgettext_lazy("agreement", "Ended")

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(_("title"), max_length=300)
    title_folded = models.CharField(max_length=300, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.SIGNED)
    formality = models.CharField(_("how formal"), max_length=40, blank=True)
    signed = PartialDateField(_("signed"), null=True, blank=True)
    starts = PartialDateField(_("starts"), null=True, blank=True)
    ends = PartialDateField(_("ends"), null=True, blank=True)
    review = PartialDateField(_("review"), null=True, blank=True)
    renewal = models.CharField(_("renewal"), max_length=300, blank=True)
    exit_clause = models.TextField(_("how either side leaves"), blank=True)
    amendment_clause = models.TextField(_("how it is amended"), blank=True)
    signatories = models.TextField(_("signed by"), blank=True)
    note = models.TextField(_("notes"), blank=True)

    personal_data = {
        **Record.record_personal_data,
        **personal.none(
            "partnership title title_folded state formality signed starts ends review renewal"
            " exit_clause amendment_clause"
        ),
        "signatories": personal.NAME,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        indexes = [
            models.Index(
                fields=["office", "ends", "title_folded", "anchor"],
                name="portfolio_agreement_ends",
                condition=LIVING,
            ),
            models.Index(fields=["partnership", "title_folded"], name="portfolio_agreement_key"),
        ]

    def __str__(self) -> str:
        return self.title


class AgreementVersion(models.Model):
    """One text of an agreement: the original, an amendment or a renewal."""

    class Kind(models.TextChoices):
        """What the text is."""

        ORIGINAL = "original", pgettext_lazy("version", "Original")
        AMENDMENT = "amendment", pgettext_lazy("version", "Amendment")
        RENEWAL = "renewal", pgettext_lazy("version", "Renewal")

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    dated = PartialDateField(_("dated"), null=True, blank=True)
    summary = models.TextField(_("what it says or changes"), blank=True)
    effective = PartialDateField(_("takes effect"), null=True, blank=True)
    waits = models.BooleanField(
        default=False,
        editable=False,
        help_text="Its day of effect is to come: what it changes is kept here till then.",
    )
    new_ends = PartialDateField(_("new end"), null=True, blank=True)
    new_review = PartialDateField(_("new review"), null=True, blank=True)
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    personal_data = {
        **personal.none("id uid agreement number kind dated effective waits new_ends new_review file"),
        "summary": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="portfolio_version_number")
        ]
        indexes = [
            models.Index(fields=["effective"], name="portfolio_version_waits", condition=models.Q(waits=True))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Approval(models.Model):
    """Who approved an agreement, when, in which body."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="approvals")
    body = models.CharField(_("body"), max_length=200)
    decided = PartialDateField(_("decided"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=200, blank=True)

    personal_data = {
        **personal.none("id uid agreement body decided"),
        "decision": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.body


class PartnershipCommitment(models.Model):
    """Which tie, and which agreement under it, a promise belongs to."""

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, primary_key=True, related_name="tie_link"
    )
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="commitment_links")
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="commitment_links"
    )

    personal_data = personal.none("commitment partnership agreement")

    def __str__(self) -> str:
        return f"promise {self.commitment_id} of tie {self.partnership_id}"


class DuplicateDismissal(models.Model):
    """Two ties that look like one and the same but, somebody decided, are not."""

    first = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="+")

    personal_data = personal.none("id first second")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="portfolio_dismissed_once")]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"


class HostAgreement(models.Model):
    """Which agreement is the host agreement of an international body in our place."""

    body = models.OneToOneField(
        HostedBody, on_delete=models.PROTECT, primary_key=True, related_name="host_agreement"
    )
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="hosted_links")

    personal_data = personal.none("body agreement")

    class Meta:
        verbose_name_plural = _("host agreements")

    def __str__(self) -> str:
        return f"host agreement of {self.body_id}"


class TieObjective(models.Model):
    """Which objective of the strategy a tie serves; it may serve several."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="objective_links")
    objective = models.ForeignKey(
        Objective, on_delete=models.PROTECT, related_name="tie_links", db_index=False
    )

    personal_data = personal.none("id partnership objective")

    class Meta:
        verbose_name_plural = _("objectives of ties")
        constraints = [
            models.UniqueConstraint(fields=["objective", "partnership"], name="portfolio_objective_once")
        ]

    def __str__(self) -> str:
        return f"objective {self.objective_id} of tie {self.partnership_id}"
