"""The diplomatic corps: missions of others in our place, and who led them from when to when."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.directory.models.bodies import Organisation, Person
from proxenia.records.models import Record, RecordQuerySet, visible_through


class AtOrganisation(RecordQuerySet[Any]):
    """Records that speak of one organisation: whoever may not see the organisation does not see them either."""

    def visible_to(self, user: User, office: Office) -> Self:
        """Keep what this person may see, of organisations this person may see."""
        through = visible_through(user, office, "organisation__", is_known=True)
        return super().visible_to(user, office).filter(through)


class Mission(Record):
    """An embassy, a consulate, a trade office: what an organisation is in the diplomatic corps of our place.

    Name, place, website and staff are the organisation's.
    """

    record_kind = "mission"
    audited_fields = (
        "organisation",
        "kind",
        "sending",
        "sender",
        "district",
        "address",
        "email",
        "phone",
        "national_day",
        "opened",
        "closed",
        "note",
    )

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="missions", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=40, default="other")
    sending = models.CharField(_("sending country"), max_length=2, blank=True)
    sender = models.CharField(_("sent by"), max_length=200, blank=True)
    district = models.TextField(_("consular district"), blank=True)
    address = models.TextField(_("address"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    national_day = models.CharField(
        _("national day"), max_length=5, blank=True, help_text="Month and day, as in 07-14."
    )
    opened = PartialDateField(_("here since"), null=True, blank=True)
    closed = PartialDateField(_("closed"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects: ClassVar[Any] = AtOrganisation.as_manager()

    personal_data = {
        **Record.record_personal_data,
        **personal.none("organisation kind sending sender district address national_day opened closed"),
        # An honorary consulate is often reached where its consul lives.
        "email": personal.CONTACT,
        "phone": personal.CONTACT,
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("missions")
        indexes = [models.Index(fields=["office", "kind"], name="directory_mission_kind")]

    def __str__(self) -> str:
        return self.organisation.name


class Head(models.Model):
    """Somebody at the head of a mission: rank, accreditation, and until when."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="heads")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="headships")
    rank = models.CharField(_("rank"), max_length=40)
    is_acting = models.BooleanField(_("acting head"), default=False)
    presented = PartialDateField(_("accredited"), null=True, blank=True)
    until = PartialDateField(_("until"), null=True, blank=True)

    personal_data: ClassVar[dict[str, str]] = {
        **personal.none("id uid mission"),
        "person": personal.REFERENCE,
        **dict.fromkeys(("rank", "is_acting", "presented", "until"), personal.ROLE),
    }

    class Meta:
        verbose_name_plural = _("heads of missions")
        ordering = ["-presented", "-pk"]

    def __str__(self) -> str:
        return f"{self.person.name}, {self.rank}"
