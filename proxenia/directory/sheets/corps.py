"""The sheet of missions: key organisation; the head of post, with rank and accreditation, is a row of the mission."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.sheets.cells import Reader, RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Head, Mission, Person
from proxenia.directory.rules.corps import is_present, national_day, precedence
from proxenia.directory.sheets.listed import ListedPlanner
from proxenia.directory.sheets.people import PEOPLE, POSTS
from proxenia.directory.sheets.places import country_name
from proxenia.records.actions.imports.plan import CHANGED, Plan
from proxenia.records.actions.imports.tables import Child, ChildTable, Draft, RecordTable

_FIELDS = (
    "organisation", "kind", "sending", "sender", "district", "address", "email", "phone", "national_day", "opened",
    "note",
)  # fmt: skip
MISSIONS = RecordTable(Mission, _FIELDS, named="")
HEADS = ChildTable(Head, "mission", ("person", "rank", "presented", "until"))


class Entry(NamedTuple):
    """A row of the sheet as typed values."""

    row: RowCells
    uid: str
    name: str
    place: str
    land: str
    given: dict[str, Any]
    head: str
    rank: str | None
    dates: tuple[str | None, str | None]
    note: str


class MissionPlanner(ListedPlanner):
    """Plans rows of missions; an organisation or a head that nobody knows is created."""

    table = MISSIONS

    def __init__(self, plan: Plan, reader: Reader) -> None:
        super().__init__(plan, reader)
        self._people: dict[str, list[Draft]] = defaultdict(list)

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        code, _words = self.places.country(row)
        given = {
            "kind": row.term("kind", "mission_kinds") or None,
            "sending": code or None,
            "sender": row.text("sender", 200) or None,
            "district": row.lines("district") or None,
            "address": row.lines("address") or None,
            "email": _email(row),
            "phone": row.text("phone", 60) or None,
            "national_day": _day(row),
            "opened": row.date("opened"),
        }
        presented, until = row.date("presented"), row.date("until")
        if presented and until and until < presented[: len(until)]:
            words = _("It ends (%(ends)s) before it begins (%(begins)s).")
            row.refuse("until", words % {"ends": until, "begins": presented})
        head = row.name("head", 200)
        rank = row.term("rank", "head_ranks")
        if head and rank == "":
            row.refuse("rank", _("Say with which rank %(name)s leads it.") % {"name": head})
        elif not head and (rank or presented or until):
            row.refuse("head", _("Say who: a rank or a date stands here without a name."))
        return Entry(
            row, row.text("id"), row.name("name"), row.text("place", 200), "", given, head, rank, (presented, until),
            row.lines("notes"),
        )  # fmt: skip

    def gather(self, entries: list[Entry]) -> None:
        """Look up organisations, missions with their heads, and the people named."""
        super().gather(entries)
        names = {fold(entry.head)[:200] for entry in entries if entry.head} - set(self._people)
        if names:
            for draft in self.load(PEOPLE, name_folded__in=sorted(names)):
                self._people[draft["name_folded"]].append(draft)

    def loaded(self, drafts: dict[int, Draft]) -> None:
        """Load the heads of stored missions."""
        list(self.load_children(HEADS, drafts))

    def refused(self, entry: Entry, draft: Draft | None) -> bool:
        """Refuse a mission that nobody sends, and a head whose name several people bear."""
        stands = draft is not None and (draft["sending"] or draft["sender"])
        if not stands and not entry.given["sending"] and not entry.given["sender"]:
            entry.row.refuse("country", _("Say which country sends it, or which body."))
        found = self._people.get(fold(entry.head)[:200], []) if entry.head else []
        leads = draft is not None and any(self._is(child, found) for child in draft.children)
        if len(found) > 1 and not leads:
            words = _("Several people are called “%(name)s”. Merge them first, or leave the cell empty.")
            entry.row.refuse("head", words % {"name": entry.head})
        return bool(entry.row.problems)

    def made(self, entry: Entry, body: Draft) -> Draft:
        """Return a new mission."""
        return self.new(
            MISSIONS, entry.row, body.unit, organisation=body, kind=entry.given["kind"] or "other"
        )

    def settle_more(self, entry: Entry, draft: Draft, body: Draft, verdict: str) -> str:
        """Settle the head of post of a row."""
        if not entry.head:
            return verdict
        found = self._people.get(fold(entry.head)[:200], [])
        values = [entry.rank or "other", *entry.dates]
        leading = next((child for child in draft.children if self._is(child, found)), None)
        if leading is not None and not _differs(leading, values):
            return verdict
        if leading is None:
            person = found[0] if found else self._new_person(entry, body, values)
            leading = Child(HEADS, [person, *values])
            draft.children += (leading,)
        for place, value in enumerate(values, 1):
            leading.values[place] = leading.values[place] if value is None else value
        draft.extra = {"head": f"{entry.head}, {leading.values[1]}"}
        self.plan.touch(draft)
        return CHANGED if draft.is_stored else verdict

    def _is(self, child: Child, people: list[Draft]) -> bool:
        who = child.values[0]
        return any(who is one or (one.is_stored and who == one.pk) for one in people)

    def _new_person(self, entry: Entry, body: Draft, values: list[Any]) -> Draft:
        """Return somebody new, with the post that leading the mission is."""
        made = self.new(PEOPLE, entry.row, body.unit, name=entry.head, name_folded=fold(entry.head)[:200])
        rank, presented, until = values
        title = Vocabulary.load("head_ranks").english(rank)
        made.children = (Child(POSTS, [body, title, presented, until]),)
        self._people[made["name_folded"]].append(made)
        return made


def _differs(child: Child, values: list[Any]) -> bool:
    return any(
        value is not None and value != stands for value, stands in zip(values, child.values[1:], strict=True)
    )


def _email(row: RowCells) -> str | None:
    text = row.text("email", 254).lower()
    if not text:
        return None
    try:
        validate_email(text)
    except ValidationError:
        row.leave("email", _("“%(text)s” is no e-mail address.") % {"text": text})
        return None
    return text


def _day(row: RowCells) -> str | None:
    text = row.text("national_day", 40)
    try:
        return national_day(text) or None
    except Refused as refusal:
        row.leave("national_day", refusal.message)
        return None


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the missions a person may see, each with the head who goes first today."""
    people = Person.objects.visible_to(user, office).live().leaving(timezone.localdate())
    heads = Head.objects.filter(person__in=people).select_related("person", "mission__organisation")
    found = (
        Mission.objects.visible_to(user, office)
        .live()
        .select_related("organisation__place")
        .prefetch_related(Prefetch("heads", queryset=heads))
        .order_by("organisation__name_folded", "pk")
    )
    kinds, today = Vocabulary.load("mission_kinds"), timezone.localdate()
    for one in found:
        body = one.organisation
        place = body.place.name if body.place else body.place_asked
        leading = precedence(head for head in one.heads.all() if is_present(head, today))
        yield [
            one.uid, body.name, kinds.english(one.kind), country_name(one.sending), one.sender, place, one.address,
            one.email, one.phone, one.district, *_head_cells(leading[0].head if leading else None),
            one.national_day, one.opened, one.note,
        ]  # fmt: skip


def _head_cells(head: Head | None) -> list[Any]:
    if head is None:
        return ["", "", None, None]
    return [head.person.name, Vocabulary.load("head_ranks").english(head.rank), head.presented, head.until]


KIND = SheetKind(
    name="missions",
    label=gettext_lazy("Diplomatic corps"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("name", width=36),
        KindColumn("kind", choices="mission_kinds", width=22),
        KindColumn("country", width=18),
        KindColumn("sender", width=18),
        KindColumn("place", width=16),
        KindColumn("address", width=30),
        KindColumn("email", width=26),
        KindColumn("phone", width=18),
        KindColumn("district", width=30),
        KindColumn("head", width=26),
        KindColumn("rank", choices="head_ranks", width=20),
        KindColumn("presented", is_date=True, width=12),
        KindColumn("until", is_date=True, width=12),
        KindColumn("national_day", width=12),
        KindColumn("opened", is_date=True, width=12),
        KindColumn("notes", width=36),
    ),
    needed=(("name",),),
    plan=MissionPlanner,
    rows=rows,
)
