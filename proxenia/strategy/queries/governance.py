"""The governance profile of an office and its self-assessments over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from proxenia.accounts.models import Office, User
from proxenia.instruments.models import Assessment, Instrument, InstrumentVersion
from proxenia.instruments.queries import assessments_of, in_use, result_of
from proxenia.strategy.models import CoordinationBody, GovernanceProfile, GovernanceUnit, PeerLook
from proxenia.strategy.rules.peers import check_form

CODE = "deployment_set"
"""The shipped form of our own set of deployment indicators."""
MOST = 12


def profile_of(user: User, office: Office) -> GovernanceProfile | None:
    """Return the governance profile of an office as far as a person sees it; None before it was begun."""
    return GovernanceProfile.objects.visible_to(user, office).live().first()


def bodies_of(profile: GovernanceProfile) -> list[CoordinationBody]:
    """Return the coordinating bodies with their meetings, the latest first."""
    return list(profile.bodies.prefetch_related("meetings"))


@dataclass(frozen=True)
class Means:
    """Staff and money of all units: what is known, and of how many units it is not."""

    staff: Decimal
    staff_unknown: int
    budgets: tuple[tuple[str, int, Decimal], ...]
    """Currency, year and sum: years and currencies are not added to one another."""
    budget_unknown: int


def means_of(units: Sequence[GovernanceUnit]) -> Means:
    """Add up what units have; an empty figure is unknown and never counts as nothing."""
    sums: dict[tuple[str, int], Decimal] = {}
    for one in units:
        if one.budget is not None:
            key = (one.currency, one.year or 0)
            sums[key] = sums.get(key, Decimal(0)) + one.budget
    return Means(
        sum((one.staff for one in units if one.staff is not None), Decimal(0)),
        sum(one.staff is None for one in units),
        tuple((currency, year, total) for (currency, year), total in sorted(sums.items())),
        sum(one.budget is None for one in units),
    )


@dataclass(frozen=True)
class Look:
    """One finished self-assessment: its sections' scores by title, the whole, and the form's version."""

    assessment: Assessment
    version: int
    whole: float | None
    sections: dict[str, float | None]
    codes: dict[str, str]
    """Code of a section -> its title."""


def self_assessments(profile: GovernanceProfile) -> list[Look]:
    """Return the finished self-assessments by our own set, the oldest first; the newest dozen of them."""
    found = assessments_of(profile.pk).filter(finished_at__isnull=False, version__instrument__code=CODE)
    return [_look(one) for one in reversed(list(found[:MOST]))]


def _look(one: Assessment) -> Look:
    result, form = result_of(one), one.version.form()
    titles = {section.code: section.title for section in form.sections}
    return Look(
        one,
        one.version.number,
        result.whole.score,
        {titles[code]: outcome.score for code, outcome in result.sections},
        titles,
    )


def compared(looks: Sequence[Look]) -> list[tuple[str, list[float | None], float | None]]:
    """Return for each section the scores over time, and the change from the one before last to the last.

    The change is None where either is unknown, or where the two were made by different versions of the form.
    """
    titles = list(dict.fromkeys(title for one in looks for title in one.sections))
    rows = []
    for title in titles:
        scores = [one.sections.get(title) for one in looks]
        rows.append((title, scores, _change(looks, scores)))
    return rows


def _change(looks: Sequence[Look], scores: Sequence[float | None]) -> float | None:
    if len(scores) < 2 or looks[-1].version != looks[-2].version:
        return None
    before, after = scores[-2], scores[-1]
    return None if before is None or after is None else after - before


def form_of(office: Office, number: int | None = None) -> InstrumentVersion:
    """Return the version of our own set that is in use, or the issued one of a number; refuse where there is none."""
    instrument = Instrument.objects.filter(office=office, code=CODE).first()
    if instrument is None:
        return check_form(None)
    if number is None:
        return check_form(in_use(instrument))
    issued = instrument.versions.filter(number=number, issued_at__isnull=False)
    return check_form(issued.first())


@dataclass(frozen=True)
class Beside:
    """A peer beside our newest look: its scores by title, the differences to ours, and whether these can be told."""

    peer: PeerLook
    scores: tuple[tuple[float | None, int | None], ...]
    """Score and difference; that of the whole figures that are shown."""
    is_same_version: bool


def beside_peers(profile: GovernanceProfile, looks: Sequence[Look]) -> tuple[list[str], list[Beside]]:
    """Return the titles of the sections, and each peer with its score and its difference to our newest look.

    A difference is None where either score is unknown, or where the two were made by different versions of the form.
    """
    peers = list(profile.peers.all()[:MOST])
    if not peers:
        return [], []
    ours = looks[-1] if looks else None
    titles = dict(ours.codes) if ours else {}
    for one in peers:
        form = form_of(profile.office, one.version).form()
        titles = {**{section.code: section.title for section in form.sections}, **titles}
    return list(titles.values()), [_beside(one, ours, titles) for one in peers]


def _beside(peer: PeerLook, ours: Look | None, titles: Mapping[str, str]) -> Beside:
    is_same = ours is not None and ours.version == peer.version
    pairs = []
    for code, title in titles.items():
        score, own = peer.scores.get(code), ours.sections.get(title) if ours else None
        told = None if not is_same or score is None or own is None else round(score) - round(own)
        pairs.append((score, told))
    return Beside(peer, tuple(pairs), is_same)
