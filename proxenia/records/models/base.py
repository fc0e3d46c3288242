"""Record: what every record of an office shares."""

from typing import ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.records.models.anchors import Anchor, Visibility, visible_q

R = TypeVar("R", bound="Record")


class RecordQuerySet(models.QuerySet[R]):
    """Every read starts here: what this person may see in this office."""

    def visible_to(self, user: User, office: Office) -> Self:
        """Keep what this person may see in this office."""
        return self.filter(visible_q(user, office, "pk"))

    def live(self) -> Self:
        """Keep what is not archived."""
        return self.filter(archived_at=None)


class Record(models.Model):
    """Base of every record: office, unit, owner, visibility, stamps and its one-to-one Anchor.

    The anchor's key is the record's own key, so that what hangs on a record is found without a join.
    """

    record_kind: ClassVar[str]
    """The word of the domain for this record, also in the log and the anchor."""

    audited_fields: ClassVar[tuple[str, ...]]
    """The fields a verb may change; the log keeps their values."""

    anchor = models.OneToOneField(Anchor, on_delete=models.PROTECT, primary_key=True, related_name="+")
    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    # Every record's own indexes begin with the office, and nobody is looked up by stamps: an index less is a
    # tenth of the time a bulk import holds the lock.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who looks after it"),
    )
    visibility = models.CharField(
        _("who may see it"), max_length=12, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    updated_at = models.DateTimeField(editable=False)
    updated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", editable=False, db_index=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    record_personal_data: ClassVar[dict[str, str]] = {
        **personal.none("anchor uid office unit visibility archived_at created_at updated_at version"),
        "owner": personal.REFERENCE,
        "created_by": personal.REFERENCE,
        "updated_by": personal.REFERENCE,
    }

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_archived(self) -> bool:
        """Say whether the record was put away."""
        return self.archived_at is not None
