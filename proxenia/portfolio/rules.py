"""The life cycle of a tie as a table, and what a tie, an agreement and a cap demand; refusals are sentences."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.models import Agreement, AgreementVersion, Classification

ACTIVE = "active"
HISTORIC = "historic"
WORKING = (ACTIVE, "under_review")
"""States that count towards the cap: the office works on these."""
LIVE = ("proposed", "exploring", *WORKING, "scaled_down", "suspended")
"""Every state but the last."""


@dataclass(frozen=True)
class Transition:
    """One step of the life cycle: the verb of the log, from, to, the button's words, whether it needs a reason."""

    verb: str
    origin: str
    target: str
    label: Any
    needs_reason: bool = False


def _steps(*rows: tuple[str, str, str, Any, bool]) -> tuple[Transition, ...]:
    return tuple(Transition(*row) for row in rows)


_REVIEW = pgettext_lazy("tie", "Take it under review")
_SUSPEND = pgettext_lazy("tie", "Suspend it")
_END = pgettext_lazy("tie", "Move it to historic")
_AGAIN = pgettext_lazy("tie", "Take it up again")

TRANSITIONS = _steps(
    ("explore", "proposed", "exploring", pgettext_lazy("tie", "Start exploring"), False),
    ("drop_proposal", "proposed", HISTORIC, pgettext_lazy("tie", "Drop the proposal"), True),
    ("activate", "exploring", ACTIVE, pgettext_lazy("tie", "Make it active"), False),
    ("end_exploration", "exploring", HISTORIC, pgettext_lazy("tie", "End the exploration"), True),
    ("open_review", ACTIVE, "under_review", _REVIEW, False),
    ("suspend", ACTIVE, "suspended", _SUSPEND, True),
    ("keep", "under_review", ACTIVE, pgettext_lazy("tie", "Keep it"), True),
    ("scale_down", "under_review", "scaled_down", pgettext_lazy("tie", "Scale it down"), True),
    ("suspend", "under_review", "suspended", _SUSPEND, True),
    ("move_to_historic", "under_review", HISTORIC, _END, True),
    ("open_review", "scaled_down", "under_review", _REVIEW, False),
    ("suspend", "scaled_down", "suspended", _SUSPEND, True),
    ("move_to_historic", "scaled_down", HISTORIC, _END, True),
    ("take_up_again", "suspended", ACTIVE, _AGAIN, True),
    ("open_review", "suspended", "under_review", _REVIEW, False),
    ("move_to_historic", "suspended", HISTORIC, _END, True),
    ("explore_again", HISTORIC, "exploring", pgettext_lazy("tie", "Explore it again"), True),
)


def states() -> list[str]:
    """Return the states in the order of the life cycle."""
    return Vocabulary.load("partnership_states").codes


def from_state(state: str) -> list[Transition]:
    """Return the steps that lead on from a state."""
    return [step for step in TRANSITIONS if step.origin == state]


def find_transition(origin: str, target: str) -> Transition | None:
    """Return the step between two states, or None where there is none."""
    return next((step for step in TRANSITIONS if (step.origin, step.target) == (origin, target)), None)


def why_not(origin: str, target: str) -> str:
    """Return the sentence that says why a tie cannot go from one state to another, or an empty text."""
    label = Vocabulary.load("partnership_states").label
    if find_transition(origin, target):
        return ""
    if origin == target:
        return _("The tie is already in the state “%(state)s”.") % {"state": label(origin)}
    if (origin, target) == (ACTIVE, HISTORIC):
        return _("A tie is ended by a decision: open the review first.")
    if target == ACTIVE:
        return _("Explore it first: a tie becomes active when both sides know what is in it.")
    onward = ", ".join(f"“{label(step.target)}”" for step in from_state(origin))
    return _("From “%(origin)s” a tie goes on to %(onward)s.") % {"origin": label(origin), "onward": onward}


def check_transition(origin: str, target: str, reason: str) -> Transition:
    """Return the step between two states; refuse one that is not in the table, or that lacks its reason."""
    step = find_transition(origin, target)
    if step is None:
        raise Refused(why_not(origin, target), where="state")
    if step.needs_reason and not reason.strip():
        raise Refused(_("Say why: this step is kept with its reason."), where="reason")
    return step


def check_state(state: str) -> str:
    """Refuse a state that is not of the life cycle."""
    if state not in states():
        raise Refused(_("“%(state)s” is not a state of a tie.") % {"state": state}, where="state")
    return state


def cap_sentence(cap: int) -> str:
    """Return the sentence on a cap that is reached."""
    return _(
        "The office has reached its limit of %(cap)d active ties. End, scale down or suspend one first;"
        " somebody who may decide on exceptions can go beyond the limit with a reason."
    ) % {"cap": cap}


def check_cap(working: int, cap: int | None) -> None:
    """Refuse one more active tie where the office works on as many as its cap allows."""
    if cap is not None and working >= cap:
        raise Refused(cap_sentence(cap), where="override_reason")


@dataclass(frozen=True)
class Term:
    """How long a tie runs: until when, or why without an end, and when it is first looked at."""

    ends: PartialDate | None
    open_ended_reason: str
    review_on: date | None


def default_end(today: date, years: int) -> PartialDate:
    """Return the day a tie ends that begins today: the last day of its term."""
    day = min(today.day, 28) if today.month == 2 else today.day
    return PartialDate.of(date(today.year + years, today.month, day) - timedelta(days=1))


def default_review(today: date, months: int) -> date:
    """Return the day of the first review, some months from today."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, 28))


def with_sunset(term: Term, today: date, years: int, months: int) -> Term:
    """Give a tie what it lacks: an end, unless a reason says why it has none, and a first review."""
    reason = term.open_ended_reason.strip()
    ends = term.ends if term.ends or reason else default_end(today, years)
    return Term(ends, reason, term.review_on or default_review(today, months))


def check_term(term: Term, since: PartialDate | None) -> None:
    """Refuse a tie without an end or a reason for having none, with both, or ending before it began."""
    if term.ends is None and not term.open_ended_reason.strip():
        raise Refused(_("Say until when the tie runs, or why it has no end."), where="ends")
    if term.ends is not None and term.open_ended_reason.strip():
        raise Refused(
            _("The tie has an end: take away the reason for having none."), where="open_ended_reason"
        )
    if term.review_on is None:
        raise Refused(_("Say when the tie is to be looked at."), where="review_on")
    check_order(since, term.ends)


def check_term_lies_ahead(term: Term, today: date) -> None:
    """Refuse to make a tie active whose end is past."""
    if term.ends is not None and term.ends.last() < today:
        raise Refused(
            _("The tie ran until %(ends)s. Say until when it runs now, or why it has no end.")
            % {"ends": term.ends},
            where="ends",
        )


def check_order(first: PartialDate | None, last: PartialDate | None, where: str = "ends") -> None:
    """Refuse an end that certainly lies before the beginning; partial dates are given the benefit."""
    if first and last and last.last() < first.first():
        raise Refused(
            _("The end (%(last)s) lies before the beginning (%(first)s).")
            % {"last": last, "first": first},
            where=where,
        )  # fmt: skip


def check_kind(kind: str) -> str:
    """Refuse a kind of tie that the vocabulary does not know."""
    if kind not in Vocabulary.load("partnership_kinds").terms:
        raise Refused(_("“%(kind)s” is not a kind of tie.") % {"kind": kind}, where="kind")
    return kind


def check_parent(tie: int | None, parent: int, above_parent: Collection[int]) -> None:
    """Refuse a tie under itself, or under one of its own parts; ``above_parent``: the keys over the parent."""
    if tie is None:
        return
    if tie == parent:
        raise Refused(_("A tie cannot stand under itself."), where="parent")
    if tie in above_parent:
        raise Refused(_("That tie stands under this one already: the two would form a ring."), where="parent")


def check_codes(codes: Collection[tuple[str, str]]) -> None:
    """Refuse a word of classification that its vocabulary does not know."""
    for facet, code in codes:
        name = Classification.FACETS.get(facet)
        if name is None or code not in Vocabulary.load(name).terms:
            raise Refused(_("“%(code)s” is not in the list.") % {"code": code}, where=facet)


def check_party_left(others: int) -> None:
    """Refuse to take the last counterpart away."""
    if others == 0:
        raise Refused(_("This is the last counterpart. A tie needs one: add another first."), where="party")


def check_agreement(values: dict[str, Any], today: date) -> None:
    """Refuse an agreement whose dates contradict each other, or signed on a day still to come."""
    signed, starts = values.get("signed"), values.get("starts")
    ends, review = values.get("ends"), values.get("review")
    check_order(starts, ends)
    check_order(signed, ends)
    if starts is None and signed is None:
        check_order(review, ends, where="review")
    check_order(starts or signed, review, where="review")
    if values.get("state") == Agreement.State.SIGNED and signed and signed.first() > today:
        raise Refused(_("That day is still to come: keep the text as a draft until then."), where="signed")


def check_can_sign(agreement: Agreement) -> None:
    """Refuse to sign what is signed, and a text without a term and a way out."""
    if agreement.state != Agreement.State.DRAFT:
        raise Refused(_("Only a draft is signed; this text is no draft any more."))
    if agreement.ends is None and agreement.review is None:
        raise Refused(_("Give the text an end or a review before it is signed."), where="ends")
    if not agreement.exit_clause.strip():
        raise Refused(_("Say how either side leaves before the text is signed."), where="exit_clause")


TERMS = (
    "title", "formality", "signed", "starts", "ends", "review", "renewal", "exit_clause", "amendment_clause",
    "signatories",
)  # fmt: skip
"""What both sides signed: read only from then on."""


def check_terms_stand(agreement: Agreement, values: Mapping[str, Any]) -> None:
    """Refuse to change a term of a text that is signed or over; one that was never written down may be filled in."""
    if agreement.state == Agreement.State.DRAFT:
        return
    for name in TERMS:
        stands = getattr(agreement, name)
        if stands and name in values and values[name] != stands:
            raise Refused(
                _("The text is signed: its terms change by an amendment or a renewal only."), where=name
            )


def check_can_amend(agreement: Agreement, kind: str, ends: PartialDate | None) -> None:
    """Refuse to amend what is not signed, and to renew without a later end."""
    if agreement.state == Agreement.State.DRAFT:
        raise Refused(_("A draft is simply changed; only a signed text is amended or renewed."))
    if kind == AgreementVersion.Kind.AMENDMENT and agreement.state == Agreement.State.ENDED:
        raise Refused(_("This text has ended: renew it, or write a new one."))
    if kind == AgreementVersion.Kind.RENEWAL and (ends is None or _not_later(ends, agreement.ends)):
        raise Refused(_("A renewal needs an end later than the one it has."), where="ends")


def check_in_effect(effective: PartialDate | None, today: date) -> None:
    """Refuse to put into effect what takes effect on a day to come; "2027" begins on its first day."""
    if effective is not None and effective.first() > today:
        raise Refused(_("This text takes effect on %(day)s.") % {"day": effective}, where="effective")


def changes_of(version: AgreementVersion, agreement: Agreement) -> dict[str, Any]:
    """Return what a text changes of its agreement once it is in effect.

    An amendment changes nothing of an agreement that has ended; a renewal that waited for its day changes nothing of
    one that another has meanwhile renewed for as long or longer.
    """
    renews, has_ended = (
        version.kind == AgreementVersion.Kind.RENEWAL,
        agreement.state == Agreement.State.ENDED,
    )
    if has_ended and not renews:
        return {}
    if renews and not has_ended and version.new_ends and _not_later(version.new_ends, agreement.ends):
        return {}
    new: dict[str, Any] = {"ends": version.new_ends, "review": version.new_review}
    changes = {name: value for name, value in new.items() if value is not None}
    if renews:
        changes["state"] = Agreement.State.SIGNED
    return changes


def check_texts_in_waiting(
    agreement: Agreement, values: Mapping[str, Any], waiting: Iterable[AgreementVersion], today: date
) -> None:
    """Refuse what would contradict a text that takes effect later; ``values``: all terms as they would stand."""
    for version in waiting:
        check_agreement({**values, **changes_of(version, agreement)}, today)


def _not_later(new: PartialDate, old: PartialDate | None) -> bool:
    return old is not None and new.last() <= old.last()


def check_can_end(agreement: Agreement) -> None:
    """Refuse to end what has ended."""
    if agreement.state == Agreement.State.ENDED:
        raise Refused(_("This text has ended already."))


def next_number(numbers: Collection[int]) -> int:
    """Return the number of the next text of an agreement: one more than the highest."""
    return max(numbers, default=0) + 1


def check_membership(values: dict[str, Any]) -> dict[str, Any]:
    """Refuse a role the vocabulary does not know, and a fee without its currency and year; return the values."""
    if values.get("role") not in Vocabulary.load("network_roles").terms:
        raise Refused(_("Choose the role that is held."), where="role")
    if values.get("fee") is not None:
        if values["fee"] < 0:
            raise Refused(_("A fee is nought or more."), where="fee")
        if not values.get("fee_currency"):
            raise Refused(_("Say in which currency the fee is paid."), where="fee_currency")
        if not values.get("fee_year"):
            raise Refused(_("Say of which year the fee is."), where="fee_year")
    return values
