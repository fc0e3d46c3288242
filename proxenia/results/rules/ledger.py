"""What a claim must say and which step it takes; a planned job is not a job, and a claim nobody looks at ages."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.indicators.models import Horizon
from proxenia.results.models import Result

State, Belongs = Result.State, Result.Belongs
AGED = "aged"
"""The word for a claim past the day until which it counts; no state of its own, so nothing is taken silently."""
COUNTED = "counts"
"""The word by which a list is asked for what counts alone: neither plans nor what has aged."""
MONEY, NUMBER, FACT = "money", "number", "fact"
PLAN_GRACE, LOOK_AGAIN, LOOK_LONG = 6, 24, 60
"""Months a claim counts on: a plan past its date, a report since it was last looked at, one that was substantiated."""
OUTSIDE = "outsider"
WEAKEST = "said_by_us"
SHORTEST_REASON = 10
FAR_YEARS = 15


def measures() -> list[str]:
    """Return the three ways of telling a result: as money, as a number, as a fact."""
    words = Vocabulary.load("result_kinds")
    return [code for code in words.codes if words.parent(code) is None and words.children(code)]


def kinds() -> list[str]:
    """Return the kinds a result can be of."""
    words = Vocabulary.load("result_kinds")
    return [code for code in words.codes if code not in (MONEY, NUMBER, FACT)]


def measure_of(kind: str) -> str:
    """Return how a kind is told; "something else" may be told in any way."""
    return Vocabulary.load("result_kinds").parent(kind) or ""


def check_result(values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse a result that does not say what, which kind, where it belongs and when; ``values`` are all its fields."""
    if not values["what"]:
        raise Refused(_("Say in a sentence what changed."), where="what")
    if values["kind"] not in kinds():
        raise Refused(_("Choose what kind of result it is."), where="kind")
    if values["belongs"] not in Belongs.values:
        raise Refused(_("Say in whose place it is: ours, the partner's, or the world."), where="belongs")
    _check_words(values)
    _check_when(values["state"], values["on"], today)
    check_figure(values, today)


def _check_words(values: Mapping[str, Any]) -> None:
    if values["horizon"] not in ("", *Horizon.values):
        raise Refused(_("Choose a horizon from the list."), where="horizon")
    if values["confidence"] not in ("", *Result.Confidence.values):
        raise Refused(_("Choose how sure you are from the list."), where="confidence")
    if values["level"] not in ("", *Vocabulary.load("evidence_levels").codes):
        raise Refused(_("Choose what the evidence is from the list."), where="level")
    if values["district"] and not values["municipality"]:
        raise Refused(_("Say in which municipality this district is."), where="municipality")


def _check_when(state: str, on: PartialDate | None, today: dt.date) -> None:
    if on is None:
        raise Refused(_("Say when: a year is enough."), where="on")
    if on.year > today.year + FAR_YEARS:
        raise Refused(_("This lies more than fifteen years ahead. Is the year right?"), where="on")
    if state in (State.REPORTED, State.SUBSTANTIATED) and on.first() > today:
        raise Refused(_("This is still to come: it is planned, and counts when it is there."), where="on")


def check_figure(values: Mapping[str, Any], today: dt.date) -> None:
    """Refuse a range upside down, an amount without currency or date, a number that does not say of what."""
    low, high = values["low"], values["high"]
    for name, one in (("low", low), ("high", high)):
        if one is not None and one < 0:
            raise Refused(_("A result is not below zero; what got worse is an externality."), where=name)
    if (low is None) != (high is None):
        raise Refused(
            _("Give both ends of the range; where the figure is exact, the same one twice."), where="high"
        )
    if low is not None and high is not None and low > high:
        raise Refused(_("The range is upside down: at least is more than at most."), where="low")
    if low is not None:
        _check_counted(values, today)


def _check_counted(values: Mapping[str, Any], today: dt.date) -> None:
    measure, currency, counted = measure_of(values["kind"]), values["currency"], values["counted"]
    if measure == MONEY and not currency:
        raise Refused(_("Say in which currency the amount is: EUR, for example."), where="currency")
    if measure == NUMBER and currency:
        raise Refused(_("This kind is told as a number, not as money."), where="currency")
    if currency and counted:
        raise Refused(_("A figure is money or it counts something, not both."), where="counted")
    if not currency and not counted and measure != NUMBER:
        raise Refused(_("Say what the figure counts, or in which currency it is."), where="counted")
    if currency and values["valued_on"] is None:
        raise Refused(_("Say of which date the amount is: money changes its worth."), where="valued_on")
    if currency and values["valued_on"].first() > today:
        raise Refused(_("The date of an amount is not in the future."), where="valued_on")


def unit_of(kind: str, counted: str, currency: str) -> str:
    """Return what a figure is added up with: its currency, else what it counts, else its kind; never across."""
    return currency or fold(counted) or kind


def _months_after(day: dt.date, months: int) -> dt.date:
    month = day.year * 12 + day.month - 1 + months
    return dt.date(month // 12, month % 12 + 1, min(day.day, 28))


def ages_on(state: str, on: PartialDate, looked_on: dt.date) -> dt.date | None:
    """Return the first day on which a claim counts no more; None where it was withdrawn and never counts.

    A plan ages six months after its date, or two years after somebody last looked at it where that comes first; a
    report two years after the last look, or after its own date where that lies later; a substantiated one after five.
    """
    if state == State.PLANNED:
        return min(_months_after(on.last(), PLAN_GRACE), _months_after(looked_on, LOOK_AGAIN))
    if state == State.WITHDRAWN:
        return None
    return _months_after(looked_on, LOOK_LONG if state == State.SUBSTANTIATED else LOOK_AGAIN)


def standing(result: Result, today: dt.date) -> str:
    """Return the word for a claim on a day: its state, or ``aged`` once it counts no more."""
    is_over = result.ages_on is not None and result.ages_on <= today
    return AGED if is_over and result.state != State.WITHDRAWN else str(result.state)


WORDS: dict[str, Any] = {**dict(State.choices), AGED: pgettext_lazy("result", "Aged")}


def fresh(today: dt.date, path: str = "") -> Q:
    """Return the condition of claims that have not aged."""
    return Q(**{f"{path}ages_on__gt": today})


def counts(today: dt.date, path: str = "") -> Q:
    """Return the condition of results that count: reported or substantiated, and not aged. A plan does not."""
    happened = Q(**{f"{path}state__in": (State.REPORTED, State.SUBSTANTIATED)})
    return happened & fresh(today, path) & Q(**{f"{path}archived_at": None})


@dataclass(frozen=True)
class Step:
    """One step of a claim: the verb of the log, from, to, the button's words, whether it needs a reason."""

    verb: str
    origins: tuple[str, ...]
    target: str
    label: Any
    needs_reason: bool = False


STEPS = (
    Step("report_result", (State.PLANNED,), State.REPORTED, pgettext_lazy("result", "It is there")),
    Step(
        "substantiate_result",
        (State.REPORTED,),
        State.SUBSTANTIATED,
        pgettext_lazy("result", "An outsider confirms it"),
    ),
    Step(
        "doubt_result",
        (State.SUBSTANTIATED,),
        State.REPORTED,
        pgettext_lazy("result", "Take the confirmation back"),
        True,
    ),
    Step(
        "withdraw_result",
        (State.PLANNED, State.REPORTED, State.SUBSTANTIATED),
        State.WITHDRAWN,
        pgettext_lazy("result", "Withdraw the claim"),
        True,
    ),
    Step(
        "claim_again",
        (State.WITHDRAWN,),
        State.REPORTED,
        pgettext_lazy("result", "Claim it again"),
        True,
    ),
)


def steps_from(state: str) -> list[Step]:
    """Return the steps a claim can take."""
    return [step for step in STEPS if state in step.origins]


def find_step(state: str, verb: str) -> Step:
    """Return a step by its verb; one that is not open from here is refused with what is."""
    for step in STEPS:
        if step.verb == verb and state in step.origins:
            return step
    raise Refused(
        _("This step is not open: the claim is “%(state)s” now.") % {"state": WORDS.get(state, state)},
        where="step",
    )


def check_step_reason(step: Step, reason: str) -> str:
    """Refuse a step that needs a reason and has none."""
    told = reason.strip()
    if step.needs_reason and len(told) < SHORTEST_REASON:
        raise Refused(_("Say why, in a sentence."), where="reason")
    return told


def check_substantiated(
    values: Mapping[str, Any], has_file: bool, insiders: Iterable[str], staff: Iterable[str], today: dt.date
) -> None:
    """Refuse to call substantiated what shows no evidence, or what nobody outside has confirmed.

    ``insiders`` are the names of the office and of everybody who contributed: they gain by the claim; ``staff`` are
    those of the people who work here, whatever other body they speak for.
    """
    if not has_file and not values["source"]:
        sentence = _("There is no evidence to be read: add a file, or say where it stands.")
        raise Refused(sentence, where="source")
    if values["level"] in ("", WEAKEST):
        raise Refused(_("Our own word is no substantiation: say what the evidence is."), where="level")
    if not values["witness"]:
        raise Refused(_("Say who outside confirms it."), where="witness")
    if fold(values["witness"]) in {fold(name) for name in staff}:
        sentence = _("%(name)s works in this office: an outsider is somebody who gains nothing by it.")
        raise Refused(sentence % {"name": values["witness"]}, where="witness")
    if not values["witness_of"]:
        raise Refused(_("Say of which body they are, or that they speak for themselves."), where="witness_of")
    if is_among(values["witness_of"], insiders):
        sentence = _("“%(name)s” had a part in it: an outsider is somebody who gains nothing by it.")
        raise Refused(sentence % {"name": values["witness_of"]}, where="witness_of")
    on = values["witnessed_on"]
    if on is None or on > today:
        raise Refused(_("Say on which day they said so."), where="witnessed_on")


def is_among(name: str, names: Iterable[str]) -> bool:
    """Say whether a body is one of some, however it is written."""
    return fold(name) in {fold(one) for one in names}


def check_still_outside(witness_of: str, insiders: Iterable[str]) -> None:
    """Refuse to make the body that confirmed a result a part of what led to it."""
    if witness_of and is_among(witness_of, insiders):
        sentence = _(
            "“%(name)s” confirmed this result as an outsider."
            " Take that confirmation back before it stands in the chain."
        )
        raise Refused(sentence % {"name": witness_of}, where="named")


def check_not_twice(same: Result | None, *, is_another: bool) -> None:
    """Ask before a result that looks like a standing one is written down once more."""
    if same is not None and not is_another:
        sentence = _("“%(name)s” (%(on)s) stands in the ledger already. Is this another result?")
        raise Refused(sentence % {"name": same, "on": same.on}, where="is_another")


def middle(low: Decimal | None, high: Decimal | None) -> Decimal | None:
    """Return the middle of a range."""
    return None if low is None or high is None else (low + high) / 2


SENTENCES = {
    "add_result": gettext_lazy("wrote a result down"),
    "change_result": gettext_lazy("changed a result"),
    "archive_result": gettext_lazy("put a result away"),
    "restore_result": gettext_lazy("brought a result back"),
    "report_result": gettext_lazy("said that it is there"),
    "substantiate_result": gettext_lazy("noted that an outsider confirms it"),
    "doubt_result": gettext_lazy("took a confirmation back"),
    "withdraw_result": gettext_lazy("withdrew the claim"),
    "claim_again": gettext_lazy("claimed it again"),
    "look_at_result": gettext_lazy("looked at the claim again: it still holds"),
    "add_contribution": gettext_lazy("added what led to it"),
    "change_contribution": gettext_lazy("changed what led to it"),
    "remove_contribution": gettext_lazy("took away what was said to have led to it"),
    "set_areas": gettext_lazy("wrote down the municipalities and districts"),
}
