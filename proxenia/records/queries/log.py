"""The log of an office as its page shows it: entries, openings, and whether the chain holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.audit.models import ChainHead, Event, LogCheck
from proxenia.audit.queries import reads_of
from proxenia.core.registry import sentence_of
from proxenia.records.access import seen_around
from proxenia.records.models import Anchor
from proxenia.records.queries.openings import begin_of, end_of, lines_of, names_of

SHOWN = 50
_SLICE = 200
_SLICES = 50
"""So far back a filter looks at once: ten thousand entries; “Older” goes on from there."""


@dataclass(frozen=True)
class Wanted:
    """What the page is asked for; ``before`` is the number of the entry above which nothing is shown."""

    by: str = ""
    verb: str = ""
    since: date | None = None
    until: date | None = None
    before: int | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether entries are picked by what they are."""
        return bool(self.by or self.verb)


@dataclass(frozen=True)
class Entry:
    """One line; of an entry about a record that the reader may not see only its number and moment."""

    seq: int
    at: datetime
    by: str = ""
    sentence: str = ""
    kind: str = ""
    name: str = ""
    uid: str = ""
    has_page: bool = False
    is_hidden: bool = False


@dataclass(frozen=True)
class State:
    """How the chain of an office stands: its length, its last anchor and verification, and what was wrong."""

    events: int
    anchor: LogCheck | None
    check: LogCheck | None
    problems: Sequence[str]


def state_of_log(office: Office) -> State:
    """Return how the chain of this office stands, by what was last looked at; other offices' breaks are theirs."""
    seq = ChainHead.objects.filter(chain=office.pk).values_list("seq", flat=True).first() or 0
    anchor = LogCheck.objects.filter(kind=LogCheck.Kind.ANCHOR).first()
    check = LogCheck.objects.filter(kind=LogCheck.Kind.VERIFY).first()
    ours = (None, office.pk)
    problems = [one["sentence"] for one in check.problems if one["chain"] in ours] if check else []
    return State(seq, anchor, check, problems)


def entries(user: User, office: Office, wanted: Wanted) -> tuple[list[Entry], int | None]:
    """Return a page of entries, newest first, and the number before which the next page begins (None: no more).

    What is filtered tells nothing of hidden records: entries about them are left out, and the next page begins
    after the last entry shown.
    """
    shown: list[Entry] = []
    for part in _slices(office, wanted):
        for entry in _told(user, office, part):
            if not (entry.is_hidden and wanted.is_filtered):
                shown.append(entry)
            if len(shown) > SHOWN:
                return shown[:SHOWN], shown[SHOWN - 1].seq
    return shown, None


def all_entries(user: User, office: Office, wanted: Wanted) -> Iterator[Entry]:
    """Yield every entry asked for, for an export; entries about hidden records are left out."""
    for part in _slices(office, wanted, slices=None):
        yield from (entry for entry in _told(user, office, part) if not entry.is_hidden)


def _slices(office: Office, wanted: Wanted, slices: int | None = _SLICES) -> Iterator[list[Event]]:
    """Yield the events asked for in slices, each a question that begins where the last one ended."""
    found = Event.objects.filter(chain=office.pk).select_related("values").order_by("-seq")
    if wanted.by:
        found = found.filter(by_uid=wanted.by)
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.since:
        found = found.filter(at__gte=begin_of(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=end_of(wanted.until))
    before, count = wanted.before, 0
    while slices is None or count < slices:
        part = list((found.filter(seq__lt=before) if before is not None else found)[:_SLICE])
        if part:
            yield part
        if len(part) < _SLICE:
            return
        before, count = part[-1].seq, count + 1


def _told(user: User, office: Office, events: Sequence[Event]) -> Iterator[Entry]:
    """Put events into words, as far as this reader may see what they are about."""
    known = Anchor.objects.filter(uid__in={event.subject_uid for event in events})
    kinds = dict(known.values_list("uid", "kind"))
    seen = set(_seen(user, office, set(kinds))) if kinds else set()
    people = names_of({event.by_uid for event in events})
    for event in events:
        uid, values = event.subject_uid, getattr(event, "values", None)
        if uid in kinds and uid not in seen:
            yield Entry(
                event.seq, event.at, sentence=_("An entry about a record you may not see"), is_hidden=True
            )
            continue
        by = (values.by_name if values else "") or people.get(event.by_uid, "")
        name = values.subject_name if values else _("erased")
        yield Entry(
            event.seq, event.at, by, sentence_of(event.verb), event.subject_kind, name, uid, has_page=uid in seen
        )  # fmt: skip


def openings(user: User, office: Office, wanted: Wanted, uid: str = "") -> tuple[list[Any], datetime | None]:
    """Return a page of openings of confidential records, newest first, and the moment the next page begins before.

    Each is a pair: the opening, and its record where this reader may see it.
    """
    found = reads_of(
        office.pk, by_uid=wanted.by, uid=uid, since=begin_of(wanted.since), until=end_of(wanted.until)
    )
    lines = lines_of(found[: SHOWN + 1])
    seen = _seen(user, office, {line.uid for line in lines})
    pairs = [(line, seen.get(line.uid)) for line in lines[:SHOWN]]
    return pairs, lines[SHOWN].at if len(lines) > SHOWN else None


def _seen(user: User, office: Office, uids: set[str]) -> dict[str, Anchor]:
    visible: QuerySet[Anchor] = Anchor.objects.visible_to(user, office).filter(uid__in=uids)
    around = seen_around(user, office, {anchor.pk: anchor.kind for anchor in visible})
    return {anchor.uid: anchor for anchor in visible if anchor.pk in around}
