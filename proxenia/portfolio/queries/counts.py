"""Small counts and lines that rules and verbs ask for."""

from django.db.models import Q, QuerySet

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.values import fold
from proxenia.directory.models import Organisation
from proxenia.portfolio.models import Agreement, Membership, Partnership
from proxenia.portfolio.rules import WORKING
from proxenia.records.models import visible_through


def visible_ties(user: User, office: Office) -> QuerySet[Partnership]:
    """Return the living ties of an office that this person may see."""
    ties: QuerySet[Partnership] = Partnership.objects.visible_to(user, office).live()
    return ties


def visible_agreements(user: User, office: Office) -> QuerySet[Agreement]:
    """Return the living agreements this person may see; a tie that is hidden hides its texts."""
    found: QuerySet[Agreement] = Agreement.objects.visible_to(user, office).live()
    seen = visible_through(user, office, "partnership__", is_known=True)
    return found.filter(seen, partnership__archived_at=None)


def working_count(office: Office) -> int:
    """Count the ties that the cap counts, whoever may see them: the cap is the office's."""
    return Partnership.objects.filter(office=office, archived_at=None, state__in=WORKING).count()


def above(tie: Partnership) -> list[int]:
    """Return the keys of the ties over this one, the nearest first; stops where a ring would begin."""
    keys: list[int] = []
    key = tie.parent_id
    while key is not None and key not in keys:
        keys.append(key)
        key = Partnership.objects.filter(pk=key).values_list("parent_id", flat=True).first()
    return keys


def organisation_called(office: Office, user: User, name: str, kind: str) -> Organisation | None:
    """Return the organisation of that name and kind that this person may see."""
    found = Organisation.objects.visible_to(user, office).live().filter(kind=kind)
    hit: Organisation | None = found.filter(name_folded=fold(name)[:300]).first()
    return hit


def membership_of(office: Office, user: User, code: str, unit: Unit | None) -> Membership | None:
    """Return the live membership of a network that the office holds in this unit, as far as it may be seen."""
    ties = visible_ties(user, office).filter(~Q(state="historic"), unit=unit)
    held = Membership.objects.filter(partnership__in=ties, network_code=code)
    return held.select_related("partnership").first()
