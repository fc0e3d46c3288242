"""The Anchor is what notes, files, readers and assessments point at, so that no generic key is needed."""

from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import READ, READ_SHARED
from proxenia.core import personal
from proxenia.core.registry import withheld
from proxenia.core.stamps import new_uid


class Visibility(models.TextChoices):
    """Who may see a record."""

    PUBLIC = "public", pgettext_lazy("visibility", "Public")
    INTERNAL = "internal", pgettext_lazy("visibility", "Internal: staff of the office")
    RESTRICTED = "restricted", pgettext_lazy("visibility", "Restricted: its unit and named readers")
    CONFIDENTIAL = "confidential", pgettext_lazy("visibility", "Confidential: named readers only")


def visible_q(user: User, office: Office, anchor: str) -> models.Q:
    """Return the one rule of who sees which record; ``anchor`` is the path to the record's anchor key."""
    standing = user.standing(office)
    if user.is_operator:
        return models.Q(office=office)
    rule = models.Q(pk__in=[])
    if standing.has(READ):
        rule = models.Q(visibility__in=(Visibility.PUBLIC, Visibility.INTERNAL))
        if standing.units:
            rule |= models.Q(visibility=Visibility.RESTRICTED, unit__in=standing.units)
    if standing.has(READ_SHARED):
        shared = _shared_with(user, office)
        if shared:
            rule |= models.Q(**{f"{anchor}__in": shared})
    return models.Q(office=office) & rule


def visible_through(user: User, office: Office, path: str = "", *, is_known: bool = False) -> models.Q:
    """Return the same rule for records a query has joined: ``path`` leads to them, as in ``partnership__``.

    Cheaper than ``partnership__in=visible`` where few rows are left: no list of all visible records is made.
    ``is_known``: the rows are known to be this office's (they were reached from one of its records), so the
    office is not asked for again; a planner would begin with everything the office has.
    """
    rule = visible_q(user, office, "pk")
    if is_known:
        rule = _without_office(rule)
    return _along(rule, path)


def _without_office(rule: models.Q) -> models.Q:
    """Return the rule without its first part, the office; it is always ``office & what may be seen``."""
    rest = [child for child in rule.children if not (isinstance(child, tuple) and child[0] == "office")]
    # Nothing is left where all of the office is seen: a condition must say something all the same.
    return models.Q(*rest, _connector=rule.connector) if rest else models.Q(pk__isnull=False)


def _along(rule: models.Q, path: str) -> models.Q:
    moved: list[Any] = []
    for child in rule.children:
        if isinstance(child, models.Q):
            moved.append(_along(child, path))
        elif isinstance(child, tuple):
            moved.append((f"{path}{child[0]}", child[1]))
    return models.Q(*moved, _connector=rule.connector, _negated=rule.negated)


def _shared_with(user: User, office: Office) -> list[int]:
    """Return the anchors shared with a person by name; few, so asked once a request and remembered."""
    known: dict[int, list[int]] = user.__dict__.setdefault("_shared", {})
    if office.pk not in known:
        # Not filtered by office in the database: a planner would begin with every anchor of the office.
        named = Reader.objects.filter(user=user).values_list("anchor_id", "anchor__office_id")
        opened = Opening.objects.order_by().filter(user=user, until__gt=timezone.now())
        both = named.union(opened.values_list("anchor_id", "anchor__office_id"))
        keys = [anchor for anchor, of in both if of == office.pk]
        outside = not user.standing(office).has(READ)
        gone = withheld(keys) if outside else set()
        known[office.pk] = [key for key in keys if key not in gone]
    return known[office.pk]


def shared_keys(user: User, office: Office) -> tuple[int, ...]:
    """Return the keys of the records a person sees by name, or by having opened them for a reason."""
    return tuple(sorted(_shared_with(user, office)))


def forget_shared(*users: User) -> None:
    """Ask anew what is shared with these people: a reader was named or taken away."""
    for user in users:
        user.__dict__.pop("_shared", None)
        user.__dict__.pop("_seen_to_write", None)


class AnchorQuerySet(models.QuerySet["Anchor"]):
    """Anchors obey the same rule as the records they stand for."""

    def visible_to(self, user: User, office: Office) -> Self:
        """Keep what this person may see in this office."""
        return self.filter(visible_q(user, office, "pk"))

    def live(self) -> Self:
        """Keep what is not archived."""
        return self.filter(archived_at=None)


class Anchor(models.Model):
    """One row for every record: its uid and kind, and copies of what decides who sees it."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.INTERNAL)
    archived_at = models.DateTimeField(null=True)

    objects = AnchorQuerySet.as_manager()

    personal_data = {
        **personal.none("id uid office kind unit visibility archived_at"),
        "owner": personal.REFERENCE,
    }

    class Meta:
        indexes = [models.Index(fields=["office", "kind"], name="records_anchor_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class Reader(models.Model):
    """A person who may see one record by name."""

    anchor = models.ForeignKey(Anchor, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")

    personal_data: dict[str, Any] = {
        "id": personal.NONE,
        "anchor": personal.NONE,
        "user": personal.REFERENCE,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["anchor", "user"], name="records_reader_once")]

    def __str__(self) -> str:
        return f"reader {self.user_id} of {self.anchor_id}"


class Opening(models.Model):
    """A record that somebody opened for a while without being named on it, and why (break-glass)."""

    anchor = models.ForeignKey(Anchor, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField()
    until = models.DateTimeField()

    personal_data: dict[str, Any] = {
        **personal.none("id anchor at until"),
        "user": personal.REFERENCE,
        "reason": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["user", "until"], name="records_opening_user")]

    def __str__(self) -> str:
        return f"opening of {self.anchor_id} by {self.user_id}"
