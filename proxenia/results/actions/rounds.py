"""A round of a questionnaire: begun, people asked and reminded, answers taken, closed."""

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import User
from proxenia.accounts.models.roles import WRITE
from proxenia.core.errors import Refused
from proxenia.core.jobs import enqueue
from proxenia.core.stamps import new_uid
from proxenia.core.values import clean_text
from proxenia.records.access import check_may_write
from proxenia.records.actions import archive, change, create, name_as_on, restore
from proxenia.records.actions.files import event_on
from proxenia.records.rules import check_not_archived
from proxenia.results.models.questionnaires import AnswerSheet, Questionnaire, QuestionRound, Slip
from proxenia.results.queries.questionnaires import asked_of, newest_edition
from proxenia.results.queries.returns import digest_of
from proxenia.results.rules.given import Answered
from proxenia.results.rules.questionnaires import MOST_AT_ONCE, MOST_LETTERS, check_day, check_open
from proxenia.results.rules.returns import BETWEEN

CLOSED, OPEN = QuestionRound.State.CLOSED, QuestionRound.State.OPEN


@transaction.atomic
def open_round(one: Questionnaire, *, by: User, title: str, moment: str, due: dt.date) -> QuestionRound:
    """Begin to ask a questionnaire, with its questions as they stand now; of what was asked on paper, afterwards."""
    check_may(by, one.office, WRITE)
    check_may_write(by, one)
    check_not_archived(one.is_archived)
    told = clean_text(title)[:200]
    if not told:
        raise Refused(_("Say what it is asked before or after."), where="title")
    if moment not in QuestionRound.Moment.values:
        raise Refused(_("Say whether it is asked before, meanwhile or after."), where="moment")
    edition = newest_edition(one)
    if edition is None:
        raise Refused(_("Write at least one question."), where="questions")
    values = {
        "of": one, "edition": edition, "title": told, "moment": moment, "due": due,
    }  # fmt: skip
    made: QuestionRound = create(
        QuestionRound, by=by, office=one.office, verb="open_round", values=values, unit=one.unit,
        visibility=one.visibility,
    )  # fmt: skip
    name_as_on(made, one, by=by)
    return made


@transaction.atomic
def move_round(one: QuestionRound, *, by: User, due: dt.date) -> QuestionRound:
    """Give people another day to answer."""
    _check(one, by)
    check_day(due, timezone.localdate())
    return change(one, by=by, verb="move_round", values={"due": due})


@transaction.atomic
def ask_people(one: QuestionRound, *, by: User, tier: str, emails: Sequence[str]) -> list[Slip]:
    """Ask people of a tier by e-mail; who was asked before is not asked twice. The letters go out by a job."""
    _check(one, by)
    _check_tier(one, tier)
    check_day(one.due, timezone.localdate())
    wanted = list(dict.fromkeys(told.strip().lower() for told in emails if told.strip()))
    _check_number(len(wanted))
    there = set(Slip.objects.filter(of=one, email__in=wanted).values_list("email", flat=True))
    new = [Slip(of=one, uid=new_uid(), tier=tier, email=told) for told in wanted if told not in there]
    if not new:
        return []
    Slip.objects.bulk_create(new)
    event_on(one.anchor, by=by, verb="ask_people", after={"tier": tier, "people": str(len(new))})
    for slip in new:
        enqueue("results.mail_slip", by=by, office=one.office, key=f"slip {slip.uid}", uid=slip.uid)
    return new


@transaction.atomic
def hand_slips_out(one: QuestionRound, *, by: User, tier: str, number: int) -> list[tuple[Slip, str]]:
    """Return as many links for people of a tier, each for one answer; they are shown once and handed out."""
    _check(one, by)
    _check_tier(one, tier)
    _check_number(number)
    tokens = [secrets.token_urlsafe(24) for _place in range(number)]
    made = [Slip(of=one, uid=new_uid(), tier=tier, link=digest_of(token)) for token in tokens]
    Slip.objects.bulk_create(made)
    event_on(one.anchor, by=by, verb="hand_slips_out", after={"tier": tier, "links": str(number)})
    return list(zip(made, tokens, strict=True))


@transaction.atomic
def write_to_asked(slip: Slip) -> str:
    """Return the token for a letter to whoever is asked; '' where none is to go out: answered, closed, or lately."""
    held = Slip.objects.select_for_update(of=("self",), no_key=True).get(pk=slip.pk)
    one, now = slip.of, timezone.now()
    is_over = one.state != OPEN or one.is_archived or one.of.is_archived
    is_lately = held.written_at is not None and now - held.written_at < BETWEEN
    if held.is_answered or not held.email or is_over or is_lately or held.letters >= MOST_LETTERS:
        return ""
    token = secrets.token_urlsafe(24)
    held.link, held.written_at, held.letters = digest_of(token), now, held.letters + 1
    held.save(update_fields=["link", "written_at", "letters"])
    event_on(
        one.anchor, by=User.objects.operator(), verb="write_to_asked",
        after={"tier": held.tier, "letter": str(held.letters)},
    )  # fmt: skip
    return token


@transaction.atomic
def take_answers(slip: Slip, *, answered: Answered, name: str = "") -> bool:
    """Take what somebody answered, by their link or the workbook that bears it; says whether it was new.

    Nothing ties the answers to the slip; so the same again is known, and a correction is not possible.
    """
    if answered.problems:
        raise Refused(answered.problems[0].message, where=answered.problems[0].cell)
    one = slip.of
    QuestionRound.objects.select_for_update(of=("self",), no_key=True).get(pk=one.pk)
    held = Slip.objects.select_for_update(of=("self",), no_key=True).get(pk=slip.pk)
    if held.is_answered:
        return False
    check_not_archived(one.is_archived or one.of.is_archived)
    check_open(QuestionRound.objects.values_list("state", flat=True).get(pk=one.pk))
    told = "" if one.of.is_anonymous else clean_text(name)[:200]
    if not one.of.is_anonymous and not told:
        raise Refused(_("Say who you are."), where="name")
    AnswerSheet.objects.create(
        of=one, key=new_uid(), tier=held.tier, name=told, words=_words(one, held.tier, answered),
        levels={key: int(given.value) for key, given in answered.figures.items() if given.value is not None},
    )  # fmt: skip
    held.is_answered = True
    held.save(update_fields=["is_answered"])
    event_on(one.anchor, by=User.objects.operator(), verb="take_answers", after={"tier": held.tier})
    return True


def take_sheet(slip: Slip, *, by: User, answered: Answered, name: str = "") -> bool:
    """Take a workbook that came back to the office; says whether it was new."""
    check_may(by, slip.of.office, WRITE)
    check_may_write(by, slip.of)
    return take_answers(slip, answered=answered, name=name)


@transaction.atomic
def close_round(one: QuestionRound, *, by: User) -> QuestionRound:
    """Close a round: links are worthless, e-mails are struck out, and what was answered is shown."""
    _check(one, by)
    QuestionRound.objects.select_for_update(of=("self",), no_key=True).get(pk=one.pk)
    slips = Slip.objects.filter(of=one)
    extra = {"asked": slips.count(), "answered": AnswerSheet.objects.filter(of=one).count()}
    slips.update(email="", link="")
    return change(one, by=by, verb="close_round", values={"state": CLOSED}, extra_after=extra)


def archive_round(one: QuestionRound, *, by: User, reason: str) -> QuestionRound:
    """Put a round away that is not to count; what was answered stays with it."""
    check_may(by, one.office, WRITE)
    return archive(one, by=by, reason=reason, verb="archive_round")


def restore_round(one: QuestionRound, *, by: User) -> QuestionRound:
    """Bring a round back."""
    check_may(by, one.office, WRITE)
    return restore(one, by=by, verb="restore_round")


def _check(one: QuestionRound, by: User) -> None:
    check_may(by, one.office, WRITE)
    check_may_write(by, one)
    check_not_archived(one.is_archived or one.of.is_archived)
    check_open(one.state)


def _check_tier(one: QuestionRound, tier: str) -> None:
    if not asked_of(one, tier).pages:
        raise Refused(_("This tier is asked nothing in this round."), where="tier")


def _check_number(number: int) -> None:
    if not 0 < number <= MOST_AT_ONCE:
        message = _("Ask at least one and at most {most} people at once.")
        raise Refused(message.format(most=MOST_AT_ONCE), where="people")


def _words(one: QuestionRound, tier: str, answered: Answered) -> dict[str, str]:
    """Return the answers in words by key of the question; what was written beside them is kept under no question."""
    told: dict[str, str] = {}
    for page in asked_of(one, tier).pages:
        for code in page.questions():
            if text := answered.answers.get(f"{page.key}.{code}", ""):
                told[code] = text
    beside = [text for key, text in answered.answers.items() if key.endswith(".added")]
    return {**told, **({"": "\n".join(beside)} if beside else {})}


__all__ = [
    "archive_round", "ask_people", "close_round", "hand_slips_out", "move_round", "open_round", "restore_round",
    "take_answers", "take_sheet", "write_to_asked",
]  # fmt: skip
