"""What somebody will do: "they will send the draft by 1 March", "we will pay the fee in May"."""

import datetime as dt
from typing import NamedTuple

from proxenia.engagements.readers.quick.dates import Found, find_dates
from proxenia.engagements.readers.quick.parts import Promise, Token, cue, words_between

_MARKS = frozenset(",;:()–—-")
_ENDS = frozenset(".;!?")
_TITLES = frozenset(("dr", "mr", "mrs", "ms", "st", "prof", "m", "mme", "hr", "fr", "no"))
_MOST_SUBJECT = 5


class Clause(NamedTuple):
    """A promise among the words of a line: its tokens from its subject to its end."""

    start: int
    end: int
    promises: tuple[Promise, ...]
    body: int
    """Where what is promised begins."""


class _Head(NamedTuple):
    start: int
    body: int
    side: str


def ends_sentence(tokens: list[Token], at: int) -> bool:
    """Say whether a mark ends a sentence, and not a day ("1. May") or a title ("Dr. Lund")."""
    if tokens[at].text not in _ENDS:
        return False
    before = tokens[at - 1] if at else None
    if tokens[at].text != "." or before is None:
        return True
    is_day = before.text.isdecimal() and len(before.text) <= 2 and at + 1 < len(tokens)
    return not is_day and before.folded not in _TITLES


def find_clauses(text: str, tokens: list[Token], today: dt.date) -> list[Clause]:
    """Return the promises of a line in their order."""
    heads: list[_Head] = []
    at = 0
    while at < len(tokens):
        _code, length = cue(tokens, at, "will", "contraction")
        head = _head(tokens, at, length, heads) if length else None
        if head:
            heads.append(head)
        at += length or 1
    clauses = []
    for number, head in enumerate(heads):
        end = heads[number + 1].start if number + 1 < len(heads) else len(tokens)
        end = _until_end(tokens, head.body, end)
        promises = tuple(_promises(text, tokens, head, end, today))
        if promises:
            clauses.append(Clause(head.start, end, promises, head.body))
    return clauses


def _head(tokens: list[Token], at: int, length: int, before: list[_Head]) -> _Head | None:
    """Return where a promise begins and whose it is; None where nobody is said to promise."""
    start = at
    floor = max(before[-1].body if before else 0, at - _MOST_SUBJECT)
    while start > floor and not _is_border(tokens, start - 1):
        start -= 1
    ours = any(cue(tokens, place, "we")[0] for place in range(start, at))
    if start < at:
        # The subject may follow other words without a mark: "about wine they will".
        for place in range(at - 1, start - 1, -1):
            if cue(tokens, place, "they", "we")[0]:
                start = place
                break
        return _Head(start, at + length, "us" if ours else "them")
    if before and at and cue(tokens, at - 1, "and")[0]:
        return _Head(at, at + length, before[-1].side)
    return None


def _is_border(tokens: list[Token], at: int) -> bool:
    return tokens[at].text in _MARKS or ends_sentence(tokens, at) or bool(cue(tokens, at, "and")[0])


def _until_end(tokens: list[Token], start: int, end: int) -> int:
    for at in range(start, end):
        if ends_sentence(tokens, at):
            return at
    while end > start and (tokens[end - 1].text in _MARKS or cue(tokens, end - 1, "and") == ("and", 1)):
        end -= 1
    return end


def _promises(text: str, tokens: list[Token], head: _Head, end: int, today: dt.date) -> list[Promise]:
    """Return what is promised in a clause: several where each has its own day ("… by May and … by June")."""
    part = tokens[head.body : end]
    dates = find_dates(part, today, is_ahead=True)
    found, start = [], 0
    for number, date in enumerate(dates):
        after = date.at + date.length
        is_last = number + 1 == len(dates)
        if not is_last and after < len(part) and cue(part, after, "and")[0]:
            found.append(_promise(text, part[start:after], _shift([date], start), head.side))
            start = after + 1
    rest = [date for date in dates if date.at >= start]
    found.append(_promise(text, part[start:], _shift(rest, start), head.side))
    return [one for one in found if one is not None]


def _shift(dates: list[Found], by: int) -> list[Found]:
    return [date._replace(at=date.at - by) for date in dates]


def _promise(text: str, part: list[Token], dates: list[Found], side: str) -> Promise | None:
    due = next((date for date in reversed(dates) if _is_limit(part, date)), dates[-1] if dates else None)
    if due is None:
        what = words_between(text, part, 0, len(part))
    else:
        start = _with_preposition(part, due)
        before = words_between(text, part, 0, start)
        what = " ".join(filter(None, (before, words_between(text, part, due.at + due.length, len(part)))))
    if not what:
        return None
    return Promise(side, what[0].upper() + what[1:], due.date if due else None)


def _is_limit(part: list[Token], date: Found) -> bool:
    return _with_preposition(part, date) < date.at


def _with_preposition(part: list[Token], date: Found) -> int:
    """Return where the words of a due date begin: at "by", "before the", "on"."""
    for start in (date.at, date.at - 1):
        if start < date.at and (
            start < 0 or part[start].folded not in ("the", "le", "el", "il", "dem", "zum")
        ):
            break
        for length in range(min(5, start), 0, -1):
            code, words = cue(part, start - length, "by", "about", "in")
            if code and words == length:
                return start - length
    return date.at
