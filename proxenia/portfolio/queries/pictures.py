"""What the map, the timeline and the matrix draw: plain rows, gathered in a fixed number of questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, F, FilteredRelation, Min, Q, Sum, Value, When

from proxenia.accounts.models import Office, User
from proxenia.core.vocabulary import Vocabulary
from proxenia.places.models import Home, Place
from proxenia.portfolio.models import Agreement, Partnership
from proxenia.portfolio.queries.counts import visible_agreements
from proxenia.portfolio.queries.lists import Ties
from proxenia.portfolio.queries.parties import seen_body

MOST_PLACES = 300
RESTING = ("suspended", "historic")


@dataclass(frozen=True)
class Spot:
    """A place with ties: where, how many, contacts over them, and whether all of them rest."""

    lat: float
    lon: float
    name: str
    country: str
    ties: int
    contacts: int
    all_rest: bool
    tie_uid: str
    place_uid: str


def spots(ties: Ties, user: User, office: Office, most: int = MOST_PLACES) -> tuple[list[Spot], bool]:
    """Return the places of ties, the busiest first, and whether there were more than are returned."""
    place = "parties__organisation__place__"
    rows = (
        ties.order_by()
        .filter(
            seen_body(user, office, "parties__organisation__"),
            **{f"{place}lat__isnull": False, f"{place}lon__isnull": False},
        )
        .values_list("parties__organisation__place_id")
        .annotate(
            contacts=Sum("contact_count"),
            number=Count("pk", distinct=True),
            rest=Count("pk", filter=Q(state__in=RESTING), distinct=True),
            one=Min("uid"),
        )
        .order_by("-contacts", "parties__organisation__place_id")[: most + 1]
    )
    found = list(rows)
    places = Place.objects.in_bulk([row[0] for row in found[:most]])
    drawn = [
        Spot(
            at.lat or 0.0, at.lon or 0.0, at.name, at.country, number, contacts, rest == number,
            one if number == 1 else "", at.uid,
        )
        for key, contacts, number, rest, one in found[:most]
        if (at := places.get(key))
    ]  # fmt: skip
    return drawn, len(found) > most


def home_of(office: Office) -> Home | None:
    """Return the place the office works for, once somebody has named it."""
    return Home.objects.select_related("place").filter(office=office).first()


@dataclass(frozen=True)
class Event:
    """Something that happened with a tie, for a tick on the timeline."""

    on: date
    label: str


Ticks = Callable[[User, Office, Sequence[int]], dict[int, list[Event]]]
_TICKS: list[Ticks] = []


def register_ticks(find: Ticks) -> None:
    """Let a higher room say what happened with ties: ``(user, office, tie keys) -> events by tie``."""
    _TICKS.append(find)


@dataclass(frozen=True)
class Line:
    """A tie on the timeline with its agreements and what happened."""

    tie: Partnership
    agreements: list[Agreement]
    events: list[Event]


def timeline_lines(user: User, office: Office, ties: Sequence[Partnership]) -> list[Line]:
    """Return the lines of the ties of one page: one question for agreements, one for each kind of event."""
    keys = [tie.pk for tie in ties]
    texts: dict[int, list[Agreement]] = {key: [] for key in keys}
    found = visible_agreements(user, office).filter(partnership__in=keys).exclude(state="draft")
    for agreement in found.order_by("starts", "signed", "pk"):
        texts[agreement.partnership_id].append(agreement)
    events: dict[int, list[Event]] = {key: [] for key in keys}
    for find in _TICKS:
        for key, happened in find(user, office, keys).items():
            events[key] += happened
    return [Line(tie, texts[tie.pk], events[tie.pk]) for tie in ties]


@dataclass(frozen=True)
class Crossing:
    """Ties by collaboration type and stage, and how many carry no type or no stage."""

    counts: dict[tuple[str, str], int]
    unclassified: int


def crossing(ties: Ties, subtypes: bool) -> Crossing:
    """Count ties by collaboration type (its main type unless ``subtypes``) and innovation stage."""
    both = (
        ties.order_by()
        .annotate(
            of_type=_classified("collaboration_type"),
            of_stage=_classified("innovation_stage"),
        )
        .filter(of_type__code__isnull=False, of_stage__code__isnull=False)
    )
    row = F("of_type__code") if subtypes else _main_type()
    found = both.annotate(row=row).values_list("row", "of_stage__code")
    counts = {(kind, stage): n for kind, stage, n in found.annotate(n=Count("pk", distinct=True))}
    standing = both.values("pk").distinct().count()
    return Crossing(counts, ties.order_by().count() - standing)


def _classified(facet: str) -> FilteredRelation:
    return FilteredRelation("classifications", condition=Q(classifications__facet=facet))


def _main_type() -> Case:
    types = Vocabulary.load("collaboration_types")
    mains = [code for code in types.codes if types.parent(code) is None]
    cases = [When(of_type__code__in=[main, *types.children(main)], then=Value(main)) for main in mains]
    return Case(*cases, default=F("of_type__code"), output_field=CharField())
