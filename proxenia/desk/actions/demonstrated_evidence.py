"""What the demonstration office asks of the statistics: its questions, answered from the table that ships."""

import csv

from proxenia.accounts.models import Office, User
from proxenia.core import shipped
from proxenia.core.errors import Refused
from proxenia.prioritisation import actions
from proxenia.prioritisation.models import Question, Side

HOME = "NLD"
DRAWS = 2_000


def load_evidence(office: Office, by: User) -> None:
    """Ask the questions, say what matters to whom, and have the first answered; without the engine they stay open."""
    with shipped.path("demonstration", "questions.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            values = {"title": row["title"], "home": HOME, "purpose": row["purpose"],
                      "factors": row["factors"].split("|"), "draws": DRAWS}  # fmt: skip
            question = actions.ask_question(office, by=by, values=values)
            for side in (Side.MAYOR, Side.STAFF):
                _weigh(question, by, side, row[side])
            if row["decision"]:
                _answer(question, by, row["decision"])


def _weigh(question: Question, by: User, side: Side, words: str) -> None:
    told = {
        code: float(level)
        for code, _colon, level in (one.partition(":") for one in words.split("|"))
        if level
    }
    if told:
        weights = {code: (level / 2, level * 1.5) for code, level in told.items()}
        actions.set_weights(question, by=by, side=side, weights=weights)


def _answer(question: Question, by: User, decision: str) -> None:
    try:
        for side in ("", *(one.side for one in question.weight_sets.all())):
            actions.answer_question(question, by=by, side=side)
    except Refused:
        return  # the engine is not installed: the question waits for it
    actions.decide_question(question, by=by, decision=decision)
