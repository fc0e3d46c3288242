"""Questionnaires: written, changed into another edition, put away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import WRITE
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.core.vocabulary import Vocabulary
from proxenia.records.access import check_may_write
from proxenia.records.actions import archive, change, create, restore
from proxenia.results.models.questionnaires import Questionnaire, QuestionnaireEdition, QuestionRound
from proxenia.results.rules.questionnaires import Question, check_questions, questions_from, with_keys

TIERS = "staff_tiers"


@transaction.atomic
def add_questionnaire(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    questions: Sequence[Question],
    unit: Unit | None = None,
) -> Questionnaire:
    """Write a questionnaire: what it is for, whether answers bear a name, and what each tier is asked."""
    check_may(by, office, WRITE)
    told = _checked(values)
    check_questions(questions, Vocabulary.load(TIERS).codes)
    made: Questionnaire = create(
        Questionnaire, by=by, office=office, verb="add_questionnaire", values=told, unit=unit,
        extra={"questions": len(questions)},
    )  # fmt: skip
    _write(made, with_keys(questions, ()), by, "")
    return made


@transaction.atomic
def change_questionnaire(
    one: Questionnaire,
    *,
    by: User,
    values: Mapping[str, Any],
    questions: Sequence[Question] | None = None,
    why: str = "",
    expected_version: int | None = None,
) -> Questionnaire:
    """Change a questionnaire; other questions make another edition, and rounds keep the one they were asked by."""
    check_may(by, one.office, WRITE)
    check_may_write(by, one)
    told = _checked(
        {name: values.get(name, getattr(one, name)) for name in ("title", "purpose", "is_anonymous")}
    )
    _check_promise(one, told)
    locked = Questionnaire.objects.select_for_update(of=("self",), no_key=True).get(pk=one.pk)
    ready = _another(locked, questions) if questions is not None else None
    extra: dict[str, Any] = {}
    if ready is not None:
        last = locked.editions.aggregate(last=Max("number"))["last"] or 0
        told["edition"] = last + 1
        _write(locked, ready, by, clean_text(why)[:300], last + 1)
        extra = {"extra_after": {"questions": len(ready)}}
    return change(
        one, by=by, verb="change_questionnaire", values=told, expected_version=expected_version, **extra
    )


def archive_questionnaire(one: Questionnaire, *, by: User, reason: str) -> Questionnaire:
    """Put a questionnaire away: nobody is asked or reminded by it any more; what was answered stays."""
    check_may(by, one.office, WRITE)
    return archive(one, by=by, reason=reason, verb="archive_questionnaire")


def restore_questionnaire(one: Questionnaire, *, by: User) -> Questionnaire:
    """Bring a questionnaire back."""
    check_may(by, one.office, WRITE)
    return restore(one, by=by, verb="restore_questionnaire")


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    title = clean_text(values.get("title") or "")[:200]
    if not title:
        raise Refused(_("Give the questionnaire a title."), where="title")
    purpose = clean_text(values.get("purpose") or "", lines=True)
    return {"title": title, "purpose": purpose, "is_anonymous": bool(values.get("is_anonymous", True))}


def _check_promise(one: Questionnaire, told: Mapping[str, Any]) -> None:
    """Refuse to change whether answers bear a name once people were asked: they answered on what they were told."""
    if told["is_anonymous"] != one.is_anonymous and QuestionRound.objects.filter(of=one).exists():
        message = _("People were asked on the word that was given them. Write another questionnaire.")
        raise Refused(message, where="is_anonymous")


def _another(one: Questionnaire, questions: Sequence[Question]) -> list[Question] | None:
    """Return the questions of the next edition, or nothing where they are those of the last."""
    check_questions(questions, Vocabulary.load(TIERS).codes)
    editions = QuestionnaireEdition.objects.filter(of=one).order_by("number")
    earlier = [question for edition in editions for question in questions_from(edition.questions)]
    ready = with_keys(questions, earlier)
    last = editions.last()
    return None if last is not None and questions_from(last.questions) == ready else ready


def _write(one: Questionnaire, questions: Sequence[Question], by: User, why: str, number: int = 1) -> None:
    QuestionnaireEdition.objects.create(
        of=one, number=number, questions=[question.plain() for question in questions], why=why,
        made_at=timezone.now(), made_by=by,
    )  # fmt: skip
