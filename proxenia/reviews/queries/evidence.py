"""What is known of a tie when its review is opened, as far as the opener sees it, and what others see of it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from proxenia.accounts.models import User
from proxenia.commitments.models import Commitment
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.story import links_of
from proxenia.engagements.rules import contacts
from proxenia.portfolio.models import Agreement, Partnership
from proxenia.portfolio.queries.one import agreements_of, promises_of
from proxenia.records.models import Note, visible_through
from proxenia.records.queries.hangings import notes_on
from proxenia.results.models import Result
from proxenia.results.queries.for_ties import seen_of_tie
from proxenia.results.rules.ledger import AGED
from proxenia.reviews.models import EvidenceLine, Review, VitalSign
from proxenia.reviews.rules import MOST_LINES

Section = EvidenceLine.Section


@dataclass(frozen=True)
class Fact:
    """One fact to be frozen: what sort, the record it is of, its day, its words and its figures."""

    section: str
    anchor: int
    on: str
    words: str
    values: dict[str, Any] = field(default_factory=dict)
    note: int | None = None


@dataclass(frozen=True)
class Pack:
    """The evidence of a review: facts, the vital signs as stored, since when it looks, what did not fit."""

    since: dt.date
    facts: list[Fact]
    vital: dict[str, Any] | None
    left_out: int

    def digest(self) -> str:
        """Return the SHA-256 of everything in it."""
        told = {"since": self.since, "facts": [asdict(one) for one in self.facts], "vital": self.vital}
        text = json.dumps(told, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def gather(user: User, tie: Partnership, *, since: dt.date, today: dt.date) -> Pack:
    """Return what this person sees of a tie since a day: contacts, promises, agreements, notes, results, signs."""
    lists = (
        _contacts(user, tie, since, today),
        _promises(user, tie, since),
        _agreements(user, tie),
        _notes(user, tie),
        _results(user, tie, since),
    )
    facts = [fact for every in lists for fact in every[:MOST_LINES]]
    return Pack(since, facts, _vital(tie), sum(len(every) for every in lists) - len(facts))


def _contacts(user: User, tie: Partnership, since: dt.date, today: dt.date) -> list[Fact]:
    links = links_of(user, tie).filter(
        contacts(today, "engagement__"), engagement__date__gte=since.isoformat()
    )
    rows = Engagement.objects.filter(pk__in=links.values("engagement_id")).order_by("-date", "-pk")
    return [
        Fact(
            Section.CONTACT, one.pk, str(one.date), one.title,
            {
                **{name: getattr(one, name) for name in _CONTACT_WORDS},
                "hours": _text(one.staff_hours), "cost": _text(one.cost),
            },
        )
        for one in rows
    ]  # fmt: skip


_CONTACT_WORDS = ("kind", "mode", "direction", "initiated_by", "hosted_by", "paid_by", "currency")


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _promises(user: User, tie: Partnership, since: dt.date) -> list[Fact]:
    lately = Q(closed_on=None) | Q(closed_on__gte=since)
    return [
        Fact(
            Section.PROMISE, one.pk, str(one.due or ""), one.what,
            {"side": one.side, "state": one.state, "due": str(one.due or ""), "closed_on": str(one.closed_on or "")},
        )
        for one in promises_of(user, tie).filter(lately)
    ]  # fmt: skip


def _agreements(user: User, tie: Partnership) -> list[Fact]:
    names = ("state", "signed", "ends", "review", "exit_clause")
    return [
        Fact(
            Section.AGREEMENT, one.pk, str(one.signed or ""), one.title,
            {name: str(getattr(one, name) or "") for name in names},
        )
        for one in agreements_of(user, tie)
    ]  # fmt: skip


def _notes(user: User, tie: Partnership) -> list[Fact]:
    """Freeze the notes on the tie that this person may hear; who wrote them stays with the note."""
    return [
        Fact(
            Section.NOTE, tie.pk, one.created_at.date().isoformat(), one.text, {"sharing": one.sharing}, note=one.pk
        )
        for one in notes_on(tie.pk, user, tie.office)
    ]  # fmt: skip


def _results(user: User, tie: Partnership, since: dt.date) -> list[Fact]:
    """Freeze what came of the tie, with how far each claim was."""
    names = ("kind", "belongs", "state", "currency", "counted", "level")
    return [
        Fact(
            Section.RESULT, one.pk, str(one.on), one.what,
            {
                **{name: getattr(one, name) for name in names},
                "low": _text(one.low), "high": _text(one.high), "ages_on": str(one.ages_on or ""),
            },
        )
        for one in seen_of_tie(user, tie, since)
    ]  # fmt: skip


def _vital(tie: Partnership) -> dict[str, Any] | None:
    sign = VitalSign.objects.filter(partnership=tie).first()
    if sign is None:
        return None
    figures = {name: getattr(sign, name) for name in ("state", "p_stopped", "low", "high", "facts")}
    last = sign.last_contact.isoformat() if sign.last_contact else None
    return {**figures, "last_contact": last, "computed_at": sign.computed_at.isoformat(), "run": sign.run_id}


def lines_seen(user: User, review: Review) -> tuple[list[EvidenceLine], int]:
    """Return the frozen facts whose source this person may see now, and how many others there are."""
    office = review.partnership.office
    every: QuerySet[EvidenceLine] = EvidenceLine.objects.filter(review=review)
    heard = Note.objects.heard_by(user).filter(anchor_id=review.partnership_id)
    seen = every.filter(visible_through(user, office, "anchor__"))
    found = list(seen.filter(Q(note=None) | Q(note__in=heard.values("pk"))).order_by("-on", "pk"))
    return found, every.count() - len(found)


@dataclass
class Figures:
    """What some frozen facts add up to."""

    contacts: int = 0
    began_us: int = 0
    began_them: int = 0
    hours: Decimal = Decimal(0)
    without_hours: int = 0
    money: dict[str, Decimal] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=lambda: {"us": 0, "them": 0})
    broken: dict[str, int] = field(default_factory=lambda: {"us": 0, "them": 0})
    late: dict[str, int] = field(default_factory=lambda: {"us": 0, "them": 0})
    waiting: dict[str, int] = field(default_factory=lambda: {"us": 0, "them": 0})
    results: dict[str, int] = field(default_factory=dict)
    """Results in our place by how far each claim was."""
    elsewhere: dict[str, int] = field(default_factory=dict)
    """Results that counted in the partner's place and for the world: never added to ours."""


def figures_of(lines: Iterable[EvidenceLine], opened: dt.date) -> Figures:
    """Add up frozen facts; hours that nobody wrote down are counted apart and never as none."""
    found = Figures()
    for line in lines:
        if line.section == Section.CONTACT:
            _add_contact(found, line.values)
        elif line.section == Section.PROMISE:
            _add_promise(found, line.values, opened)
        elif line.section == Section.RESULT:
            place, word = line.values["belongs"], result_state(line.values, opened)
            if place == Result.Belongs.OURS:
                found.results[word] = found.results.get(word, 0) + 1
            elif word in (Result.State.REPORTED, Result.State.SUBSTANTIATED):
                found.elsewhere[place] = found.elsewhere.get(place, 0) + 1
    return found


def _add_contact(found: Figures, values: dict[str, Any]) -> None:
    found.contacts += 1
    found.began_us += values["initiated_by"] in ("us", "both")
    found.began_them += values["initiated_by"] in ("them", "both")
    found.without_hours += values["hours"] is None
    found.hours += Decimal(values["hours"] or 0)
    if values["cost"]:
        money = found.money.get(values["currency"], Decimal(0))
        found.money[values["currency"]] = money + Decimal(values["cost"])


def _add_promise(found: Figures, values: dict[str, Any], opened: dt.date) -> None:
    state, side = values["state"], values["side"]
    if not values["closed_on"]:
        is_late = bool(values["due"]) and _last_day(values["due"]) < opened.isoformat()
        (found.late if is_late else found.waiting)[side] += 1
    elif state in (Commitment.State.KEPT, Commitment.State.BROKEN):
        (found.kept if state == Commitment.State.KEPT else found.broken)[side] += 1


def _last_day(text: str) -> str:
    """Return the last day that a year, month or day can mean; as ISO text the end of a month compares as its 31st."""
    return {4: f"{text}-12-31", 7: f"{text}-31"}.get(len(text), text)


def agreement_state(values: dict[str, Any]) -> str:
    """Return the word for the state of a frozen agreement."""
    return str(Agreement.State(values["state"]).label)


def result_state(values: dict[str, Any], opened: dt.date) -> str:
    """Return the word for a frozen claim on the day the review was opened."""
    is_over = bool(values["ages_on"]) and values["ages_on"] <= opened.isoformat()
    return AGED if is_over and values["state"] != Result.State.WITHDRAWN else str(values["state"])
