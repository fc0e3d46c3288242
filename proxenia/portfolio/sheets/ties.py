"""The ties other sheets name: by name, by the words for a counterpart, or by id."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from proxenia.core.sheets.cells import RowCells
from proxenia.core.values import fold
from proxenia.portfolio.models import Partnership, Party
from proxenia.records.actions.imports.planner import MOST_NAMES, Planner, nearest


class Tie(NamedTuple):
    """A stored tie as other sheets point at it; ``unit`` is a folded name."""

    pk: int
    uid: str
    name: str
    unit: str
    visibility: str


class TieBook:
    """Stored ties by folded name, by counterpart and by uid, loaded a chunk at a time."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._by_name: dict[str, list[Tie]] = defaultdict(list)
        self._by_party: dict[str, list[Tie]] = defaultdict(list)
        self._by_uid: dict[str, Tie] = {}
        self._by_key: dict[int, Tie] = {}
        self._asked: set[str] = set()
        self._names: list[str] | None = None
        self._near: dict[str, str] = {}

    def gather(self, texts: Iterable[str]) -> None:
        """Load the living ties, among those this person may see, that these texts may mean."""
        new = sorted({text for text in texts if text and text not in self._asked})
        if not new:
            return
        self._asked.update(new)
        keys = sorted({fold(text)[:300] for text in new})
        plan = self._planner.plan
        seen = Partnership.objects.visible_to(plan.by, plan.office).live()
        for tie in self._load(seen.filter(name_folded__in=keys)):
            self._by_name[fold(tie.name)[:300]].append(tie)
        for tie in self._load(seen.filter(uid__in=new)):
            self._by_uid[tie.uid] = tie
        parties = Party.objects.filter(named_folded__in=keys, partnership__in=seen)
        pairs = list(parties.values_list("named_folded", "partnership_id"))
        self.load_keys(pk for _named, pk in pairs)
        for named, pk in pairs:
            self._by_party[named].append(self._by_key[pk])

    def load_keys(self, keys: Iterable[int]) -> None:
        """Load ties by their database keys; one this person may not see stays unknown, so that no row confirms it."""
        new = {pk for pk in keys if pk not in self._by_key}
        if new:
            plan = self._planner.plan
            self._load(Partnership.objects.visible_to(plan.by, plan.office).filter(pk__in=new))

    def _load(self, ties: QuerySet[Partnership]) -> list[Tie]:
        found = []
        for pk, uid, name, unit, visibility in ties.values_list("pk", "uid", "name", "unit_id", "visibility"):
            tie = self._by_key.setdefault(pk, Tie(pk, uid, name, self._planner.unit_key(unit), visibility))
            found.append(tie)
        return found

    def with_key(self, pk: int) -> Tie | None:
        """Return a loaded tie by its database key."""
        return self._by_key.get(pk)

    def find(self, row: RowCells, code: str, text: str, *, unit: str | None = None) -> Tie | None:
        """Return the tie a text means; none, or several, refuse the row with the nearest names or the units."""
        if text in self._by_uid:
            return self._found(self._by_uid[text])
        key = fold(text)[:300]
        several: list[Tie] = self._by_name.get(key) or self._by_party.get(key) or []
        several = list({tie.pk: tie for tie in several}.values())
        if unit and len(several) > 1:
            several = [tie for tie in several if tie.unit == unit] or several
        if len(several) == 1:
            return self._found(several[0])
        if several:
            row.refuse(code, self._ambiguous(text, several))
        else:
            message = _("No partnership is called “%(name)s”.") % {"name": text}
            row.refuse(code, " ".join(filter(None, (message, self._nearest(text)))))
        return None

    def _found(self, tie: Tie) -> Tie:
        self._planner.plan.leaned_on.add(tie.uid)
        return tie

    def _ambiguous(self, text: str, ties: list[Tie]) -> str:
        units = self._planner.plan.units
        office = _("the office")
        told = "; ".join(f"“{tie.name}” ({units.get(tie.unit, office)}, id {tie.uid})" for tie in ties[:5])
        message = _(
            "Several partnerships are meant by “%(name)s”: %(ties)s. Write the id of the one you mean."
        )
        return message % {"name": text, "ties": told}

    def _nearest(self, text: str) -> str:
        if self._names is None:
            plan = self._planner.plan
            names = Partnership.objects.visible_to(plan.by, plan.office).live()
            self._names = list(names.values_list("name", flat=True)[:MOST_NAMES])
        if text not in self._near:
            # A file for another office would name thousands: the first few hundred get their nearest names.
            self._near[text] = nearest(text, self._names) if len(self._near) < 300 else ""
        return self._near[text]
