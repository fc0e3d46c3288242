"""The sheet of hosted bodies: key organisation. Lines, reviews and assessments stay on the page of the body."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core.sheets.cells import RowCells
from proxenia.core.sheets.kinds import KindColumn, SheetKind
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import HostedBody
from proxenia.directory.sheets.listed import ListedPlanner
from proxenia.directory.sheets.places import country_name
from proxenia.records.actions.imports.tables import Draft, RecordTable

_FIELDS = (
    "organisation", "kind", "seat", "since", "until", "agreement", "signed", "expires", "terms", "review_on", "note",
)  # fmt: skip
BODIES = RecordTable(HostedBody, _FIELDS, named="")


class Entry(NamedTuple):
    """A row of the sheet as typed values."""

    row: RowCells
    uid: str
    name: str
    place: str
    land: str
    given: dict[str, Any]
    note: str


class HostedBodyPlanner(ListedPlanner):
    """Plans rows of hosted bodies; an organisation that nobody knows is created."""

    table = BODIES

    def read(self, row: RowCells) -> Entry:
        """Return the row as typed values."""
        _code, land = self.places.country(row)
        given = {
            "kind": row.term("kind", "hosted_kinds") or None,
            "seat": row.term("seat", "hosted_seats") or None,
            "agreement": row.text("agreement", 300) or None,
            "terms": row.lines("terms") or None,
            "review_on": _review(row),
            **{name: row.date(name) for name in ("since", "until", "signed", "expires")},
        }
        for begins, ends in (("since", "until"), ("signed", "expires")):
            first, last = given[begins], given[ends]
            if first and last and last < first[: len(last)]:
                words = _("It ends (%(ends)s) before it begins (%(begins)s).")
                row.refuse(ends, words % {"ends": last, "begins": first})
        return Entry(
            row, row.text("id"), row.name("name"), row.text("place", 200), land, given, row.lines("notes")
        )

    def made(self, entry: Entry, body: Draft) -> Draft:
        """Return a new hosted body."""
        kinds = {name: entry.given[name] or "other" for name in ("kind", "seat")}
        return self.new(BODIES, entry.row, body.unit, organisation=body, **kinds)


def _review(row: RowCells) -> str | None:
    """Return the day of the next review; a date without its day is kept as words."""
    text = row.date("review")
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        row.leave("review", _("The next review needs its day."))
        return None


def rows(office: Office, user: User) -> Iterator[list[Any]]:
    """Yield the hosted bodies a person may see."""
    found = HostedBody.objects.visible_to(user, office).live().select_related("organisation__place")
    kinds, seats = Vocabulary.load("hosted_kinds"), Vocabulary.load("hosted_seats")
    for one in found.order_by("organisation__name_folded", "pk"):
        body = one.organisation
        place = body.place.name if body.place else body.place_asked
        yield [
            one.uid, body.name, kinds.english(one.kind), seats.english(one.seat), country_name(body.country), place,
            one.since, one.until, one.agreement, one.signed, one.expires, one.terms, one.review_on, one.note,
        ]  # fmt: skip


KIND = SheetKind(
    name="hosted_bodies",
    label=gettext_lazy("Hosted bodies"),
    columns=(
        KindColumn("id", width=18),
        KindColumn("name", width=36),
        KindColumn("kind", choices="hosted_kinds", width=24),
        KindColumn("seat", choices="hosted_seats", width=18),
        KindColumn("country", width=18),
        KindColumn("place", width=16),
        KindColumn("since", is_date=True, width=12),
        KindColumn("until", is_date=True, width=12),
        KindColumn("agreement", width=32),
        KindColumn("signed", is_date=True, width=12),
        KindColumn("expires", is_date=True, width=14),
        KindColumn("terms", width=36),
        KindColumn("review", is_date=True, width=12),
        KindColumn("notes", width=36),
    ),
    needed=(("name",),),
    plan=HostedBodyPlanner,
    rows=rows,
)
