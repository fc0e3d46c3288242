"""Who may see a record: its visibility, its unit, its readers by name, and who opened it for a reason."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Membership, Office, Standing, User, standing_of
from proxenia.accounts.models.roles import READ, READ_SHARED
from proxenia.core.errors import NotFound, Refused
from proxenia.core.registry import frame_of
from proxenia.core.values import fold, split_list
from proxenia.records.models import Anchor, Opening, Reader, Record, Visibility
from proxenia.records.rules import sees

NAMED = 12
"""So many names of those who gain or lose are told; the rest are counted."""


@dataclass(frozen=True)
class Circle:
    """The people of an office, what each is in it, and who is named on one record."""

    standings: dict[User, Standing]
    named: frozenset[int]

    def seers(self, visibility: str, unit: int | None) -> set[User]:
        """Return who would see the record if it were of that visibility and unit."""
        return {
            user
            for user, standing in self.standings.items()
            if sees(standing, visibility, unit, named=user.pk in self.named)
        }


@dataclass(frozen=True)
class Difference:
    """Who gains and who loses sight of a record by a change."""

    gain: list[User] = field(default_factory=list)
    lose: list[User] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """Return what changes, in words."""
        told = []
        if self.gain:
            told.append(_("%(names)s will see it too.") % {"names": names_of(self.gain)})
        if self.lose:
            told.append(_("%(names)s will no longer see it.") % {"names": names_of(self.lose)})
        return " ".join(told) or _("Nobody gains or loses sight of it.")


def names_of(users: Iterable[User]) -> str:
    """Return names with commas between them; from the thirteenth on they are counted."""
    names = [user.name for user in users]
    more = len(names) - NAMED
    shown = ", ".join(names[:NAMED])
    return _("%(names)s and %(n)d more") % {"names": shown, "n": more} if more > 0 else shown


def model_of(kind: str) -> type[Record]:
    """Return the model of a kind of record."""
    for model in apps.get_models():
        if issubclass(model, Record) and model.record_kind == kind:
            return model
    raise NotFound(_("There is no such page."))


def record_of(anchor: Anchor) -> Record:
    """Return the record an anchor stands for."""
    found: Record = model_of(anchor.kind)._default_manager.get(pk=anchor.pk)
    return found


def people_of(office: Office) -> dict[User, Standing]:
    """Return the people who hold a role in an office and may sign in, by name, with what each is: one question."""
    held: dict[User, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(office=office, user__is_active=True).select_related("user")
    for row in rows.order_by("user__name", "user__pk"):
        held[row.user].append(row)
    return {user: standing_of(roles) for user, roles in held.items()}


def circle_of(anchor: Anchor, *, by: User | None = None) -> Circle:
    """Return the people around a record; ``by`` is counted as named, as whoever narrows a record becomes."""
    named = set(Reader.objects.filter(anchor=anchor).values_list("user_id", flat=True))
    if by is not None:
        named.add(by.pk)
    return Circle(people_of(anchor.office), frozenset(named))


def difference(anchor: Anchor, visibility: str, unit: int | None, *, by: User) -> Difference:
    """Return who would gain and who would lose sight of a record if ``by`` changed its visibility and unit so."""
    now = circle_of(anchor).seers(anchor.visibility, anchor.unit_id)
    narrow = visibility in (Visibility.RESTRICTED, Visibility.CONFIDENTIAL)
    then = circle_of(anchor, by=by if narrow else None).seers(visibility, unit)
    order = list(people_of(anchor.office))
    return Difference(
        [user for user in order if user in then - now], [user for user in order if user in now - then]
    )


def readers_of(record: Record | Anchor) -> QuerySet[Reader]:
    """Return the readers of a record by name."""
    return Reader.objects.filter(anchor_id=record.pk).select_related("user").order_by("user__name", "pk")


def openings_of(record: Record | Anchor) -> QuerySet[Opening]:
    """Return who opened a record for a reason without being named on it, the newest first."""
    return Opening.objects.filter(anchor_id=record.pk).select_related("user")


def people_to_name(anchor: Anchor) -> list[tuple[User, Standing]]:
    """Return who may be named as a reader: the people of the office, partners too, who are not named yet."""
    named = set(readers_of(anchor).values_list("user_id", flat=True))
    found = people_of(anchor.office).items()
    return [(user, held) for user, held in found if user.pk not in named and held.has(READ_SHARED)]


def is_partner(standing: Standing) -> bool:
    """Say whether somebody sees only what is shared with them."""
    return not standing.has(READ)


def people_called(office: Office, text: str) -> list[User]:
    """Return the people of the office that a list of names or e-mail addresses names; an unknown one is refused."""
    known: dict[str, User] = {}
    for user in people_of(office):
        known.setdefault(fold(user.name), user)
        known[user.email.lower()] = user
    found = []
    for name in split_list(text):
        named = known.get(name.strip().lower()) or known.get(fold(name))
        if named is None:
            sentence = _(
                "Nobody of this office is called “%(name)s”. Write the name as it stands in the list."
            )
            raise Refused(sentence % {"name": name}, where="room")
        found.append(named)
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Closed:
    """A record that is closed to a person, told without its name: what it is, its unit, who reads it."""

    uid: str
    kind: str
    unit: str
    readers: str


def closed_to(user: User, office: Office, limit: int = 200) -> list[Closed]:
    """Return the living records of an office that a person does not see, without a word of what they say."""
    seen = Anchor.objects.visible_to(user, office).values("pk")
    hidden = Anchor.objects.filter(office=office, archived_at=None).exclude(pk__in=seen)
    rows = list(hidden.select_related("unit").order_by("kind", "-pk")[:limit])
    readers: dict[int, list[str]] = defaultdict(list)
    for reader in Reader.objects.filter(anchor__in=rows).select_related("user").order_by("user__name"):
        readers[reader.anchor_id].append(reader.user.name)
    return [
        Closed(row.uid, row.kind, row.unit.name if row.unit else "", ", ".join(readers[row.pk]))
        for row in rows
    ]


def frames_of(anchor: Anchor) -> list[Anchor]:
    """Return a record and the one it stands in, where there is one: what must be open for it to be seen."""
    frame = frame_of(anchor.kind, anchor.pk)
    around = Anchor.objects.filter(pk=frame).first() if frame is not None else None
    return [anchor, *([around] if around else [])]


def opened_until(user: User, anchor: Anchor) -> Opening | None:
    """Return the opening by which a person sees a record now, where there is one."""
    return openings_of(anchor).filter(user=user, until__gt=timezone.now()).first()
