"""The questionnaire of the demonstration office: asked before and after, and once more now."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.vocabulary import Vocabulary
from proxenia.desk.actions.demonstrated_returns import Row, rows
from proxenia.results.actions.questionnaires import add_questionnaire
from proxenia.results.actions.rounds import close_round, hand_slips_out, open_round, take_answers
from proxenia.results.models.questionnaires import Questionnaire, QuestionRound
from proxenia.results.queries.questionnaires import asked_of
from proxenia.results.rules.given import Answered, Given
from proxenia.results.rules.questionnaires import questions_in

TITLE = "What working abroad changes in our own house"
PURPOSE = "Asked before the exchange of departments began, after two years, and once more with those who joined since."
WORDS = ("otherwise", "in_the_way")


def load_questionnaires(office: Office, by: User, today: date) -> None:
    """Ask the questions Proxenia brings along in three rounds, and answer them as `asked_answers.csv` tells."""
    text = shipped.path("questionnaires", "horizons.txt").read_text(encoding="utf-8")
    questions = questions_in(text, Vocabulary.load("staff_tiers").match)
    values = {"title": TITLE, "purpose": PURPOSE}
    one = add_questionnaire(office, by=by, values=values, questions=questions)
    for row in rows("asked_rounds"):
        _ask(one, by, row, today)


def _ask(one: Questionnaire, by: User, row: Row, today: date) -> None:
    due = today + timedelta(days=int(row["days"]))
    begun = open_round(one, by=by, title=row["title"], moment=row["moment"], due=due)
    for told in rows("asked_people"):
        if told["round"] == row["key"]:
            _answer(begun, by, row["key"], told)
    if row["state"] == "closed":
        close_round(begun, by=by)


def _answer(begun: QuestionRound, by: User, key: str, told: Row) -> None:
    made = hand_slips_out(begun, by=by, tier=told["tier"], number=int(told["asked"]))
    for (slip, _token), said in zip(made, _said(key, told["tier"]), strict=False):
        take_answers(slip, answered=_answered(begun, said))


def _said(key: str, tier: str) -> Iterator[Row]:
    return (row for row in rows("asked_answers") if (row["round"], row["tier"]) == (key, tier))


def _answered(begun: QuestionRound, said: Row) -> Answered:
    layout, told = asked_of(begun, said["tier"]), Answered()
    for line, level in zip(layout.lines(), said["levels"].split(), strict=True):
        if level != "0":
            told.figures[line.key] = Given(Decimal(level))
            told.cells += 1
    last = layout.pages[-1]
    for name, code in zip(WORDS, last.questions(), strict=True):
        if said[name]:
            told.answers[f"{last.key}.{code}"] = said[name]
    return told
