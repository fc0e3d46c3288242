"""What the sheets of missions and of hosted bodies share: each row lists one organisation, found or made."""

from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.sheets.cells import Reader
from proxenia.core.values import fold
from proxenia.directory.sheets.book import Book
from proxenia.directory.sheets.places import Places
from proxenia.records.actions.imports.plan import Plan
from proxenia.records.actions.imports.planner import Planner
from proxenia.records.actions.imports.tables import Draft, RecordTable


class ListedPlanner(Planner):
    """Plans rows that say something of one organisation: an entry has row, uid, name, place, land, given, note."""

    table: RecordTable

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self.places = Places(plan)
        self.book = Book(self)
        self._by_body: dict[Any, Draft] = {}
        self._by_uid: dict[str, Draft] = {}

    def gather(self, entries: list[Any]) -> None:
        """Look up organisations, and what they are listed as, for the chunk."""
        self.places.gather((entry.place, entry.land) for entry in entries if entry.place)
        self.book.gather(names={fold(entry.name)[:300] for entry in entries})
        bodies = [one.pk for entry in entries for one in self.book.called(entry.name) if one.is_stored]
        uids = [entry.uid for entry in entries if entry.uid and entry.uid not in self._by_uid]
        found: dict[int, Draft] = {}
        for where in ({"organisation__in": sorted({pk for pk in bodies if pk})}, {"uid__in": sorted(uids)}):
            for draft in self.load(self.table, **where) if next(iter(where.values())) else ():
                if draft.uid not in self._by_uid:
                    self._by_uid[draft.uid] = draft
                    self._by_body[draft["organisation"]] = draft
                    found[draft.pk or 0] = draft
        self.book.load_keys(draft["organisation"] for draft in found.values())
        for draft in found.values():
            body = self.book.by_key(draft["organisation"])
            draft.called = body.title if body else ""
        if found:
            self.loaded(found)

    def loaded(self, drafts: dict[int, Draft]) -> None:
        """Look up what belongs to stored records, by their keys."""

    def refused(self, entry: Any, draft: Draft | None) -> bool:
        """Say whether a row is refused for what it says, before anything is made for it; ``draft`` stands already."""
        return False

    def made(self, entry: Any, body: Draft) -> Draft:
        """Return a new record of an organisation."""
        raise NotImplementedError

    def settle_more(self, entry: Any, draft: Draft, body: Draft, verdict: str) -> str:
        """Settle what else a row says; return its verdict."""
        return verdict

    def settle(self, entry: Any) -> None:
        """Find or make organisation and record of a row and lay the row over it."""
        row = entry.row
        if not entry.name:
            row.refuse("name", _("The name is missing."))
        body = self._find_body(entry) if not row.problems else None
        if row.problems:
            return
        draft = self._find(entry, body)
        if self.refused(entry, draft) or not self._may_write(entry, draft, body):
            return
        if body is None:
            body = self._add_body(entry)
        draft = draft or self._new(entry, body)
        self.adopt(row, entry.uid, draft, self._by_uid)
        given = {**entry.given, "note": self.note(draft["note"], entry.note, row.kept)}
        verdict = self.lay(row, draft, given, key="name")
        if verdict is None or row.problems:
            return
        self.plan.judge(row.number, self.settle_more(entry, draft, body, verdict))

    def _find(self, entry: Any, body: Draft | None) -> Draft | None:
        known = self._by_uid.get(entry.uid) if entry.uid else None
        return known or (self._by_body.get(body.pk or id(body)) if body else None)

    def _may_write(self, entry: Any, draft: Draft | None, body: Draft | None) -> bool:
        if draft is not None:
            return True
        unit = body.unit if body else ""
        if not self.may_write(unit):
            words = _("You may not add to “%(name)s”: it belongs to another unit.")
            entry.row.refuse("name", words % {"name": entry.name})
            return False
        return True

    def _new(self, entry: Any, body: Draft) -> Draft:
        draft = self.made(entry, body)
        draft.called, draft.visibility = body.title, body.visibility
        self._by_body[body.pk or id(body)] = draft
        self.book.lean_on(body)
        return draft

    def _find_body(self, entry: Any) -> Draft | None:
        """Return the organisation of a row: that of its id, else the one of its name; None for a new one."""
        known = self._by_uid.get(entry.uid) if entry.uid else None
        if known is not None:
            pointed = known["organisation"]
            return self.book.by_key(pointed) if isinstance(pointed, int) else pointed
        found = self.book.called(entry.name)
        if len(found) > 1:
            found = [one for one in found if (one.pk or id(one)) in self._by_body]
            if len(found) != 1:
                words = _("Several organisations are called “%(name)s”. Merge them first, or give their ids.")
                entry.row.refuse("name", words % {"name": entry.name})
                return None
        return found[0] if found else None

    def _add_body(self, entry: Any) -> Draft:
        place = self.places.town(entry.place, entry.land) if entry.place else None
        country = self.places.code_of(entry.land) or (place.country if place else None)
        return self.book.add(
            entry.row, "", entry.name, place=self.places.use(place) if place else None,
            place_asked=entry.place or None, country=country,
        )  # fmt: skip
