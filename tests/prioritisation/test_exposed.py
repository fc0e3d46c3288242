"""EVD-6: what hangs on whom by the office's records and by what is loaded; EVD-3: who stands before whom, and what
is worth knowing."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from proxenia.core.values import PartialDate
from proxenia.engagements.actions import log_engagement
from proxenia.engagements.actions import project_parts as parts
from proxenia.engagements.actions.applications import begin_application
from proxenia.engagements.models import Application, Call
from proxenia.evidence.store import Store
from proxenia.places.actions import ensure_place, set_home
from proxenia.places.queries import resolve
from proxenia.portfolio.actions import classify_tie
from proxenia.prioritisation import actions
from proxenia.prioritisation.queries import exposed as room
from proxenia.prioritisation.queries.exposed import exposed
from proxenia.prioritisation.queries.runs import latest
from proxenia.records.actions import set_visibility
from tests.cast import Cast, make_tie, signed_in
from tests.engagements.projected import body, call, line, project

pytest.importorskip("ibis")
pytestmark = pytest.mark.django_db


def url(cast: Cast, name: str, *more: str) -> str:
    """The address of a page of the office."""
    return reverse(f"prioritisation:{name}", args=(cast.office.slug, *more))


@pytest.fixture
def busy(cast: Cast) -> None:
    """Three contacts with Trier, one with Metz and one that only some may see."""
    today = timezone.localdate()
    ties = {name: make_tie(cast.office, by=cast.operator, name=name) for name in ("Trier", "Metz")}
    ties["Bitburg"] = make_tie(cast.office, by=cast.operator, name="Bitburg", visibility="confidential")
    classify_tie(
        ties["Trier"], by=cast.officer, codes={("policy_sector", "culture"), ("policy_sector", "trade")}
    )
    for number, name in enumerate(("Trier", "Trier", "Trier", "Metz", "Bitburg")):
        on = PartialDate.parse_iso((today - dt.timedelta(days=10 + number)).isoformat())
        values = {"kind": "call", "title": "Call", "date": on}
        log_engagement(cast.office, by=cast.operator, values=values, ties=[ties[name]])


def test_evd_6_partners_and_sectors_by_the_contacts_of_a_year(cast: Cast, busy: None) -> None:
    today = timezone.localdate()
    assert exposed(cast.officer, cast.office, "partners", "DEU", today).amounts == {"Trier": 3.0, "Metz": 1.0}
    sectors = exposed(cast.officer, cast.office, "sectors", "DEU", today).amounts
    assert sorted(sectors.values()) == [1.0, 1.5, 1.5]
    assert sectors["no sector told"] == 1.0
    page = signed_in(cast.officer).post(url(cast, "exposure"), {"basis": "partners"}).content.decode()
    assert "Trier alone has 75 %" in page
    assert "Contacts of the last twelve months, by tie." in page
    assert "Bitburg" not in page


def test_evd_6_funders_by_the_money_of_projects(cast: Cast) -> None:
    one = project(cast)
    line(cast, one, 1000, "EUR")
    line(cast, one, 500, "NOK")
    hidden = body(cast, "A quiet fund", visibility="confidential")
    for values in (
        {"amount": Decimal(600), "currency": "EUR", "organisation": body(cast, "The port")},
        {"amount": Decimal(300), "currency": "EUR"},
        {"amount": Decimal(50), "currency": "EUR", "organisation": hidden},
        {"amount": Decimal(500), "currency": "NOK"},
    ):
        parts.add_funding(one, by=cast.officer, values=values)
    found = exposed(cast.director, cast.office, "funders", "DEU", timezone.localdate())
    assert found.amounts == {"The port": 600.0, "our own money": 300.0}
    assert "1 entries in other currencies are left out" in found.says
    assert hidden.name not in found.amounts
    assert exposed(cast.outsider, cast.office, "funders", "DEU", timezone.localdate()).amounts == {}


def test_sys_1_funders_of_hidden_projects_and_calls_are_not_told(cast: Cast) -> None:
    """What a grant is called by is the call, or who stands behind it, as far as either may be seen."""
    shown, closed = project(cast), project(cast, ties=[], title="A quiet project")
    fund, quiet = body(cast, "The sea fund"), body(cast, "A quiet fund")
    for one, funder, words in (
        (shown, fund, ""), (shown, quiet, ""), (shown, None, "Words of a quiet call"),
        (closed, None, "Of a quiet project"),
    ):  # fmt: skip
        asked_of = call(cast, title=f"Call {words or funder}", funder=funder, funder_text=words)
        asked = begin_application(one, by=cast.officer, values={}, call=asked_of)
        Application.objects.filter(pk=asked.pk).update(
            state=Application.State.GRANTED, granted=Decimal(100), currency="EUR"
        )

    def told() -> dict[str, float]:
        return exposed(cast.viewer, cast.office, "funders", "DEU", timezone.localdate()).amounts

    names = ("The sea fund", "A quiet fund", "Words of a quiet call", "Of a quiet project")
    assert told() == dict.fromkeys(names, 100.0)
    for record in (quiet, Call.objects.get(funder_text="Words of a quiet call"), closed):
        set_visibility(record, by=cast.operator, visibility="confidential")
    assert told() == {"The sea fund": 100.0, "not told": 200.0}


def test_evd_6_markets_by_what_the_country_sells(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wits_bilateral.csv"
    path.write_text(
        "Nomenclature;ReporterISO3;ProductCode;ReporterName;PartnerISO3;PartnerName;Year;TradeFlowName;TradeFlowCode;"
        "TradeValue in 1000 USD\nNC;AUT; Total;Austria;DEU;Germany;2009;Export;6;300\n"
        "NC;AUT; Total;Austria;ITA;Italy;2009;Export;6;100\n"
    )
    with Store(tmp_path / "evidence") as store:
        store.load("trade", path)
    monkeypatch.setattr(room, "Store", lambda: Store(tmp_path / "evidence"))
    found = exposed(cast.officer, cast.office, "markets", "AUT", timezone.localdate())
    assert found.amounts == {"Germany": 300_000.0, "Italy": 100_000.0}
    assert "a proxy" in found.says
    assert exposed(cast.officer, cast.office, "markets", "KEN", timezone.localdate()).amounts == {}
    home = resolve("Graz", "AT").match
    assert home is not None
    set_home(cast.office, by=cast.operator, place=ensure_place(home))
    sent = {"basis": "markets", "shock": "withdrawal", "of": "Germany", "points": "10"}
    page = signed_in(cast.officer).post(url(cast, "exposure"), sent).content.decode()
    assert "Germany alone has 75 %" in page
    assert "75 % of all is exposed" in page


def test_evd_6_nothing_recorded_is_said(cast: Cast) -> None:
    officer = signed_in(cast.officer)
    for basis in room.BASES:
        assert officer.post(url(cast, "exposure"), {"basis": basis}).status_code == 422
    assert officer.post(url(cast, "exposure"), {"basis": "", "table": ""}).status_code == 422


def test_evd_3_who_stands_before_whom_and_what_is_worth_knowing(cast: Cast) -> None:
    values = {"title": "Where?", "home": "AUT", "factors": ["economy", "growth", "distance"], "draws": 400}
    question = actions.ask_question(cast.office, by=cast.officer, values=values)
    actions.answer_question(question, by=cast.officer)
    told = latest(question)
    assert told is not None
    first, last = told.places[0]["iso3"], told.places[-1]["iso3"]
    assert told.before(first, last) > 0.9
    assert told.before(first, last) + told.before(last, first) == pytest.approx(1)
    assert told.before(first, first) == 0.5
    assert [points for _label, points in told.worth()] == sorted(
        (points for _label, points in told.worth()), reverse=True
    )
    officer = signed_in(cast.officer)
    assert "What is worth knowing better" in officer.get(url(cast, "question", question.uid)).content.decode()
    both = officer.get(url(cast, "compare", question.uid), {"one": last, "other": first}).content.decode()
    assert "of the draws." in both
    assert "by TOPSIS" in officer.get(url(cast, "place", question.uid, first)).content.decode()
