"""The directory of city networks: choose one, see who can join and what it costs, and record the membership."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.core.errors import NotFound
from proxenia.core.pages import page, paginate, words_asked
from proxenia.core.search import MOST_WORDS
from proxenia.core.templatetags.words import full_date, money, number
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio import actions
from proxenia.portfolio.forms import JoinForm
from proxenia.portfolio.models import Membership
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.portfolio.queries.networks import Network, load_networks, match_network, named_networks
from proxenia.portfolio.views.answering import answer, reader
from proxenia.portfolio.views.ties import is_beyond, writable_units
from proxenia.portfolio.views.words import label, may_add, tie_url

NETWORKS_SHOWN = 20


@page(READ)
def networks(request: HttpRequest, office: Office) -> HttpResponse:
    """Show the networks of the directory, narrowed by words and sector, with those the office is in marked."""
    text, sector = words_asked(request.GET), request.GET.get("sector", "")
    ours = request.GET.get("ours") == "1"
    wanted = fold(text).split()[:MOST_WORDS]
    user = reader(request)
    held = held_networks(user, office)
    found = [one for one in load_networks() if _fits(one, wanted, sector) and (not ours or one.code in held)]
    shown = paginate(request, found, NETWORKS_SHOWN)
    sectors = {one.sector for one in load_networks() if one.sector}
    choices = [pair for pair in Vocabulary.load("policy_sectors").choices() if pair[0] in sectors]
    context = {
        "page": shown, "lines": [_line(office, one, held.get(one.code, "")) for one in shown], "ours": ours,
        "all": len(load_networks()), "held": len(held), "text": text, "sector": sector, "sectors": choices,
        "may_write": may_add(user, office),
    }  # fmt: skip
    return render(request, "portfolio/networks.html", context)


def held_networks(user: User, office: Office) -> dict[str, str]:
    """Return the networks the office is in, by code, with the address of the tie.

    A tie that came in without the network's line is known by its own name or its counterpart's.
    """
    ties = visible_ties(user, office).exclude(state="historic")
    rows = (
        Membership.objects.filter(partnership__in=ties).exclude(network_code="").select_related("partnership")
    )
    held = {row.network_code: tie_url(office, row.partnership) for row in rows}
    for name, tie in named_networks(ties, user, office):
        network = match_network(name)
        if network is not None:
            held.setdefault(network.code, tie_url(office, tie))
    return held


def _fits(one: Network, wanted: list[str], sector: str) -> bool:
    words = fold(f"{one.label()} {one.theme} {one.region} {one.joining.who if one.joining else ''}")
    return (not sector or one.sector == sector) and all(word in words for word in wanted)


def _line(office: Office, one: Network, held: str) -> dict[str, Any]:
    return {
        "name": one.label(),
        "theme": one.theme,
        "types": ", ".join(label("network_types", code) for code in one.types),
        "founded": full_date(one.founded.on) if one.founded else "",
        "members": members(one),
        "who": one.joining.who if one.joining else "",
        "fee": fee(one),
        "region": one.region,
        "held": held,
        "sources": [source for source in one.sources if source.startswith("http")],
        "documents": [source for source in one.sources if not source.startswith("http")],
        "join": reverse("portfolio:join", args=[office.slug, one.code]),
    }


def members(one: Network) -> str:
    """Return how many members a network has, as its source says."""
    if one.members is None:
        return ""
    if one.members.count is None:
        return one.members.note
    words = number(one.members.count)
    said = _("at least %(count)s") % {"count": words} if one.members.at_least else words
    return f"{said} ({full_date(one.members.as_of)})" if one.members.as_of else said


def fee(one: Network) -> str:
    """Return what membership costs a year, as its source says; empty where no source says it."""
    if one.fee is None:
        return ""
    least, most = (money(value, one.fee.currency) for value in (one.fee.least, one.fee.most))
    amount = least if not most or most == least else f"{least} – {most}"
    return ", ".join(word for word in (amount, one.fee.basis, str(one.fee.year or "")) if word)


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def join(request: HttpRequest, office: Office, code: str) -> HttpResponse:
    """Record the membership of a network of the directory."""
    one = next((network for network in load_networks() if network.code == code), None)
    if one is None:
        raise NotFound(_("There is no such network in the directory."))
    network, user = one, reader(request)
    initial = {"role": "member", "fee_currency": office.currency, "fee_year": timezone.localdate().year}
    form = JoinForm(request.POST or None, initial=initial, beyond=is_beyond(user, office))
    whole_office = user.standing(office).has("records.write")
    units = writable_units(user, office)

    def act(data: dict[str, Any]) -> str:
        if data.get("fee") is None:
            data = {**data, "fee_currency": "", "fee_year": None}
        tie = actions.join_network(
            office, by=user, name=network.name, code=network.code, membership=data,
            tie={"since": data["since"], "purpose": data["purpose"]}, codes=_codes(network),
            unit=None if whole_office or not units else units[0],
            override_reason=data.get("override_reason", ""),
        )  # fmt: skip
        return tie_url(office, tie)

    return answer(
        request, form, act, title=_("Join %(name)s") % {"name": network.label()}, submit=_("Record the membership"),
        back=reverse("portfolio:networks", args=[office.slug]), template="portfolio/join.html",
        line=_line(office, network, held_networks(user, office).get(code, "")),
    )  # fmt: skip


def _codes(one: Network) -> set[tuple[str, str]]:
    """Return what the directory says of a network in the words of our classification."""
    types = Vocabulary.load("collaboration_types")
    kinds = [code for code in one.types if code in types.terms] or ["managed_network"]
    codes = {("collaboration_type", code) for code in kinds}
    codes |= {("innovation_goal", goal) for goal in one.innovation_goals}
    if one.sector:
        codes.add(("policy_sector", one.sector))
    return codes
