"""Dashboards by objective, partner, unit, sector and quarter: a sentence, then charts with the figures beside them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import EXPORT, READ
from proxenia.core.errors import NotFound
from proxenia.core.graphs import Block
from proxenia.core.pages import page, paginate
from proxenia.core.periods import Period
from proxenia.core.sheets.handing_out import handed_out
from proxenia.core.sheets.writing import write_table
from proxenia.core.values import CellError
from proxenia.indicators.queries.library import indicator_of
from proxenia.portfolio.queries.remembered import Memory
from proxenia.records.access import may_export
from proxenia.results.models import Result
from proxenia.results.queries import dashboards as queries
from proxenia.results.views import boards
from proxenia.results.views.shared import address, tabs, toggle

ENDINGS = ("csv", "xlsx", "ods")
SIZE, AIMS = 20, 8
"""So many lines on a page; objectives have up to four measures each, so fewer of them."""
DIMENSIONS: dict[str, tuple[Any, Callable[[boards.Asked], boards.Board]]] = {
    "objective": (gettext_lazy("By objective"), boards.by_objective),
    "partner": (gettext_lazy("By partner"), boards.by_partner),
    "unit": (gettext_lazy("By unit"), boards.by_unit),
    "sector": (gettext_lazy("By sector"), boards.by_sector),
    "quarter": (gettext_lazy("By quarter"), boards.by_quarter),
}
NARROWED = ("unit", "indicator", "sector")
SHEET = ("chart", "line", "more", "column", "figure", "words")


@dataclass
class Pages:
    """Cuts a list into the page that is asked for, and keeps it for the foot of the page; a sheet takes all."""

    request: HttpRequest
    size: int = SIZE
    is_whole: bool = False
    shown: Page[Any] | None = field(default=None)

    def pick(self, rows: Sequence[Any]) -> list[Any]:
        """Return the rows of this page."""
        if self.is_whole:
            return list(rows)
        self.shown = paginate(self.request, list(rows), self.size)
        return list(self.shown)


@page(READ)
def first_dashboard(request: HttpRequest, office: Office) -> HttpResponse:
    """Lead to the dashboard by objective."""
    return redirect("results:dashboard", office.slug, "objective")


@page(READ)
def dashboard(request: HttpRequest, office: Office, dimension: str) -> HttpResponse:
    """Show the dashboard of one dimension."""
    pages = Pages(request, AIMS if dimension == "objective" else SIZE)
    asked, board = _board(request, office, dimension, pages)
    user = signed_in(request)
    context = {
        "title": DIMENSIONS[dimension][0],
        "board": board,
        "page": pages.shown,
        "until": asked.until,
        "tabs": tabs(office, user, "dashboards"),
        "dimensions": [
            {"label": label, "url": _kept(request, office, code), "current": code == dimension}
            for code, (label, _make) in DIMENSIONS.items()
        ],
        "places": [
            {"label": label, "url": toggle(request, "belongs", code), "current": code == asked.belongs}
            for code, label in Result.Belongs.choices
        ],
        "quarters": _quarters(request, office, asked),
        "back": address("dashboard", office, dimension) if board.of else "",
        "sheets": _sheets(request, office, dimension) if may_export(user, office) else [],
    }
    return render(request, "results/dashboard.html", context)


@page(EXPORT)
def dashboard_sheet(request: HttpRequest, office: Office, dimension: str, ending: str) -> HttpResponseBase:
    """Hand out the figures of a dashboard, one on each line, as far as this person sees them."""
    if ending not in ENDINGS:
        raise NotFound(_("There is no such sheet."))
    _asked, board = _board(request, office, dimension, Pages(request, is_whole=True))
    told = f"dashboard {dimension} {timezone.localdate().isoformat()}.{ending}"
    return handed_out(told, lambda path: write_table(path, SHEET, _lines(board.blocks), sheet=dimension))


def _lines(blocks: Sequence[Block]) -> Iterator[list[Any]]:
    for block in blocks:
        for row, cells in block.lines():
            for column, cell in cells:
                yield [block.title, row.label, row.sub, column, _plain(cell.plain), cell.text]


def _plain(figure: Any) -> Any:
    """Return a figure as a sheet writes it, without needless noughts; nothing where it is not known."""
    if isinstance(figure, Decimal):
        return Decimal(f"{figure.normalize():f}")
    return None if figure == "" else figure


def _board(
    request: HttpRequest, office: Office, dimension: str, pages: Pages
) -> tuple[boards.Asked, boards.Board]:
    if dimension not in DIMENSIONS:
        raise NotFound(_("There is no such page."))
    today = timezone.localdate()
    given = {name: request.GET.get(name, "")[:60] for name in NARROWED}
    unit = next((one for one in queries.units_of(office) if given["unit"] and one.uid == given["unit"]), None)
    if given["unit"] and unit is None:
        raise NotFound(_("There is no such unit."))
    user, belongs = signed_in(request), request.GET.get("belongs", "")
    asked = boards.Asked(
        user=user, memory=Memory(user, office, today), office=office, today=today, pick=pages.pick,
        sector=given["sector"], unit=unit,
        until=_until(office, request.GET.get("quarter", ""), queries.finished(office, today)),
        belongs=belongs if belongs in Result.Belongs.values else str(Result.Belongs.OURS),
        indicator=indicator_of(office, given["indicator"]) if given["indicator"] else None,
        here=address("dashboard", office, dimension),
    )  # fmt: skip
    return asked, DIMENSIONS[dimension][1](asked)


def _until(office: Office, text: str, last: Period) -> Period:
    """Return the quarter asked for; none, or something else, is the last one that is over."""
    try:
        found = Period.parse(text, office.fiscal_year_start) if text else last
    except CellError:
        return last
    return found if found.kind == "quarter" else last


def _kept(request: HttpRequest, office: Office, dimension: str) -> str:
    """Return the address of another dashboard, for the same quarter and place."""
    query = request.GET.copy()
    for name in ("page", *NARROWED):
        query.pop(name, None)
    return f"{address('dashboard', office, dimension)}?{query.urlencode()}".rstrip("?")


def _quarters(request: HttpRequest, office: Office, asked: boards.Asked) -> list[dict[str, Any]]:
    """Return the ways to the quarters around the one shown, none later than the running one."""
    running = Period.of(asked.today, "quarter", office.fiscal_year_start)
    last = min(asked.until.next(2), max(running, asked.until))
    found = []
    for back in range(5, -1, -1):
        one, query = last.previous(back), request.GET.copy()
        query.pop("page", None)
        query["quarter"] = one.code
        found.append({"label": one.label, "url": f"?{query.urlencode()}", "current": one == asked.until})
    return found


def _sheets(request: HttpRequest, office: Office, dimension: str) -> list[tuple[str, str]]:
    query = request.GET.urlencode()
    return [
        (ending, reverse("results:dashboard_sheet", args=(office.slug, dimension, ending)) + f"?{query}")
        for ending in ENDINGS
    ]
