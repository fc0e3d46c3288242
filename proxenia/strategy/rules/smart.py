"""The check on an objective as it is written: what is missing, in a sentence, with a suggestion. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused

MOST_MEASURES = 4
SHORTEST_REASON = 15
FEWEST_WORDS = 4
_VAGUE = re.compile(
    r"\b(strengthen|promote|foster|enhance|support|improve|explore|deepen|encourage)\b", re.IGNORECASE
)
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True)
class MeasureFacts:
    """What the check knows of one measure; None is not known."""

    name: str
    has_baseline: bool
    by: dt.date | None
    is_at_target: bool = False
    is_tiny_share: bool = False
    """A target of less than one per cent: 0.3 is often meant as 30."""


@dataclass(frozen=True)
class Facts:
    """What the check knows of an objective. ``within``: inside our powers; None where nobody wrote them down."""

    title: str
    what: str
    has_person: bool
    due: dt.date | None
    means: str
    ask: str
    starts: dt.date
    ends: dt.date
    measures: tuple[MeasureFacts, ...] = ()
    within: bool | None = None
    has_sector: bool = True
    has_left: bool = False
    """Whether the one who answers for it works here no more."""


@dataclass(frozen=True)
class Finding:
    """One thing that is missing: its letter of SMART, the field, a sentence and a suggestion.

    ``is_required``: it is refused, unless somebody who may decide on exceptions says why.
    """

    letter: str
    where: str
    sentence: str
    suggestion: str
    is_required: bool = False


def findings(facts: Facts) -> list[Finding]:
    """Return what an objective lacks, in the order of the letters; nothing where it lacks nothing."""
    return [
        *_specific(facts),
        *_measurable(facts),
        *_assigned(facts),
        *_realistic(facts),
        *_timed(facts),
    ]


def _specific(facts: Facts) -> list[Finding]:
    found = []
    if len(facts.title.split()) < FEWEST_WORDS:
        sentence = _("The objective is a heading, not a change.")
        found.append(Finding("S", "title", sentence, _("Write what will be different, and for whom.")))
    elif (vague := _VAGUE.search(facts.title)) and not re.search(r"\d", facts.title):
        sentence = _("“{word}” alone cannot be reached or missed.").format(word=vague.group(0))
        suggestion = _("Name the change itself: how many, of what, from which state to which.")
        found.append(Finding("S", "title", sentence, suggestion))
    if not facts.what.strip():
        sentence = _("It does not say what changes, for whom and where.")
        suggestion = _(
            "Name the group in the city and the place abroad, as “small firms of the port; Durban”."
        )
        found.append(Finding("S", "what", sentence, suggestion))
    return found


def _measurable(facts: Facts) -> list[Finding]:
    if not facts.measures:
        sentence = _("It has no measure, so nobody will know whether it was reached.")
        return [
            Finding(
                "M", "measures", sentence, _("Add one to four measures, best those counted from records.")
            )
        ]
    found = []
    for one in facts.measures:
        if not one.has_baseline:
            sentence = _("“{name}” has no baseline.").format(name=one.name)
            suggestion = _("Write the last known value and its day; if nobody knows it, measure it first.")
            found.append(Finding("M", "measures", sentence, suggestion))
        if one.is_at_target:
            sentence = _("“{name}” begins at its target: nothing would have to change.").format(name=one.name)
            suggestion = _("Set a target beyond the baseline, or say in the note what is to be held.")
            found.append(Finding("M", "measures", sentence, suggestion))
        if one.is_tiny_share:
            sentence = _("“{name}” is to reach less than one per cent.").format(name=one.name)
            suggestion = _("Percentages are written as 30, not 0.3: look whether that is meant.")
            found.append(Finding("M", "measures", sentence, suggestion))
        if facts.due and one.by and one.by > facts.due:
            sentence = _("“{name}” is to be reached after the objective itself.").format(name=one.name)
            suggestion = _("Set the target to {day} at the latest, or give the objective more time.")
            found.append(Finding("T", "measures", sentence, suggestion.format(day=facts.due.isoformat())))
    return found


def _assigned(facts: Facts) -> list[Finding]:
    if facts.has_person and facts.has_left:
        sentence = _("Who answers for it works here no more.")
        return [Finding("A", "who", sentence, _("Choose the one person who will be asked from now on."))]
    if facts.has_person:
        return []
    sentence = _("Nobody answers for it.")
    suggestion = _("Choose the one person who will be asked; a unit cannot be asked.")
    return [Finding("A", "who", sentence, suggestion, is_required=True)]


def _realistic(facts: Facts) -> list[Finding]:
    found = []
    if not facts.means.strip():
        sentence = _("It does not say what it takes.")
        suggestion = _("Write the days of staff, the money and who else has to join in.")
        found.append(Finding("R", "means", sentence, suggestion))
    if not facts.has_sector:
        sentence = _("It names no sector, so nobody can tell whether it lies within our powers.")
        suggestion = _("Choose the sector in which somebody has to decide, fund, deliver or regulate.")
        found.append(Finding("R", "sector", sentence, suggestion))
    if facts.within is False and not facts.ask.strip():
        sentence = _("It lies outside our powers: others decide, fund, deliver and regulate in this sector.")
        suggestion = _("Turn it into an ask: write whom we ask for what, and by when.")
        found.append(Finding("R", "ask", sentence, suggestion))
    return found


def _timed(facts: Facts) -> list[Finding]:
    if facts.due is None:
        sentence = _("It has no date.")
        suggestion = _("Write the day by which it is to be reached, at the latest {day}.")
        return [
            Finding("T", "due", sentence, suggestion.format(day=facts.ends.isoformat()), is_required=True)
        ]
    found = []
    if facts.due > facts.ends:
        sentence = _("It is to be reached after the strategy ends.")
        suggestion = _("Choose a day up to {day}, or move it to the next strategy.")
        found.append(Finding("T", "due", sentence, suggestion.format(day=facts.ends.isoformat())))
    if facts.due < facts.starts:
        sentence = _("It is to be reached before the strategy begins.")
        suggestion = _("Choose a day from {first} to {last}.")
        words = {"first": facts.starts.isoformat(), "last": facts.ends.isoformat()}
        found.append(Finding("T", "due", sentence, suggestion.format(**words)))
    years = _YEAR.findall(facts.title)
    if years and str(facts.due.year) not in years:
        sentence = _("Its words say {year}, its date {day}.")
        words = {"year": years[-1], "day": facts.due.isoformat()}
        found.append(Finding("T", "due", sentence.format(**words), _("Let both say the same.")))
    return found


def required(found: Sequence[Finding]) -> list[Finding]:
    """Return what is refused unless it is overridden."""
    return [one for one in found if one.is_required]


def check_smart(found: Sequence[Finding], reason: str) -> bool:
    """Refuse an objective without a person or date, unless a reason sets that aside; say whether one was needed."""
    missing = required(found)
    if not missing:
        return False
    if not reason.strip():
        first = missing[0]
        raise Refused(f"{first.sentence} {first.suggestion}", where=first.where)
    check_reason(reason, "override_reason")
    return True


def check_reason(reason: str, where: str) -> str:
    """Return the reason of an override; refuse one that says nothing."""
    text = reason.strip()
    if not text:
        raise Refused(_("An exception needs its reason: say in a sentence why."), where=where)
    if len(text) < SHORTEST_REASON:
        raise Refused(_("Say in a sentence why the rule is set aside."), where=where)
    return text
