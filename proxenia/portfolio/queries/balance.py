"""How the portfolio is balanced: ties, money and hours by sector, region, kind and goal; gaps and overlaps."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core.vocabulary import Vocabulary
from proxenia.places.queries.countries import world_regions
from proxenia.portfolio.models import Classification, Partnership, Party
from proxenia.portfolio.queries.parties import seen_body
from proxenia.portfolio.rules import LIVE

Ties = QuerySet[Partnership]
SECTOR, REGION, KIND, GOAL = "sector", "region", "kind", "goal"
DIMENSIONS = {
    SECTOR: ("policy_sectors", "policy_sector"),
    REGION: ("world_regions", ""),
    KIND: ("partnership_kinds", "kind"),
    GOAL: ("innovation_goals", "innovation_goal"),
}
"""What a portfolio is weighed by: the vocabulary of its words, and the filter of the list they are (if any)."""
MANY = 3
"""So many live ties of one sector in one country are told as an overlap."""


@dataclass
class Effort:
    """What went into something: contacts, staff hours, money by currency. What nobody wrote down is not in it."""

    contacts: int = 0
    hours: Decimal = Decimal(0)
    money: dict[str, Decimal] = field(default_factory=dict)

    def add(self, other: "Effort") -> None:
        """Add another effort; currencies are kept apart."""
        self.contacts += other.contacts
        self.hours += other.hours
        for currency, amount in other.money.items():
            self.money[currency] = self.money.get(currency, Decimal(0)) + amount


@dataclass
class Line:
    """One word of a dimension ('' where nothing is said) with its ties, those alive, and what went into them."""

    code: str
    ties: int = 0
    live: int = 0
    effort: Effort = field(default_factory=Effort)


@dataclass(frozen=True)
class Overlap:
    """Live ties of one sector in one country."""

    country: str
    sector: str
    ties: int


@dataclass(frozen=True)
class Balance:
    """The lines of a dimension in the order of its vocabulary, words without a live tie, and overlaps."""

    lines: list[Line]
    gaps: list[str]
    overlaps: list[Overlap]
    total: int


Find = Callable[[User, Office, Ties], dict[int, Effort]]
_EFFORTS: list[Find] = []
Results = Callable[[User, Office, Ties], dict[int, dict[str, int]]]
_RESULTS: list[Results] = []


def register_effort(find: Find) -> None:
    """Let a higher room say what went into ties: ``(user, office, ties) -> effort by tie``."""
    _EFFORTS.append(find)


def register_results(find: Results) -> None:
    """Let the ledger of results say how many outcomes name a tie: ``(user, office, ties) -> by tie -> by place``."""
    _RESULTS.append(find)


def efforts_of(user: User, office: Office, ties: Ties) -> dict[int, Effort]:
    """Return what went into ties, by tie; one question for each room that knows of effort."""
    found: dict[int, Effort] = defaultdict(Effort)
    for find in _EFFORTS:
        for key, effort in find(user, office, ties).items():
            found[key].add(effort)
    return dict(found)


def results_of(user: User, office: Office, ties: Ties) -> dict[int, dict[str, int]] | None:
    """Return the outcomes recorded by tie and by whose place they are in, which are never added.

    None while no room keeps results, which is not nought.
    """
    if not _RESULTS:
        return None
    found: dict[int, dict[str, int]] = {}
    for find in _RESULTS:
        found |= find(user, office, ties)
    return found


def balance(user: User, office: Office, ties: Ties, dimension: str) -> Balance:
    """Weigh ties by one dimension: four questions, whatever their number. A tie with several words counts in each."""
    rows = {
        pk: (kind, state in LIVE) for pk, kind, state in ties.order_by().values_list("pk", "kind", "state")
    }
    countries = _countries(user, office, ties)
    sectors = _codes(ties, "policy_sector")
    words = _words(ties, dimension, rows, countries, sectors)
    efforts = efforts_of(user, office, ties)
    vocabulary = Vocabulary.load(DIMENSIONS[dimension][0])
    lines = {code: Line(code) for code in (*vocabulary.codes, "")}
    for key, (_kind, is_live) in rows.items():
        for code in words.get(key) or {""}:
            line = lines.setdefault(code, Line(code))
            line.ties += 1
            line.live += is_live
            line.effort.add(efforts.get(key, Effort()))
    live = {key for key, (_kind, is_live) in rows.items() if is_live}
    gaps = [code for code in vocabulary.codes if not lines[code].live]
    return Balance(
        [line for line in lines.values() if line.ties], gaps, _overlaps(live, countries, sectors), len(rows)
    )


def _words(
    ties: Ties,
    dimension: str,
    rows: dict[int, tuple[str, bool]],
    countries: dict[int, set[str]],
    sectors: dict[int, set[str]],
) -> dict[int, set[str]]:
    if dimension == KIND:
        return {key: {kind} for key, (kind, _live) in rows.items()}
    if dimension == REGION:
        regions = world_regions()
        return {key: {regions[one] for one in codes if one in regions} for key, codes in countries.items()}
    return sectors if dimension == SECTOR else _codes(ties, DIMENSIONS[dimension][1])


def _countries(user: User, office: Office, ties: Ties) -> dict[int, set[str]]:
    rows = Party.objects.filter(seen_body(user, office), partnership__in=ties.order_by().values("pk"))
    return _sets(
        rows.exclude(organisation__country="").values_list("partnership_id", "organisation__country")
    )


def _codes(ties: Ties, facet: str) -> dict[int, set[str]]:
    rows = Classification.objects.filter(facet=facet, partnership__in=ties.order_by().values("pk"))
    return _sets(rows.values_list("partnership_id", "code"))


def _sets(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, word in pairs:
        found[key].add(word)
    return dict(found)


def _overlaps(live: set[int], countries: dict[int, set[str]], sectors: dict[int, set[str]]) -> list[Overlap]:
    """Return sectors in which several live ties lead to one country, the most first."""
    pairs = Counter(
        (country, sector)
        for key in live
        for country in countries.get(key, ())
        for sector in sectors.get(key, ())
    )
    many = [Overlap(country, sector, n) for (country, sector), n in pairs.items() if n >= MANY]
    return sorted(many, key=lambda one: (-one.ties, one.country, one.sector))
