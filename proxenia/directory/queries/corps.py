"""The diplomatic corps: who is in it, in which order, who speaks for it, whose term ends."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core import search
from proxenia.core.search import Entry
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Head, Mission, Organisation, Person, Post
from proxenia.directory.queries.organisations import matching
from proxenia.directory.queries.people import people_at
from proxenia.directory.rules.corps import Placed, is_honorary, is_present, precedence
from proxenia.places.queries.countries import countries

TERM_NOTICE = dt.timedelta(days=120)
"""A term is told of from four months before it ends."""


@dataclass(frozen=True)
class Filters:
    """What the address asks of the list: words, a kind, a sending country, closed ones too."""

    text: str = ""
    kind: str = ""
    country: str = ""
    archived: bool = False


@dataclass
class Line:
    """A mission with those who lead it now, those who did, and the place of its first head."""

    mission: Mission
    heads: list[Placed] = field(default_factory=list)
    before: list[Head] = field(default_factory=list)
    staff: list[Post] = field(default_factory=list)

    @property
    def first(self) -> Placed | None:
        """The head who goes first."""
        return self.heads[0] if self.heads else None


@dataclass(frozen=True)
class Corps:
    """The corps on a day: missions in the order of precedence, vacant ones after, and the doyen."""

    lines: list[Line]
    doyens: list[Placed]
    ending: list[Head]


def missions(user: User, office: Office, filters: Filters) -> QuerySet[Mission]:
    """Return the missions a person may see, by the name of their organisation."""
    rows: QuerySet[Mission] = Mission.objects.visible_to(user, office)
    rows = rows.exclude(archived_at=None) if filters.archived else rows.filter(archived_at=None)
    if filters.text:
        bodies = Organisation.objects.filter(office=office).filter(
            matching(filters.text, office, "organisation")
        )
        rows = rows.filter(matching_mission(filters.text, office) | Q(organisation__in=bodies.values("pk")))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.country:
        rows = rows.filter(sending=filters.country)
    return rows.select_related("organisation", "organisation__place").order_by(
        "organisation__name_folded", "pk"
    )


def matching_mission(text: str, office: Office) -> Q:
    """Return the condition for missions that search finds by these words."""
    return Q(pk__in=search.find(text, office.pk, kinds=("mission",), limit=500))


def _with_heads(rows: QuerySet[Mission], user: User, office: Office) -> QuerySet[Mission]:
    seen = Person.objects.visible_to(user, office).live().unerased()
    heads = Head.objects.filter(person__in=seen).select_related("person", "mission__organisation")
    return rows.prefetch_related(Prefetch("heads", queryset=heads))


def corps(user: User, office: Office, rows: QuerySet[Mission], today: dt.date) -> Corps:
    """Return some missions as a corps: three questions, whatever their number.

    The place of each head is that within the whole corps this person may see, whichever missions are asked for.
    """
    everybody = Mission.objects.visible_to(user, office).live()
    whole = _with_heads(everybody.select_related("organisation"), user, office)
    present = [head for mission in whole for head in mission.heads.all() if is_present(head, today)]
    order = precedence(head for head in present if _is_open(head.mission, today))
    places = {placed.head.pk: placed for placed in order}
    lines = [_line(mission, places, today) for mission in _with_heads(rows, user, office)]
    lines.sort(key=lambda line: _rank(line, order))
    return Corps(lines, _doyens(order), _ending(present, today))


def _is_open(mission: Mission, today: dt.date) -> bool:
    return mission.closed is None or mission.closed.last() >= today


def _line(mission: Mission, places: dict[int, Placed], today: dt.date) -> Line:
    heads = [places[head.pk] for head in mission.heads.all() if head.pk in places]
    before = [head for head in mission.heads.all() if not is_present(head, today)]
    return Line(mission, sorted(heads, key=lambda placed: list(places).index(placed.head.pk)), before)


def _rank(line: Line, order: list[Placed]) -> tuple[int, str]:
    at = order.index(line.first) if line.first else len(order)
    return at, line.mission.organisation.name_folded


def _doyens(order: Iterable[Placed]) -> list[Placed]:
    """Return who goes before all others; several where the rule cannot tell them apart."""
    return [placed for placed in order if placed.place == 1]


def _ending(present: Iterable[Head], today: dt.date) -> list[Head]:
    soon = [head for head in present if head.until is not None and head.until.last() <= today + TERM_NOTICE]
    return sorted(soon, key=lambda head: str(head.until))


def ending_terms(user: User, office: Office, today: dt.date) -> list[Head]:
    """Return the heads of missions whose term ends within four months, the first to end first."""
    limit = (today + TERM_NOTICE).isoformat()
    seen = Mission.objects.visible_to(user, office).live()
    rows = Head.objects.filter(mission__in=seen, until__gte=str(today.year), until__lte=limit)
    rows = rows.filter(person__in=Person.objects.visible_to(user, office).live())
    return _ending(
        (head for head in rows.select_related("person", "mission__organisation") if is_present(head, today)),
        today,
    )


def with_staff(lines: list[Line], user: User, office: Office, today: dt.date) -> list[Line]:
    """Give each mission the people who hold a post there now, its heads left out."""
    bodies = [line.mission.organisation_id for line in lines]
    posts, _before = people_at(user, office, today, at=Q(organisation__in=bodies), limit=5_000)
    by_body: dict[int, list[Post]] = {}
    for post in posts:
        by_body.setdefault(post.organisation_id, []).append(post)
    for line in lines:
        leading = {placed.head.person_id for placed in line.heads}
        staff = by_body.get(line.mission.organisation_id, [])
        line.staff = [post for post in staff if post.person_id not in leading]
    return lines


def counts(rows: QuerySet[Mission]) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Return how many missions each kind and each sending country has, the most frequent first."""
    kinds: Counter[str] = Counter()
    senders: Counter[str] = Counter()
    for kind, country in rows.order_by().values_list("kind", "sending"):
        kinds[kind] += 1
        senders[country] += 1
    senders.pop("", None)
    return kinds.most_common(), senders.most_common()


def mission_of(organisation: Organisation) -> Mission | None:
    """Return the mission an organisation is listed as, whoever may see it."""
    rows = Mission.objects.filter(organisation=organisation, archived_at=None)
    return rows.select_related("organisation").first()


def head_of(mission: Mission, uid: str) -> Head | None:
    """Return one of a mission's heads by its uid."""
    return mission.heads.select_related("person", "mission__organisation").filter(uid=uid).first()


def people_called(user: User, office: Office, name: str) -> list[Person]:
    """Return the people of that very name whom somebody may see."""
    rows = Person.objects.visible_to(user, office).live().filter(name_folded=fold(name)[:200])
    return list(rows.order_by("pk")[:10])


def honorary_count(found: Corps) -> int:
    """Return how many present heads are honorary."""
    return sum(is_honorary(placed.head.rank) for line in found.lines for placed in line.heads)


def mission_entry(mission: Mission) -> Entry:
    """Return what search knows of a mission: its name, its kind, who sends it, its district and its place."""
    country = countries().get(mission.sending)
    place = mission.organisation.place
    words = [
        Vocabulary.load("mission_kinds").english(mission.kind),
        country.name if country else "",
        mission.sender,
        mission.district,
        place.name if place else "",
    ]
    body = " ".join(word for word in words if word)
    return Entry(mission.pk, mission.office_id, "mission", mission.organisation.name, body)
