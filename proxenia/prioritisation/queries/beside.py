"""What the office's own records say beside the statistics: whom it is tied to, and which ties brought something."""

from dataclasses import replace

from proxenia.accounts.models import Office, User
from proxenia.portfolio.models import Partnership, Party
from proxenia.portfolio.queries.parties import seen_body
from proxenia.results.models import Contribution, Result
from proxenia.results.queries.ledger import seen_results

from .signs import Beside

WORKED = (Result.State.REPORTED, Result.State.SUBSTANTIATED)


def beside_office(user: User, office: Office, beside: Beside) -> Beside:
    """Return what is known, with the towns the office is tied to, and those of ties a result was reported of.

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
    return replace(beside, tied=beside.tied | tied, worked=beside.worked | worked)
