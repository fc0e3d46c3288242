"""A line such as "met Anna Müller about the port in Yokohama yesterday, they will send the draft by 1 March"."""

import datetime as dt
from dataclasses import dataclass, field

from proxenia.core.values import clean_text
from proxenia.engagements.readers.quick.dates import find_dates
from proxenia.engagements.readers.quick.parts import Said, Token, cue, tokens_of
from proxenia.engagements.readers.quick.promises import Clause, ends_sentence, find_clauses

LONGEST = 2_000
_ACTS = ("video", "call_us", "call", "wrote_us", "wrote", "visit_us", "visit", "event", "met")
_OF_ACT = {
    "met": {"kind": "meeting"},
    "video": {"kind": "call", "mode": "virtual"},
    "call": {"kind": "call", "initiated_by": "us"},
    "call_us": {"kind": "call", "initiated_by": "them"},
    "wrote": {"kind": "correspondence", "initiated_by": "us"},
    "wrote_us": {"kind": "correspondence", "initiated_by": "them"},
    "visit": {"kind": "delegation_out", "direction": "out", "mode": "in_person"},
    "visit_us": {"kind": "delegation_in", "direction": "in", "mode": "in_person"},
    "event": {"kind": "event"},
}
_THEIRS = {"call": "call_us", "wrote": "wrote_us", "visit": "visit_us"}
_NOUNS = frozenset(
    (
        "call", "phone", "meeting", "lunch", "dinner", "coffee", "talks", "trip", "letter", "had",
    )
)  # fmt: skip
_ARTICLES = frozenset(
    (
        "a", "an", "the", "our", "his", "her", "their", "some", "der", "die", "das", "den", "dem",
        "ein", "eine", "einen", "le", "la", "les", "l", "un", "une", "el", "los", "las", "il", "lo",
        "i", "gli", "de", "het", "een", "o", "os", "of", "from", "by", "with", "to", "for", "again",
        "also", "just",
    )
)  # fmt: skip
_INSIDE = frozenset(
    (
        "of", "de", "del", "della", "di", "da", "do", "dos", "van", "von", "der", "den", "la", "le",
        "el", "am", "an", "upon", "sur",
    )
)  # fmt: skip
_OURS = frozenset(
    (
        "i", "we", "me", "us", "ich", "wir", "je", "nous", "yo", "io", "noi", "ik", "wij",
    )
)  # fmt: skip


@dataclass
class _Line:
    """A line while it is read: its text, the words left to read, and what is known so far."""

    text: str
    tokens: list[Token]
    said: Said
    act: str = ""
    names: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)


def read(text: str, today: dt.date) -> Said:
    """Return what a line says happened; nothing is looked up, and what is not understood is only kept in the text."""
    kept = clean_text(text, lines=True)[:LONGEST]
    tokens = tokens_of(kept)
    said = Said(kept)
    clauses = find_clauses(kept, tokens, today)
    main, ahead = _main(tokens, clauses)
    said.promises = [one for clause in clauses for one in clause.promises if clause not in ahead]
    line = _Line(kept, _without_dates(main, said, today, is_ahead=bool(ahead)), said)
    _walk(line)
    _finish(line)
    return said


def _main(tokens: list[Token], clauses: list[Clause]) -> tuple[list[Token], list[Clause]]:
    """Return the words outside promises; "we will meet" is no promise but a contact that is planned."""
    inside = {at for clause in clauses for at in range(clause.start, clause.end)}
    if _has_act([token for at, token in enumerate(tokens) if at not in inside]):
        return [token for at, token in enumerate(tokens) if at not in inside], []
    ahead = [clause for clause in clauses[:1] if _begins_with_act(tokens, clause)]
    for clause in ahead:
        inside -= set(range(clause.body, clause.end))
    return [token for at, token in enumerate(tokens) if at not in inside], ahead


_FORMS = {
    "meet": "met", "treffen": "met", "see": "met", "call": "call", "phone": "call", "write": "wrote",
    "visit": "visit", "travel": "visit", "host": "visit_us", "receive": "visit_us", "welcome": "visit_us",
    "attend": "event",
}  # fmt: skip


def _begins_with_act(tokens: list[Token], clause: Clause) -> bool:
    return tokens[clause.body].folded in _FORMS


def _act_at(tokens: list[Token], at: int) -> tuple[str, int]:
    code, length = cue(tokens, at, *_ACTS)
    if code:
        return code, length
    form = _FORMS.get(tokens[at].folded, "")
    return form, 1 if form else 0


def _has_act(tokens: list[Token]) -> bool:
    return any(cue(tokens, at, *_ACTS)[0] for at in range(len(tokens)))


def _is_past(tokens: list[Token]) -> bool:
    """Say whether what is told is over by its words: "met", "called", not "meeting with"."""
    for at in range(len(tokens)):
        code, _length = cue(tokens, at, *_ACTS)
        if code:
            return tokens[at].folded not in _NOUNS
    return False


def _without_dates(tokens: list[Token], said: Said, today: dt.date, *, is_ahead: bool) -> list[Token]:
    """Take the first date out of the words, with the preposition before it."""
    way = True if is_ahead else (False if _is_past(tokens) else None)
    dates = find_dates(tokens, today, is_ahead=way)
    if not dates:
        return tokens
    first = dates[0]
    said.date = first.date
    start = first.at
    while start and tokens[start - 1].folded in (
        "on",
        "in",
        "at",
        "the",
        "am",
        "im",
        "le",
        "el",
        "il",
        "of",
        "en",
        "since",
    ):
        start -= 1
    return tokens[:start] + tokens[first.at + first.length :]


def _walk(line: _Line) -> None:
    """Go through the words: acts, names, what it was about, where."""
    tokens, at, begun = line.tokens, 0, 0
    while at < len(tokens):
        act, length = _act_at(tokens, at)
        if act:
            at = _take_act(line, act, at, length, begun)
            begun = at
            continue
        code, length = cue(tokens, at, "with", "about", "in")
        if code == "with":
            at = _take_names(line, at + length)
        elif code == "in" and _is_place(tokens, at + length):
            at = _take_place(line, at + length)
        elif code == "in" and [token.folded for token in tokens[at : at + 2]] == ["in", "person"]:
            line.said.mode, at = "in_person", at + 2
        elif code == "about":
            at = _take_about(line, at + length)
        else:
            at += 1
        begun = at if code else begun


def _take_act(line: _Line, act: str, at: int, length: int, begun: int) -> int:
    """Read an act and whom it was with: named after it, else before it."""
    tokens = line.tokens
    if act == "event":
        return _take_event(line, at, length)
    end = at + length
    before = len(line.names)
    after = _take_names(line, end)
    if len(line.names) == before:
        subject = [token for token in tokens[begun:at] if token.folded not in _OURS]
        _names_among(line, subject)
        if len(line.names) > before:
            act = _THEIRS.get(act, act) if tokens[at].folded not in _NOUNS else act
    elif act == "visit" and not line.said.place and line.names[before][:1].isupper():
        line.said.place = line.names[before]
    if not line.act:
        line.act = act
    return max(after, end)


def _take_event(line: _Line, at: int, length: int) -> int:
    line.act = line.act or "event"
    start = (
        at + length
        if line.tokens[at].folded in ("attended", "took", "spoke", "teilgenommen", "attend")
        else at
    )
    end = _until_stop(line.tokens, start, "with", "about", "in")
    words = _joined(line.text, line.tokens[start:end])
    if words:
        line.about.append(words)
    return max(end, at + length)


def _take_names(line: _Line, at: int) -> int:
    """Read names up to what ends them; return where."""
    tokens = line.tokens
    end = _until_stop(tokens, at, "about", "in", "with")
    _names_among(line, tokens[at:end])
    return end


def _names_among(line: _Line, tokens: list[Token]) -> None:
    """Split words into names at commas, brackets and "and"."""
    part: list[Token] = []
    at = 0
    while at <= len(tokens):
        and_, length = cue(tokens, at, "and") if at < len(tokens) else ("", 0)
        is_border = at == len(tokens) or and_ or not (tokens[at].is_word or tokens[at].text in "-'’.")
        if is_border:
            _add_name(line, part)
            part = []
        else:
            part.append(tokens[at])
        at += length or 1


def _add_name(line: _Line, part: list[Token]) -> None:
    while part and (part[0].folded in _ARTICLES or cue(part, 0, *_ACTS)[0] or not part[0].is_word):
        part = part[max(cue(part, 0, *_ACTS)[1], 1) :]
    name, topic = _cut(part)
    words = _joined(line.text, name)
    if words and words.lower() not in _OURS and not words.isdecimal() and words not in line.names:
        line.names.append(words)
    if topic:
        line.about.append(_joined(line.text, topic))


def _cut(part: list[Token]) -> tuple[list[Token], list[Token]]:
    """Cut off what follows a name: "Trier the new charter" has a topic, "Anna in her office" only more words."""
    for at in range(1, len(part)):
        if part[at].folded in ("the", "a", "an") and part[at].text[0].islower() and part[at - 1].is_name_like:
            return part[:at], part[at:]
        if part[at].text in ("in", "at", "for", "after", "before", "during", "on"):
            return part[:at], []
    return part, []


def _until_stop(tokens: list[Token], at: int, *stops: str, stops_at_nouns: bool = True) -> int:
    """Return where a stop stands, or the end; a "call" or a "festival" it may be about is none there."""
    acts = _ACTS if stops_at_nouns else tuple(act for act in _ACTS if act != "event")
    while at < len(tokens):
        code, length = cue(tokens, at, *stops)
        is_stop = bool(code) and not (code == "in" and not _is_place(tokens, at + length))
        is_person = tokens[at].folded == "in" and at + 1 < len(tokens) and tokens[at + 1].folded == "person"
        is_act = bool(cue(tokens, at, *acts)[0]) and tokens[at].folded not in _NOUNS and at > 0
        if is_stop or is_person or is_act or ends_sentence(tokens, at):
            return at
        at += 1
    return at


def _is_place(tokens: list[Token], at: int) -> bool:
    while at < len(tokens) and tokens[at].folded in ("the", "a", "la", "le", "der"):
        at += 1
    return at < len(tokens) and tokens[at].is_name_like


def _take_place(line: _Line, at: int) -> int:
    """Read a place: words written as names, with what binds them, and a country after a comma."""
    tokens, end = line.tokens, at
    while end < len(tokens):
        token = tokens[end]
        following = tokens[end + 1] if end + 1 < len(tokens) else None
        is_bound = token.folded in _INSIDE or token.text in "-'’." or (token.text == "," and end > at)
        is_new = end > at and cue(tokens, end, "about", "with")[0]
        if (token.is_name_like and not is_new) or (end == at and token.folded in _ARTICLES):
            end += 1
        else:
            is_followed = following is not None and following.is_name_like
            if not (is_bound and is_followed) or ends_sentence(tokens, end):
                break
            end += 1
    if not line.said.place:
        line.said.place = _joined(line.text, tokens[at:end])
    return max(end, at + 1)


def _take_about(line: _Line, at: int) -> int:
    end = _until_stop(line.tokens, at, "with", "in", stops_at_nouns=False)
    part = line.tokens[at:end]
    while part and (cue(part, len(part) - 1, "and", "we")[0] or not part[-1].is_word):
        part = part[:-1]
    words = _joined(line.text, part)
    if words:
        line.about.append(words)
    return max(end, at)


def _joined(text: str, tokens: list[Token]) -> str:
    """Return words as they were written; what was taken out between them leaves one space."""
    parts: list[str] = []
    last = -1
    for token in tokens:
        gap = text[last : token.start] if last >= 0 else ""
        parts.append((" " if gap.strip() else gap) + token.text)
        last = token.end
    return " ".join("".join(parts).split()).strip(" ,;.:-–—")


def _finish(line: _Line) -> None:
    said = line.said
    for name, value in _OF_ACT.get(line.act, {}).items():
        setattr(said, name, getattr(said, name) if name == "mode" and said.mode else value)
    if not line.act and not line.names:
        _names_among(line, _first_name(line.tokens))
    said.names = line.names
    said.about = "; ".join(line.about)


def _first_name(tokens: list[Token]) -> list[Token]:
    """Without any word for what was done, a name at the beginning is whom it was with."""
    end = 0
    while end < len(tokens) and (tokens[end].is_name_like or (end and tokens[end].folded in _INSIDE)):
        end += 1
    return tokens[:end]
