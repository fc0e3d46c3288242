"""Whether the log still holds: every chain recomputed, in slices, and compared with the anchor outside."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from proxenia.audit.models import ChainHead, ErasedValues, Event
from proxenia.audit.rules import (
    ERASE,
    Anchored,
    chain_hash,
    digest_of,
    erased_by,
    hash_of,
    read_anchor_line,
)
from proxenia.core.errors import Refused
from proxenia.core.loglines import one_line


@dataclass(frozen=True)
class Break:
    """The first bad event of a chain: its number, and a sentence with verb, moment, office and what is wrong."""

    chain: int
    seq: int
    sentence: str

    def __str__(self) -> str:
        return self.sentence


_NAMES: list[Callable[[], Mapping[int, str]]] = []
_SLICE = 5_000


def name_chains_by(names: Callable[[], Mapping[int, str]]) -> None:
    """Say how chains are called: the room that knows the offices does so at start-up."""
    _NAMES[:] = [names]


def verify_chains() -> list[str]:
    """Recompute every chain; return a sentence for the first bad event of each."""
    return [found.sentence for found in breaks()]


def breaks() -> Iterator[Break]:
    """Recompute every chain that has a head or an event; yield the first bad event of each."""
    known = set(ChainHead.objects.values_list("chain", flat=True))
    known.update(Event.objects.order_by("chain").values_list("chain", flat=True).distinct())
    for chain in sorted(known):
        found = first_break(chain)
        if found is not None:
            yield found


def first_break(chain: int) -> Break | None:
    """Recompute one chain, slice by slice; memory stays the same however long it is."""
    head, own, end = _standing(chain)
    falsely = _falsely_erased(chain)
    previous, seq = "", 0
    for row in _rows(chain, end):
        seq += 1
        wrong = _wrong(chain, seq, previous, row, falsely)
        if wrong:
            return _break(chain, seq, wrong, row)
        previous = row[8]
    if head is None:
        return _break(chain, seq, _("has lost the head that says where the log ends.")) if seq else None
    if head != seq:
        wrong = _("the head stands at event %(head)d, the log ends at %(last)d.")
        return _break(chain, min(head, seq) + 1, wrong % {"head": head, "last": seq})
    if own != previous:
        return _break(chain, seq, _("does not match the hash that the head of the chain keeps."))
    return None


_STANDING = (
    "SELECT h.seq, h.hash, (SELECT MAX(e.seq) FROM audit_event e WHERE e.chain = h.chain)"
    " FROM audit_chainhead h WHERE h.chain = %s"
)


def _standing(chain: int) -> tuple[int | None, str, int]:
    """Return number and hash of the head and the number of the last event, all of one moment: people go on writing."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [chain])
        row = cursor.fetchone()
    if row is None:
        last = Event.objects.filter(chain=chain).order_by("-seq").values_list("seq", flat=True).first()
        return None, "", last or 0
    return row[0], row[1], row[2] or 0


_FIELDS = (
    *("seq", "verb", "at", "by_uid", "subject_kind", "subject_uid", "digest", "previous", "hash"),
    *("values__salt", "values__by_name", "values__subject_name", "values__before", "values__after"),
    *("values__note", "erased__erasure"),
)
Row = tuple[Any, ...]


def _rows(chain: int, end: int) -> Iterator[Row]:
    """Yield the events up to a number with their values, in order."""
    last = 0
    while last < end:
        found = Event.objects.filter(chain=chain, seq__gt=last, seq__lte=end).order_by("seq")
        part = list(found.values_list(*_FIELDS)[:_SLICE])
        yield from part
        last = part[-1][0] if part else end


def _wrong(chain: int, seq: int, previous: str, row: Row, falsely: int | None) -> str:
    """Say what is wrong with an event in its place, or nothing."""
    if row[0] != seq:
        return _("is missing (the next one is number %d).") % row[0]
    if row[7] != previous or row[8] != chain_hash(previous, chain, *row[:7]):
        return _("does not match its hash.")
    if row[9] is not None:
        return "" if row[6] == digest_of(*row[9:15]) else _("has other values than its hash covers.")
    if row[1] == ERASE:
        return _("has lost the values that say what was erased.")
    if row[15] is None or seq == falsely:
        return _("has lost its values, and no erasure in the log names it.")
    return ""


def _falsely_erased(chain: int) -> int | None:
    """Return the number of the first event said to be erased by an event that does not name it."""
    bad = []
    for erasure in (
        ErasedValues.objects.filter(event__chain=chain).values_list("erasure", flat=True).distinct()
    ):
        event = Event.objects.filter(pk=erasure, chain=chain).select_related("values").first()
        if event is not None and not _holds(chain, event):
            continue  # the erasure itself is named as broken, in its own place
        named = erased_by(event.values.after) if event is not None and event.verb == ERASE else set()
        claims = ErasedValues.objects.filter(event__chain=chain, erasure=erasure).order_by("event__seq")
        told = claims.values_list("event__seq", "event__digest").iterator()
        wrong = (seq for seq, digest in told if (seq, digest) not in named or (event and seq >= event.seq))
        bad += [seq for seq in [next(wrong, None)] if seq is not None]
    return min(bad, default=None)


def _holds(chain: int, event: Event) -> bool:
    """Say whether an event has the hash and the values it should have, by itself."""
    values = getattr(event, "values", None)
    if values is None or event.hash != hash_of(event.previous, chain, event.seq, event):
        return False
    parts = (values.by_name, values.subject_name, values.before, values.after, values.note)
    return bool(event.digest == digest_of(values.salt, *parts))


def _break(chain: int, seq: int, wrong: str, row: Row | None = None) -> Break:
    """Put a break into words: chain and office, the event's number, verb and moment."""
    names = _NAMES[0]() if _NAMES else {}
    office = f" ({one_line(names[chain])})" if chain in names else ""
    event = _("event %d") % seq
    if row is not None and row[0] == seq:
        event += f" ({one_line(str(row[1]))}, {_moment(row[2])})"
    return Break(chain, seq, _("Chain %(chain)d%(office)s: %(event)s %(wrong)s") % {
        "chain": chain, "office": office, "event": event, "wrong": wrong,
    })  # fmt: skip


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def heads(*, at: str) -> list[Anchored]:
    """Return where every chain that has an event ends, stamped with a moment."""
    rows = ChainHead.objects.filter(seq__gt=0).order_by("chain").values_list("chain", "seq", "hash")
    return [Anchored(chain, seq, own, at) for chain, seq, own in rows]


def breaks_since_anchor(file: Path) -> Iterator[Break]:
    """Compare the log with the lines of an anchor; yield where a chain was cut off or written anew.

    The file may be the anchor's own or a copy of the system's log: other lines are passed over.
    """
    for chain, anchored in sorted(_anchors_in(file).items()):
        found = _first_unanchored(chain, anchored)
        if found is not None:
            yield found


def _anchors_in(file: Path) -> dict[int, list[Anchored]]:
    chains: dict[int, dict[tuple[int, str], Anchored]] = {}
    try:
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                one = read_anchor_line(line)
                if one is not None:
                    chains.setdefault(one.chain, {}).setdefault((one.seq, one.hash), one)
    except OSError as error:
        raise Refused(_("The anchor cannot be read: %s.") % error.strerror, str(file)) from error
    if not chains:
        raise Refused(_("There is no line of an anchor in this file."), str(file))
    return {chain: sorted(found.values(), key=lambda one: one.seq) for chain, found in chains.items()}


def _first_unanchored(chain: int, anchored: list[Anchored]) -> Break | None:
    """Return the first event of a chain that the anchor knew otherwise."""
    last, good = _standing(chain)[2], 0
    for start in range(0, len(anchored), _SLICE // 10):
        part = anchored[start : start + _SLICE // 10]
        rows = Event.objects.filter(chain=chain, seq__in=[one.seq for one in part])
        hashes = dict(rows.values_list("seq", "hash"))
        for one in part:
            if one.seq > last:
                wrong = _("and what follows up to event %(seq)d were cut off: they stood there on %(at)s.")
                return _break(chain, last + 1, wrong % {"seq": one.seq, "at": one.at})
            if hashes.get(one.seq) != one.hash:
                wrong = _("or one of those after it, up to event %(seq)d, is not what it was on %(at)s.")
                return _break(chain, good + 1, wrong % {"seq": one.seq, "at": one.at})
            good = one.seq
    return None
