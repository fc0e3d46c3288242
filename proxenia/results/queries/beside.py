"""What stands beside the benefits: side effects of a tie, by tie and by municipality, and those an indicator shows."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core.values import fold
from proxenia.portfolio.models import Partnership
from proxenia.results.models.logs import Externality, MediaItem

State = Externality.State


def side_effects(user: User, office: Office) -> QuerySet[Externality]:
    """Return the side effects that last and that a person may see, the latest first."""
    seen: QuerySet[Externality] = Externality.objects.visible_to(user, office).live()
    return seen.exclude(state=State.OVER).order_by("-on", "-pk")


def media_of_tie(user: User, tie: Partnership) -> QuerySet[MediaItem]:
    """Return what the media said about a tie, as far as a person may see it, the latest first."""
    seen: QuerySet[MediaItem] = MediaItem.objects.visible_to(user, tie.office).live()
    return seen.filter(tie=tie).order_by("-on", "-pk")


@dataclass(frozen=True)
class Borne:
    """Side effects of one tie or municipality: its name, the code in the address, how many, how many unanswered."""

    name: str
    code: str
    count: int
    unanswered: int


def by_tie(user: User, office: Office) -> list[Borne]:
    """Return side effects by tie, most first; one whose tie this person may not see names none: two questions."""
    rows = list(side_effects(user, office).exclude(tie=None).values_list("tie_id", "state"))
    ties = Partnership.objects.visible_to(user, office).filter(pk__in={key for key, _state in rows})
    names = {pk: (name, uid) for pk, name, uid in ties.values_list("pk", "name", "uid")}
    return _counted((*names[key], state) for key, state in rows if key in names)


def by_area(user: User, office: Office) -> list[Borne]:
    """Return side effects by municipality, however its name is written, most first: one question."""
    rows = side_effects(user, office).exclude(municipality="").values_list("municipality", "state")
    return _counted((name, fold(name), state) for name, state in rows)


def _counted(rows: Iterable[tuple[str, str, str]]) -> list[Borne]:
    states: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    for name, code, state in rows:
        states[code][state] += 1
        names.setdefault(code, name)
    found = [Borne(names[code], code, some.total(), some[State.OPEN.value]) for code, some in states.items()]
    return sorted(found, key=lambda one: (-one.count, one.name))


def in_area(rows: QuerySet[Externality], code: str) -> QuerySet[Externality]:
    """Keep the side effects borne in one municipality, however its name is written."""
    names = {
        name for name in rows.order_by().values_list("municipality", flat=True) if fold(name) == fold(code)
    }
    return rows.filter(municipality__in=names - {""})
