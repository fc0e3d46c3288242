"""The ledger: its list and counts, one result with its chain, the same result written down before."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Substr

from proxenia.accounts.models import Membership, Office, Unit, User
from proxenia.core import search
from proxenia.core.names import country_name
from proxenia.core.search import Entry
from proxenia.core.values import PartialDate, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Organisation
from proxenia.engagements.models import Engagement, EngagementTie, Participation
from proxenia.portfolio.models import Partnership, Party
from proxenia.records.models import File, visible_through
from proxenia.results.models import Area, Contribution, Result
from proxenia.results.rules.ledger import AGED, COUNTED, counts, fresh, unit_of

MOST_FOUND = 500
LINKED: dict[str, type[Any]] = {
    "engagement": Engagement,
    "partnership": Partnership,
    "organisation": Organisation,
}


@dataclass(frozen=True)
class Wanted:
    """What the address of the ledger asks for; empty is everything that is not put away."""

    text: str = ""
    belongs: str = ""
    kind: str = ""
    state: str = ""
    horizon: str = ""
    year: str = ""
    area: str = ""
    tie: str = ""
    country: str = ""
    sector: str = ""
    objective: str = ""
    unit: str = ""
    quarter: str = ""
    district: str = ""
    archived: bool = False


def seen_results(user: User, office: Office) -> QuerySet[Result]:
    """Return the living results a person may see."""
    found: QuerySet[Result] = Result.objects.visible_to(user, office).live()
    return found


def ledger(user: User, office: Office, wanted: Wanted, today: dt.date) -> QuerySet[Result]:
    """Return the results that fit, the latest first."""
    rows: QuerySet[Result] = Result.objects.visible_to(user, office)
    rows = rows.exclude(archived_at=None) if wanted.archived else rows.filter(archived_at=None)
    plain = {"belongs": wanted.belongs, "kind": wanted.kind, "horizon": wanted.horizon}
    rows = rows.filter(**{name: value for name, value in plain.items() if value})
    if wanted.state:
        rows = rows.filter(_in_state(wanted.state, today))
    if wanted.year.isascii() and wanted.year.isdigit() and len(wanted.year) == 4:
        year = int(wanted.year)
        rows = rows.filter(on__gte=f"{year:04d}", on__lt=f"{year + 1:04d}")
    if wanted.area:
        rows = rows.filter(municipality_folded=fold(wanted.area)[:120])
    if wanted.tie:
        tie = Partnership.objects.visible_to(user, office).filter(uid=wanted.tie).first()
        rows = rows.filter(pk__in=results_of_tie(tie.pk if tie else 0).values("result"))
    if wanted.text:
        rows = rows.filter(pk__in=search.find(wanted.text, office.pk, kinds=("result",), limit=MOST_FOUND))
    return rows.order_by("-on", "-pk")


def _in_state(state: str, today: dt.date) -> Q:
    if state == COUNTED:
        return counts(today)
    if state == AGED:
        return Q(ages_on__lte=today) & ~Q(state=Result.State.WITHDRAWN)
    if state == Result.State.WITHDRAWN:
        return Q(state=state)
    return Q(state=state) & fresh(today)


def results_of_tie(tie: int) -> QuerySet[Contribution]:
    """Return the contributions of a tie itself, and of the engagements that belong to it."""
    # Apart, not as one "or" over a join: a database would walk every contact there is for it.
    through = Contribution.objects.filter(engagement__tie_links__partnership_id=tie).order_by()
    return Contribution.objects.filter(Q(partnership_id=tie) | Q(pk__in=through.values("pk"))).order_by()


def facet_counts(rows: QuerySet[Result], today: dt.date) -> dict[str, Counter[str]]:
    """Return how many of some results have each word: two questions, whatever their number.

    ``standing`` counts place and state together ("ours reported"), since the three places are never added.
    """
    names = ("belongs", "kind", "state", "horizon")
    found: dict[str, Counter[str]] = {name: Counter() for name in (*names, "year", "area", "standing")}
    plain: Any = rows.order_by().values(*names, aged=Q(ages_on__lte=today)).annotate(n=Count("pk"))
    for row in plain:
        for name in names:
            found[name][row[name]] += row["n"] if name != "state" else 0
        is_aged = row["aged"] and row["state"] != Result.State.WITHDRAWN
        state = AGED if is_aged else row["state"]
        found["state"][state] += row["n"]
        found["standing"][f"{row['belongs']} {state}"] += row["n"]
    when: Any = (
        rows.order_by()
        .annotate(year=Substr("on", 1, 4))
        .values("year", "municipality_folded")
        .annotate(n=Count("pk"))
    )
    for row in when:
        found["year"][row["year"]] += row["n"]
        found["area"][row["municipality_folded"]] += row["n"]
    return found


@dataclass
class Total:
    """What results of one kind and unit add to, as a range, with how many have no figure."""

    kind: str
    counted: str
    currency: str
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    results: int = 0
    without_figure: int = 0

    @property
    def has_figure(self) -> bool:
        """Say whether any of them has a figure."""
        return self.results > self.without_figure


def totals(rows: QuerySet[Result]) -> list[Total]:
    """Add the figures of results up by kind and unit, never across; one question."""
    grouped: Any = (
        rows.order_by()
        .values("kind", "counted", "currency")
        .annotate(
            low_sum=Sum("low"), high_sum=Sum("high"), n=Count("pk"), unknown=Count("pk", filter=Q(low=None))
        )
    )
    found: dict[tuple[str, str], Total] = {}
    for row in grouped:
        unit = unit_of(row["kind"], row["counted"], row["currency"]) if row["n"] > row["unknown"] else ""
        one = found.setdefault((row["kind"], unit), Total(row["kind"], row["counted"], row["currency"]))
        one.low += row["low_sum"] or 0
        one.high += row["high_sum"] or 0
        one.results += row["n"]
        one.without_figure += row["unknown"]
    order = Vocabulary.load("result_kinds").codes
    return sorted(found.values(), key=lambda one: (order.index(one.kind), not one.has_figure, one.counted))


@dataclass(frozen=True)
class Link:
    """A contribution as one reader sees it: a hidden one has no name, only its share."""

    contribution: Contribution
    name: str
    kind: str
    uid: str
    on: PartialDate | None
    is_seen: bool


def chain_of(user: User, result: Result) -> list[Link]:
    """Return what led to a result in the order of time, as far as this person sees it; four questions."""
    rows = list(result.contributions.select_related("engagement", "partnership", "organisation"))
    seen = {
        sort: set(
            model.objects.visible_to(user, result.office)
            .filter(pk__in=[getattr(one, f"{sort}_id") for one in rows if one.sort == sort])
            .values_list("pk", flat=True)
        )
        for sort, model in LINKED.items()
        if any(one.sort == sort for one in rows)
    }
    links = [_link(one, seen) for one in rows]
    return sorted(links, key=lambda one: (str(one.on or "9999"), one.contribution.pk))


def _link(one: Contribution, seen: Mapping[str, set[int]]) -> Link:
    if one.sort == "named":
        return Link(one, one.named, "named", "", None, True)
    target = getattr(one, one.sort)
    if target.pk not in seen[one.sort]:
        return Link(one, "", one.sort, "", None, False)
    on = {"engagement": "date", "partnership": "since"}.get(one.sort)
    return Link(one, str(target), one.sort, target.uid, getattr(target, on) if on else None, True)


def contribution_of(result: Result, uid: str) -> Contribution | None:
    """Return one of a result's contributions by its uid."""
    return result.contributions.filter(uid=uid).first()


def same_result(
    user: User, office: Office, values: Mapping[str, Any], besides: int | None = None
) -> Result | None:
    """Return a living result that looks like the one to be written down: the same words, or kind, figure and date."""
    words = Q(what_folded=fold(values["what"])[:500])
    figure = Q(pk__in=[])
    if values.get("low") is not None:
        figure = Q(
            kind=values["kind"], low=values["low"], high=values["high"], currency=values["currency"],
            on=str(values["on"]), belongs=values["belongs"],
        )  # fmt: skip
    rows = seen_results(user, office).filter(words | figure).exclude(pk=besides)
    return rows.exclude(state=Result.State.WITHDRAWN).order_by("pk").first()


def insiders_of(result: Result) -> list[str]:
    """Return the names of the office and its units, and of every body that had a part in what led to a result.

    Those are the bodies of the chain, the partners of its ties and of the ties of its engagements, and the bodies whose
    people took part in these.
    """
    units = Unit.objects.filter(office=result.office_id).values_list("name", flat=True)
    links = result.contributions.all()
    engagements = [link.engagement_id for link in links if link.engagement_id]
    through = EngagementTie.objects.filter(engagement__in=engagements).values_list(
        "partnership_id", flat=True
    )
    ties = {link.partnership_id for link in links if link.partnership_id} | set(through)
    names = [result.office.name, *units, *(link.named for link in links)]
    names += Partnership.objects.filter(pk__in=ties).values_list("name", flat=True)
    bodies = Organisation.objects.filter(
        Q(pk__in=[link.organisation_id for link in links if link.organisation_id])
        | Q(pk__in=Party.objects.filter(partnership__in=ties).values("organisation"))
        | Q(pk__in=Participation.objects.filter(engagement__in=engagements).values("organisation"))
    )
    names += bodies.values_list("name", flat=True)
    return [name for name in names if name]


def staff_of(office: Office) -> list[str]:
    """Return the names of those who work in an office, partners from outside left out."""
    inside = Membership.objects.filter(office=office).exclude(role="partner")
    return list(inside.values_list("user__name", flat=True))


def has_evidence_file(result: Result) -> bool:
    """Say whether a file hangs on a result."""
    return File.objects.filter(anchor_id=result.pk, archived_at=None).exists()


def areas_of(office: Office) -> list[Area]:
    """Return the municipalities and districts of our place, by name."""
    return list(Area.objects.filter(office=office))


def with_links(rows: QuerySet[Result]) -> QuerySet[Result]:
    """Fetch with each result how many contributions it has."""
    return rows.prefetch_related(Prefetch("contributions", Contribution.objects.order_by("pk")))


def ageing(user: User, office: Office, today: dt.date, within: dt.timedelta, limit: int) -> list[Result]:
    """Return claims that have aged, or will soon, the longest past first."""
    rows = (
        seen_results(user, office).exclude(state=Result.State.WITHDRAWN).filter(ages_on__lte=today + within)
    )
    return list(rows.order_by("ages_on", "pk")[:limit])


def counted_by_tie(
    user: User, office: Office, ties: QuerySet[Partnership], today: dt.date
) -> dict[int, dict[str, int]]:
    """Return by tie and place how many results that count name it, itself or by an engagement of it: each once.

    Places stand apart (``ours``, ``theirs``, ``world``) and are not to be added.
    """
    rows = Contribution.objects.filter(
        counts(today, "result__"), visible_through(user, office, "result__")
    ).order_by()
    keys = ties.order_by().values("pk")
    direct = rows.filter(partnership__in=keys).values_list("partnership_id", "result__belongs", "result_id")
    by_contact = rows.filter(
        visible_through(user, office, "engagement__"), engagement__tie_links__partnership__in=keys
    )
    through = by_contact.values_list("engagement__tie_links__partnership_id", "result__belongs", "result_id")
    found: dict[int, dict[str, int]] = defaultdict(dict)
    pairs: Iterable[Any] = {*direct, *through}
    for tie, place, _result in pairs:
        found[tie][place] = found[tie].get(place, 0) + 1
    return dict(found)


def result_entry(result: Result) -> Entry:
    """Return what search knows of a result: what changed, for whom, where, which kind."""
    words = [
        Vocabulary.load("result_kinds").english(result.kind),
        result.whom,
        result.municipality,
        result.district,
        country_name(result.country) if result.country else "",
    ]
    return Entry(result.pk, result.office_id, "result", result.what, " ".join(word for word in words if word))
