"""Questionnaires as their readers see them: who was asked, what each tier answered, before beside after."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.vocabulary import Vocabulary
from proxenia.records.models import visible_through
from proxenia.results.models.questionnaires import (
    AnswerSheet,
    Questionnaire,
    QuestionnaireEdition,
    QuestionRound,
    Slip,
)
from proxenia.results.queries.returns import digest_of
from proxenia.results.rules.layouts import Layout
from proxenia.results.rules.marks import Mark
from proxenia.results.rules.questionnaires import (
    OPEN,
    Question,
    Tally,
    is_shown,
    layout_for,
    questions_from,
    tally,
    together,
)

ALL = ""
"""Stands for all tiers together."""
BESIDE = Question("", how=OPEN)
"""Stands for what people wrote into a workbook where nothing was asked."""


def questionnaires_seen(user: User, office: Office) -> QuerySet[Questionnaire]:
    """Return the questionnaires this person may see, by title."""
    return Questionnaire.objects.visible_to(user, office).live().order_by("title", "pk")


def rounds_seen(user: User, office: Office) -> QuerySet[QuestionRound]:
    """Return the rounds this person may see, of questionnaires they may see, in the order they were asked."""
    found = (
        QuestionRound.objects.visible_to(user, office).live().filter(visible_through(user, office, "of__"))
    )
    return found.select_related("of", "edition", "office", "unit", "anchor").order_by("due", "pk")


def newest_edition(one: Questionnaire) -> QuestionnaireEdition | None:
    """Return the questions of a questionnaire as they stand now."""
    return QuestionnaireEdition.objects.filter(of=one).order_by("-number").first()


def questions_now(one: Questionnaire) -> list[Question]:
    """Return what a questionnaire asks now."""
    edition = newest_edition(one)
    return questions_from(edition.questions) if edition else []


def tiers() -> list[tuple[str, str]]:
    """Return the tiers of staff with their words, from those who decide down."""
    vocabulary = Vocabulary.load("staff_tiers")
    return [(code, vocabulary.label(code)) for code in vocabulary.terms]


def asked_in_round(one: QuestionRound) -> list[Question]:
    """Return the questions of a round."""
    return questions_from(one.edition.questions)


def tiers_of(one: QuestionRound) -> list[tuple[str, str]]:
    """Return the tiers that are asked something in a round."""
    questions = asked_in_round(one)
    return [(code, label) for code, label in tiers() if any(each.is_for(code) for each in questions)]


def asked_of(one: QuestionRound, tier: str) -> Layout:
    """Return what a tier is asked in a round."""
    return layout_for(asked_in_round(one), tier) if tier in dict(tiers()) else Layout(())


def mark_of(slip: Slip) -> Mark:
    """Return the mark that the workbook of a slip bears."""
    one, layout = slip.of, asked_of(slip.of, slip.tier)
    number = str(one.edition.number)
    return Mark(one.office.uid, slip.uid, slip.tier, one.due.isoformat(), number, layout.digest())


def _slips() -> QuerySet[Slip]:
    return Slip.objects.select_related("of__of", "of__edition", "of__office", "of__anchor", "of__unit")


def slip_of_uid(one: QuestionRound, uid: str) -> Slip | None:
    """Return the slip of a round that a workbook bears."""
    return _slips().filter(of=one, uid=uid).first()


def slip_named(uid: str) -> Slip:
    """Return a slip for the letter about it."""
    return _slips().get(uid=uid)


def check_slip(token: str) -> Slip:
    """Return the slip a link belongs to; one that is unknown, used or of a closed round is refused."""
    found = _slips().filter(link=digest_of(token), of__archived_at=None, of__of__archived_at=None)
    slip = found.exclude(link="").first()
    if slip is None:
        message = _(
            "This link is not known here, or nobody is asked any more. Open it as it stands in the letter."
        )
        raise Refused(message)
    if slip.is_answered:
        raise Refused(_("This link was used: the answers are with the office. Thank you."))
    if slip.of.state != QuestionRound.State.OPEN:
        raise Refused(_("The round is closed: no answer is taken any more."))
    return slip


def to_remind(office: Office) -> QuerySet[Slip]:
    """Return the slips of open rounds that nobody answered."""
    return _slips().filter(
        of__office=office, of__state=QuestionRound.State.OPEN, of__archived_at=None, of__of__archived_at=None,
        is_answered=False,
    ).exclude(email="")  # fmt: skip


@dataclass(frozen=True)
class Response:
    """How many of a tier were asked and how many answered."""

    tier: str
    label: str
    asked: int
    answered: int


def responses(one: QuestionRound) -> list[Response]:
    """Return who was asked and who answered, by tier; a tier nobody of which was asked is a gap."""
    counted = Slip.objects.filter(of=one).values("tier").order_by("tier")
    found = {
        row["tier"]: row for row in counted.annotate(n=Count("pk"), m=Count("pk", filter=Q(is_answered=True)))
    }
    told = []
    for code, label in tiers_of(one):
        row = found.get(code, {"n": 0, "m": 0})
        told.append(Response(code, label, row["n"], row["m"]))
    return told


@dataclass
class Answers:
    """What was answered in one round: tallies by key of the question and tier, words by question and tier."""

    one: QuestionRound
    is_told: bool
    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    words: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    held_words: dict[tuple[str, str], int] = field(default_factory=dict)
    sheets: int = 0


def answers_of(one: QuestionRound) -> Answers:
    """Return what was answered in a round; without names nothing is told before it is closed, nor of few."""
    is_anonymous = one.of.is_anonymous
    told = Answers(one, is_told=not is_anonymous or one.state == QuestionRound.State.CLOSED)
    sheets = list(AnswerSheet.objects.filter(of=one))
    told.sheets = len(sheets)
    if not told.is_told:
        return told
    by_tier = {code: [sheet for sheet in sheets if sheet.tier == code] for code, _label in tiers_of(one)}
    for question in asked_in_round(one):
        if question.how == OPEN:
            _gather_words(told, question, by_tier, is_anonymous=is_anonymous)
        else:
            _gather_levels(told, question, by_tier, is_anonymous=is_anonymous)
    _gather_words(told, BESIDE, by_tier, is_anonymous=is_anonymous)
    return told


def _gather_levels(
    told: Answers, question: Question, by_tier: dict[str, list[AnswerSheet]], *, is_anonymous: bool
) -> None:
    levels = {
        tier: [sheet.levels[question.key] for sheet in some if question.key in sheet.levels]
        for tier, some in by_tier.items()
        if question.is_for(tier)
    }
    for tier, some in levels.items():
        told.tallies[question.key, tier] = tally(question, some, is_anonymous=is_anonymous)
    tallies = [told.tallies[question.key, tier] for tier in levels]
    every = [level for some in levels.values() for level in some]
    told.tallies[question.key, ALL] = together(tallies, question, every, is_anonymous=is_anonymous)


def _gather_words(
    told: Answers, question: Question, by_tier: dict[str, list[AnswerSheet]], *, is_anonymous: bool
) -> None:
    """Take answers in words, in the order of the alphabet; those of a small tier are held back."""
    for tier, some in by_tier.items():
        texts = sorted(sheet.words[question.key] for sheet in some if sheet.words.get(question.key))
        if texts and is_shown(len(some), is_anonymous=is_anonymous):
            told.words[question.key, tier] = texts
        elif texts:
            told.held_words[question.key, tier] = len(texts)


def asked_over(rounds: Sequence[QuestionRound]) -> list[Question]:
    """Return every question that any of these rounds asked, in the order of the newest; older ones after it."""
    found: dict[str, Question] = {}
    for one in sorted(rounds, key=lambda each: -each.edition.number):
        for question in asked_in_round(one):
            found.setdefault(question.key, question)
    return list(found.values())


def past_day(user: User, office: Office, today: object) -> QuerySet[QuestionRound]:
    """Return the open rounds whose day is over: they wait to be closed."""
    return rounds_seen(user, office).filter(
        state=QuestionRound.State.OPEN, due__lt=today, of__archived_at=None
    )


def questionnaires_around(keys: Collection[int]) -> dict[int, int]:
    """Return key of a round -> key of its questionnaire: whoever may not see that sees none of its rounds."""
    return dict(QuestionRound.objects.filter(pk__in=keys).values_list("pk", "of_id"))


def rounds_of(questionnaire: int) -> list[QuestionRound]:
    """Return the rounds of a questionnaire, which are moved and hidden with it."""
    found = QuestionRound.objects.filter(of=questionnaire)
    return list(found.select_related("of", "edition", "office", "anchor", "unit"))
