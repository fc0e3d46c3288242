"""What the office's own records say beside the statistics: whom it is tied to, which ties brought something, the
networks it belongs to, and what is known of powers, capacity and stage of itself and of others."""

from collections.abc import Mapping
from dataclasses import replace

from proxenia.accounts.models import Office, User
from proxenia.core.vocabulary import Vocabulary
from proxenia.methods.matching import Governance
from proxenia.places.models import Home
from proxenia.portfolio.models import Membership, Partnership, Party
from proxenia.portfolio.queries.parties import seen_body
from proxenia.prioritisation.models import CityProfile
from proxenia.results.models import Contribution, Result
from proxenia.results.queries.ledger import seen_results
from proxenia.strategy.queries.governance import means_of, profile_of
from proxenia.strategy.queries.powers import sectors_within

from .signs import Beside

WORKED = (Result.State.REPORTED, Result.State.SUBSTANTIATED)


def home_key(office: Office) -> str:
    """Return the key of the place an office works for, '' where none is named."""
    home = Home.objects.filter(office=office).select_related("place").first()
    if home is None:
        return ""
    return str(home.place.gazetteer_id or f"own:{home.place.uid}")


def beside_office(user: User, office: Office, beside: Beside) -> Beside:
    """Return what is known with the office's records: its ties, those a result was reported of, its networks, and
    powers, capacity and stage of itself and of cities it wrote something down of.

    Only what this person may see counts.
    """
    ties = Partnership.objects.visible_to(user, office).live()
    parties = Party.objects.filter(seen_body(user, office), partnership__in=ties)
    rows = parties.exclude(organisation__place__gazetteer_id=None)
    towns: dict[int, set[str]] = {}
    for key, town in rows.values_list("partnership_id", "organisation__place__gazetteer_id"):
        towns.setdefault(key, set()).add(str(town))
    results = seen_results(user, office).filter(state__in=WORKED).order_by().values("pk")
    brought = Contribution.objects.filter(partnership__in=list(towns), result__in=results)
    keys = set(brought.values_list("partnership_id", flat=True))
    worked = frozenset(town for key in keys for town in towns[key])
    tied = frozenset(town for some in towns.values() for town in some)
    known = replace(beside, tied=beside.tied | tied, worked=beside.worked | worked)
    return _with_profiles(user, office, known)


def _with_profiles(user: User, office: Office, beside: Beside) -> Beside:
    """Return what is known with networks and governance of the office itself and of the cities it knows."""
    networks, governance = dict(beside.networks), dict(beside.governance)
    profiles = CityProfile.objects.filter(office=office).select_related("place")
    for one in profiles:
        key = str(one.place.gazetteer_id or f"own:{one.place.uid}")
        governance[key] = _governance(one)
        if one.networks:
            networks[key] = networks.get(key, frozenset()) | frozenset(one.networks)
    home = home_key(office)
    if home:
        governance[home] = _own(user, office, governance.get(home, Governance()))
        if ours := own_networks(user, office):
            networks[home] = networks.get(home, frozenset()) | ours
    return replace(beside, networks=networks, governance=governance)


def own_networks(user: User, office: Office) -> frozenset[str]:
    """Return the networks that an office is a member of, by their code in the shipped list, else by name."""
    live = Partnership.objects.visible_to(user, office).live().exclude(state="historic")
    rows = Membership.objects.filter(partnership__in=live)
    pairs = rows.values_list("network_code", "partnership__name")
    return frozenset(code or name for code, name in pairs)


def _governance(one: CityProfile) -> Governance:
    posts = float(one.posts) if one.posts is not None else None
    return Governance(frozenset(one.powers) if one.powers else None, posts, stage_number(one.stage))


def stage_number(code: str) -> int | None:
    """Return the place of a stage in the order of stages, from 1; None where it is not known."""
    codes = list(Vocabulary.load("innovation_stages").codes)
    return codes.index(code) + 1 if code in codes else None


def _own(user: User, office: Office, told: Governance) -> Governance:
    """Return our own powers and posts as the office's strategy tells them, where the city's profile does not."""
    within: Mapping[str, bool | None] = sectors_within(office)
    powers = frozenset(sector for sector, ours in within.items() if ours)
    profile = profile_of(user, office)
    means = means_of(list(profile.units.all())) if profile else None
    posts = float(means.staff) if means and means.staff else None
    return Governance(told.powers or powers or None, told.posts or posts, told.stage)
