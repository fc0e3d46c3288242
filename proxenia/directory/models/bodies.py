"""Who is out there: organisations, people and the posts they held."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.core.stamps import new_uid
from proxenia.directory.models.leaving import PersonQuerySet
from proxenia.places.models import Place
from proxenia.records.models import Anchor, Record


class Organisation(Record):
    """A body: a municipality, a ministry, a chamber, a company, a network."""

    record_kind = "organisation"
    audited_fields = (
        "name",
        "kind",
        "place",
        "place_asked",
        "country",
        "parent",
        "website",
        "note",
    )

    name = models.CharField(_("name"), max_length=300)
    name_folded = models.CharField(max_length=300, editable=False)
    kind = models.CharField(_("kind"), max_length=40, default="other")
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    place_asked = models.CharField(
        max_length=200,
        blank=True,
        editable=False,
        help_text="The place as somebody wrote it; while no place is settled, it waits under To settle.",
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("part of"),
    )
    website = models.URLField(_("website"), blank=True)
    note = models.TextField(_("note"), blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    personal_data = {
        **Record.record_personal_data,
        **personal.none("name name_folded kind place place_asked country parent website merged_into"),
        "note": personal.FREE_TEXT,
    }

    class Meta:
        verbose_name_plural = _("organisations")
        indexes = [
            # The list, its count and its facets are answered from these two alone.
            models.Index(
                fields=["office", "name_folded", "archived_at", "visibility"], name="directory_org_name"
            ),
            models.Index(
                fields=["office", "country", "kind", "archived_at", "visibility"],
                name="directory_org_country",
            ),
            models.Index(
                fields=["office", "place_asked"],
                name="directory_org_open",
                # A condition with a value in it would be passed over: values arrive as parameters.
                condition=models.Q(place=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place_is_open(self) -> bool:
        """Say whether somebody still has to settle where this is."""
        return self.place_id is None and bool(self.place_asked)


class Person(Record):
    """A person; what they do is told by their posts."""

    record_kind = "person"
    audited_fields = (
        "name",
        "name_local",
        "pronunciation",
        "email",
        "phone",
        "languages",
        "protocol_rank",
        "born",
        "is_minor",
        "note",
    )

    name = models.CharField(_("name"), max_length=200)
    name_folded = models.CharField(max_length=200, editable=False)
    name_local = models.CharField(_("name in its own script"), max_length=200, blank=True)
    pronunciation = models.CharField(_("pronunciation"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    protocol_rank = models.PositiveSmallIntegerField(_("protocol rank"), null=True, blank=True)
    born = PartialDateField(_("date of birth"), null=True, blank=True)
    is_minor = models.BooleanField(
        _("is a minor"),
        default=False,
        help_text="Counts while no date of birth is known; a date decides by itself.",
    )
    note = models.TextField(_("note"), blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    personal_data = {
        **Record.record_personal_data,
        "name": personal.NAME,
        "name_folded": personal.NAME,
        "name_local": personal.NAME,
        "pronunciation": personal.NAME,
        "email": personal.CONTACT,
        "phone": personal.CONTACT,
        "languages": personal.ROLE,
        "protocol_rank": personal.ROLE,
        "born": personal.ABOUT,
        "is_minor": personal.ABOUT,
        "note": personal.FREE_TEXT,
        "erased_at": personal.NONE,
        "merged_into": personal.REFERENCE,
    }

    objects: ClassVar[Any] = PersonQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("people")
        indexes = [
            models.Index(
                fields=["office", "name_folded", "archived_at", "visibility"], name="directory_person_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role a person held in an organisation from one date to another."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(_("post"), max_length=200, blank=True)
    starts = PartialDateField(_("from"), null=True, blank=True)
    ends = PartialDateField(_("to"), null=True, blank=True)

    personal_data: ClassVar[dict[str, str]] = {
        "id": personal.NONE,
        "uid": personal.NONE,
        "person": personal.REFERENCE,
        "organisation": personal.NONE,
        "title": personal.ROLE,
        "starts": personal.ROLE,
        "ends": personal.ROLE,
    }

    class Meta:
        verbose_name_plural = _("posts")
        ordering = ["-starts"]
        indexes = [models.Index(fields=["organisation", "ends"], name="directory_post_held")]

    def __str__(self) -> str:
        return self.title


class Merge(models.Model):
    """One merge: what was folded into what, and what was moved, so that it can be undone."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    kept_id = models.BigIntegerField()
    dropped_id = models.BigIntegerField()
    moved = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    kept_version = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    personal_data = {
        **personal.none("id uid office kind kept_version at undone_at"),
        "kept_id": personal.REFERENCE,
        "dropped_id": personal.REFERENCE,
        "moved": personal.REFERENCE,
        "values": personal.FREE_TEXT,
        "by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"merge of {self.kind} {self.dropped_id} into {self.kept_id}"


class Distinct(models.Model):
    """Two records that look like one and the same but, somebody decided, are not."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    first = models.ForeignKey(Anchor, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Anchor, on_delete=models.CASCADE, related_name="+")

    personal_data = {
        **personal.none("id office"),
        "first": personal.REFERENCE,
        "second": personal.REFERENCE,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="directory_distinct_once")]

    def __str__(self) -> str:
        return f"{self.first_id} is not {self.second_id}"
