"""Questions by tier of staff, what is shown of few answers, and the words of their log. Pure."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.values import clean_text, fold
from proxenia.results.rules.layouts import LEVEL, MOST_LINES, Layout, Line, Page

LEAST = 5
"""So many answers are needed before those without a name are shown: of fewer, somebody can guess whose they are."""
MOST_QUESTIONS = 60
MOST_AT_ONCE = 500
"""So many people are asked at once at most."""
MOST_LETTERS = 4
"""So many letters go to one person about one round: the first and three that remind."""
OPEN = "open"
SEPARATOR = "|"


@dataclass(frozen=True)
class Scale:
    """How a question is answered: the levels from low to high, and how many of the highest count as agreement."""

    levels: tuple[Any, ...]
    high: int


SCALES: Mapping[str, Scale] = {
    "agree": Scale(
        (
            gettext_lazy("Strongly disagree"),
            gettext_lazy("Disagree"),
            gettext_lazy("Neither"),
            gettext_lazy("Agree"),
            gettext_lazy("Strongly agree"),
        ),
        2,
    ),
    "extent": Scale(
        (
            gettext_lazy("Not at all"),
            gettext_lazy("A little"),
            gettext_lazy("Much"),
            gettext_lazy("Very much"),
        ),
        2,
    ),
    "yes": Scale((gettext_lazy("No"), gettext_lazy("Yes")), 1),
}
HOW: Mapping[str, Any] = {
    "agree": gettext_lazy("how far one agrees"),
    "extent": gettext_lazy("how much"),
    "yes": gettext_lazy("yes or no"),
    OPEN: gettext_lazy("in one's own words"),
}


@dataclass(frozen=True)
class Question:
    """One question: under which heading, of whom (no tier: of everybody), how it is answered.

    ``key`` stays as long as its words stay, so that rounds are compared; ``levels`` are frozen with the edition.
    """

    text: str
    section: str = ""
    how: str = "agree"
    tiers: tuple[str, ...] = ()
    key: str = ""
    levels: tuple[str, ...] = ()
    high: int = 0

    def plain(self) -> dict[str, Any]:
        """Return the question as JSON."""
        return asdict(self)

    def is_for(self, tier: str) -> bool:
        """Say whether a tier is asked it."""
        return not self.tiers or tier in self.tiers


def questions_from(plain: Iterable[Mapping[str, Any]]) -> list[Question]:
    """Return questions as they were kept."""
    return [
        Question(**{**one, "tiers": tuple(one["tiers"]), "levels": tuple(one["levels"])}) for one in plain
    ]


def questions_in(text: str, match: Callable[[str], str | None]) -> list[Question]:
    """Return the questions of a text, one a line: heading | question | how | tiers; what is wrong is told by line.

    ``match`` gives the code of a word for a tier.
    """
    lines = enumerate(text.splitlines(), start=1)
    return [_question(number, line, match) for number, line in lines if line.strip()]


def _question(number: int, line: str, match: Callable[[str], str | None]) -> Question:
    pieces = [clean_text(piece) for piece in line.split(SEPARATOR)]
    if len(pieces) == 1:
        pieces = ["", *pieces]
    section, words, how, of = [*pieces, "", ""][:4]
    where = _("Line {number}: ").format(number=number)
    if not words or len(pieces) > 4:
        raise Refused(where + _("write heading | question | how | tiers."), where="questions")
    if (how or "agree") not in HOW:
        message = _("“{how}” is no way to answer. Write agree, extent, yes or open.")
        raise Refused(where + message.format(how=how[:40]), where="questions")
    tiers = []
    for piece in (one.strip() for one in of.split(",") if one.strip()):
        code = match(piece)
        if code is None:
            message = _("there is no tier “{name}”. Write leadership, second, third or staff.")
            raise Refused(where + message.format(name=piece[:40]), where="questions")
        tiers.append(code)
    return Question(words[:300], section[:100], how or "agree", tuple(dict.fromkeys(tiers)))


def check_questions(questions: Sequence[Question], tiers: Iterable[str]) -> None:
    """Refuse what cannot be asked: nothing, too much, twice the same, an unknown tier or way to answer."""
    if not questions:
        raise Refused(_("Write at least one question."), where="questions")
    if len(questions) > MOST_QUESTIONS:
        message = _("{n} questions are more than anybody answers; {most} at most.")
        raise Refused(message.format(n=len(questions), most=MOST_QUESTIONS), where="questions")
    known, seen = set(tiers), set[str]()
    for one in questions:
        if fold(one.text) in seen:
            message = _("“{text}” is asked twice. Write once of whom it is asked.")
            raise Refused(message.format(text=one.text[:80]), where="questions")
        seen.add(fold(one.text))
        if not one.text or one.how not in HOW or set(one.tiers) - known:
            message = _("“{text}”: choose a way to answer and tiers from the list.")
            raise Refused(message.format(text=one.text[:80]), where="questions")
    most = Counter(one.section for one in questions if one.how != OPEN).most_common(1)
    if most and most[0][1] > MOST_LINES:
        message = _("“{name}” has {n} questions; {most} fit on its page. Divide it.")
        told = message.format(name=most[0][0] or _("Questions"), n=most[0][1], most=MOST_LINES)
        raise Refused(told, where="questions")


def with_keys(questions: Sequence[Question], earlier: Iterable[Question]) -> list[Question]:
    """Return questions with their keys and levels: words that were asked before keep their key, new ones get a new."""
    known = {(fold(one.text), one.how): one for one in earlier}
    free = max((int(one.key[1:]) for one in known.values()), default=0)
    made = []
    for one in questions:
        scale = SCALES.get(one.how)
        before = known.get((fold(one.text), one.how))
        if before is None:
            free += 1
        levels = tuple(str(level) for level in scale.levels) if scale else ()
        made.append(
            Question(
                one.text, one.section, one.how, one.tiers, before.key if before else f"q{free}",
                before.levels if before else levels, scale.high if scale else 0,
            )
        )  # fmt: skip
    return made


def layout_for(questions: Iterable[Question], tier: str) -> Layout:
    """Return what one tier is asked: one page a heading, its questions with levels, then the open ones."""
    sections: dict[str, list[Question]] = {}
    for one in questions:
        if one.is_for(tier):
            sections.setdefault(one.section, []).append(one)
    pages = []
    for place, (title, some) in enumerate(sections.items(), start=1):
        lines = tuple(
            Line(one.key, one.text, kind=LEVEL, levels=one.levels) for one in some if one.how != OPEN
        )
        asks = tuple((one.key, one.text) for one in some if one.how == OPEN)
        pages.append(Page(f"s{place}", title or _("Questions"), lines=lines, asks=asks))
    return Layout(tuple(pages), is_short=True)


@dataclass(frozen=True)
class Tally:
    """The answers of some people to one question: how many of each level; None where they are too few to be shown.

    ``answered`` is how many gave a level; nought is a gap.
    """

    answered: int
    counts: tuple[int, ...] | None
    high: int

    @property
    def agreed(self) -> int | None:
        """Return how many chose one of the highest levels."""
        return sum(self.counts[len(self.counts) - self.high :]) if self.counts is not None else None

    @property
    def share(self) -> int | None:
        """Return the same as a percentage, rounded."""
        agreed = self.agreed
        return None if agreed is None or not self.answered else round(100 * agreed / self.answered)


def is_shown(answered: int, *, is_anonymous: bool) -> bool:
    """Say whether answers may be shown: those without a name only where there are enough."""
    return answered > 0 and (not is_anonymous or answered >= LEAST)


def tally(question: Question, levels: Sequence[int], *, is_anonymous: bool) -> Tally:
    """Count levels, or hold them back where they are too few."""
    if not is_shown(len(levels), is_anonymous=is_anonymous):
        return Tally(len(levels), None, question.high)
    counted = Counter(levels)
    return Tally(
        len(levels), tuple(counted[place] for place in range(1, len(question.levels) + 1)), question.high
    )


def together(
    tallies: Sequence[Tally], question: Question, levels: Sequence[int], *, is_anonymous: bool
) -> Tally:
    """Count all tiers together; held back where the few of a tier could be had by taking the others off the whole."""
    held = sum(one.answered for one in tallies if one.answered and one.counts is None)
    if is_anonymous and 0 < held < LEAST:
        return Tally(len(levels), None, question.high)
    return tally(question, levels, is_anonymous=is_anonymous)


def check_day(due: dt.date, today: dt.date) -> None:
    """Refuse to ask until a day that is over."""
    if due < today:
        raise Refused(_("This day is over: nobody could answer until then."), where="due")


def check_open(state: str) -> None:
    """Refuse what is done only while answers are taken."""
    if state != "open":
        raise Refused(_("The round is closed: no answer is taken any more."), where="state")


SENTENCES = {
    "add_questionnaire": gettext_lazy("wrote a questionnaire"),
    "change_questionnaire": gettext_lazy("changed a questionnaire"),
    "archive_questionnaire": gettext_lazy("put a questionnaire away"),
    "restore_questionnaire": gettext_lazy("brought a questionnaire back"),
    "open_round": gettext_lazy("began to ask a questionnaire"),
    "move_round": gettext_lazy("gave people another day to answer a questionnaire"),
    "ask_people": gettext_lazy("asked people to answer a questionnaire"),
    "hand_slips_out": gettext_lazy("made links to a questionnaire"),
    "write_to_asked": gettext_lazy("wrote to somebody who is asked to answer a questionnaire"),
    "take_answers": gettext_lazy("took the answers of somebody to a questionnaire"),
    "close_round": gettext_lazy("closed a round of a questionnaire"),
    "archive_round": gettext_lazy("put a round of a questionnaire away"),
    "restore_round": gettext_lazy("brought a round of a questionnaire back"),
}
