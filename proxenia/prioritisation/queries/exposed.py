"""What hangs on whom by the office's own records and by what is loaded: markets, partners, funders, sectors (EVD-6)."""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext

from proxenia.accounts.models import Office, User
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Application, EngagementTie, Funding, Project
from proxenia.engagements.rules import contacts
from proxenia.evidence.countries import places
from proxenia.evidence.store import Store
from proxenia.portfolio.models import Classification, Partnership
from proxenia.records.models import visible_through

from .statistics import Stored

BASES = ("markets", "partners", "funders", "sectors")
MARKETS = (("comtrade", "exports"), ("trade", "exports"))


@dataclass(frozen=True)
class Exposed:
    """Amounts by who or where, and the sentence that says what they are; no amounts where nothing is known."""

    amounts: dict[str, float]
    says: str


def exposed(user: User, office: Office, basis: str, home: str, today: dt.date) -> Exposed:
    """Return the amounts of one basis, as far as this person sees the records they come from."""
    if basis == "markets":
        return _markets(home)
    if basis == "funders":
        return _funders(user, office)
    return _contacts(user, office, today, by_sector=basis == "sectors")


def _markets(home: str) -> Exposed:
    """Return what our country sells to each other one, in the last year told."""
    with Store() as store:
        statistics = Stored(store)
        for table, indicator in MARKETS:
            declared = statistics.declared(table, indicator)
            sold = statistics.by_partner(table, indicator, home, inward=False) if declared else {}
            if declared and sold:
                newest = max(series[-1][0] for series in sold.values())
                amounts = {
                    places()[iso3].name: series[-1][1] for iso3, series in sold.items()
                    if series[-1][0] == newest and iso3 in places() and iso3 != home
                }  # fmt: skip
                says = gettext(
                    "Exports of goods of our country in %(year)d (%(source)s): a proxy for our own markets."
                )
                return Exposed(amounts, says % {"year": newest, "source": declared.source})
    return Exposed({}, gettext("No exports by partner are loaded: proxenia evidence load trade PATH"))


def _contacts(user: User, office: Office, today: dt.date, *, by_sector: bool) -> Exposed:
    """Return the contacts of twelve months by tie, or by the sectors of their ties, split evenly among several."""
    ties = Partnership.objects.visible_to(user, office).live()
    since = (today - dt.timedelta(days=365)).isoformat()
    rows = EngagementTie.objects.filter(
        visible_through(user, office, "engagement__", is_known=True), contacts(today, "engagement__"),
        partnership__in=ties, engagement__date__gte=since,
    )  # fmt: skip
    counts = Counter(rows.order_by().values_list("partnership_id", flat=True))
    if not by_sector:
        names = dict(ties.filter(pk__in=counts).values_list("pk", "name"))
        amounts = {names[key]: float(many) for key, many in counts.items()}
        return Exposed(amounts, gettext("Contacts of the last twelve months, by tie."))
    sectors: dict[int, list[str]] = defaultdict(list)
    told = Classification.objects.filter(partnership__in=list(counts), facet="policy_sector")
    for key, code in told.values_list("partnership_id", "code"):
        sectors[key].append(code)
    words, found = Vocabulary.load("policy_sectors"), dict[str, float]()
    for key, many in counts.items():
        for code in sectors.get(key) or [""]:
            name = words.label(code) if code else gettext("no sector told")
            found[name] = found.get(name, 0.0) + many / max(len(sectors.get(key, ())), 1)
    return Exposed(found, gettext("Contacts of the last twelve months, by the sectors of their ties."))


def _funders(user: User, office: Office) -> Exposed:
    """Return what was granted and given to projects, by who gives; of several currencies the one with most entries."""
    projects = Project.objects.visible_to(user, office).live()
    granted = Application.objects.filter(project__in=projects, state=Application.State.GRANTED, granted__gt=0)
    given = Funding.objects.filter(project__in=projects, kind=Funding.Kind.CASH, amount__gt=0)
    seen = visible_through(user, office, "organisation__", is_known=True)
    called = granted.filter(visible_through(user, office, "call__", is_known=True))
    words = dict(called.values_list("pk", "call__funder_text"))
    bodies = called.filter(visible_through(user, office, "call__funder__", is_known=True))
    words |= dict(bodies.values_list("pk", "call__funder__name"))
    entries = [
        (currency, words.get(key) or funder or gettext("not told"), float(amount or 0))
        for key, currency, funder, amount in granted.values_list("pk", "currency", "funder_text", "granted")
    ]
    entries += [(currency, gettext("our own money"), float(amount)) for currency, amount in
                given.filter(organisation=None).values_list("currency", "amount")]  # fmt: skip
    entries += [(currency, name, float(amount)) for currency, name, amount in
                given.filter(seen).values_list("currency", "organisation__name", "amount")]  # fmt: skip
    if not entries:
        return Exposed({}, gettext("No money of projects is written down."))
    currency = Counter(one[0] for one in entries).most_common(1)[0][0]
    amounts: dict[str, float] = {}
    for unit, name, amount in entries:
        if unit == currency:
            amounts[name] = amounts.get(name, 0.0) + amount
    says = gettext("Money granted and given to projects, in %(currency)s.") % {"currency": currency}
    left = sum(one[0] != currency for one in entries)
    if left:
        says += " " + gettext("%(n)d entries in other currencies are left out.") % {"n": left}
    return Exposed(amounts, says)
