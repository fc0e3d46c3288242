"""RES-6, RES-7: side effects, rankings and the media log."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proxenia.core.errors import NotFound, Refused
from proxenia.core.values import PartialDate
from proxenia.indicators.actions import load_library
from proxenia.indicators.queries.library import indicator_named
from proxenia.records.actions import set_visibility
from proxenia.results.actions import logs as actions
from proxenia.results.actions.direct import add_direct_value
from proxenia.results.models.direct import DirectValue
from proxenia.results.models.logs import Externality, MediaItem, Ranking
from proxenia.results.queries import beside as queries
from tests.cast import Cast, signed_in
from tests.pages import fetch

Make = Callable[..., Any]
pytestmark = pytest.mark.django_db
AHEAD = PartialDate(timezone.localdate().year + 2)
EFFECT = {"what": "Rents rise", "whom": "tenants", "on": PartialDate(2025)}
FIGURE = {"low": Decimal(3), "high": Decimal(5), "counted": "per cent", "source": "Rent index 2026"}
RANK = {"name": "Green Ports Index", "edition": 2025, "best": 34, "among": 120, "source": "Its report"}
ITEM = {"title": "The port that went green", "outlet": "Harbour Herald", "on": PartialDate(2026, 5)}
ADD = {
    "externality": (actions.add_externality, EFFECT),
    "ranking": (actions.add_ranking, RANK),
    "media_item": (actions.add_media_item, ITEM),
}
DIRECT = {
    "what": "Guests of the harbour days", "category": "visitors", "year": 2025,
    "low": Decimal(120), "high": Decimal(140),
    "each_low": Decimal(90), "each_high": Decimal(130), "currency": "EUR", "source": "Survey", "source_year": 2025,
}  # fmt: skip
ADD["direct_value"] = (add_direct_value, DIRECT)
PLURAL = {
    "direct_value": "direct_values",
    "externality": "externalities",
    "ranking": "rankings",
    "media_item": "media",
}


def url(name: str, *args: str) -> str:
    """A page of the office's results."""
    return reverse(f"results:{name}", args=["halden", *args])


@pytest.mark.parametrize(
    ("kind", "given", "where"),
    [
        ("externality", {"what": ""}, "what"),
        ("externality", {"whom": " "}, "whom"),
        ("externality", {"on": None}, "on"),
        ("externality", {"on": AHEAD}, "on"),
        ("externality", {**FIGURE, "low": Decimal(9)}, "low"),
        ("externality", {**FIGURE, "high": None}, "high"),
        ("externality", {**FIGURE, "low": Decimal(-1)}, "low"),
        ("externality", {**FIGURE, "counted": ""}, "counted"),
        ("externality", {**FIGURE, "counted": "", "currency": "EUR"}, "valued_on"),
        ("externality", {**FIGURE, "counted": "", "currency": "EUR", "valued_on": AHEAD}, "valued_on"),
        ("externality", {**FIGURE, "source": ""}, "source"),
        ("externality", {"state": "answered"}, "mitigation"),
        ("externality", {"state": "gone"}, "state"),
        ("externality", {"severity": "awful"}, "severity"),
        ("ranking", {"name": ""}, "name"),
        ("ranking", {"edition": 1800}, "edition"),
        ("ranking", {"edition": None}, "edition"),
        ("ranking", {"best": 200}, "among"),
        ("ranking", {"best": 0}, "best"),
        ("ranking", {"best": None}, "best"),
        ("ranking", {"worst": 12}, "worst"),
        ("ranking", {"score": Decimal(7)}, "scale"),
        ("ranking", {"source": ""}, "source"),
        ("media_item", {"title": ""}, "title"),
        ("media_item", {"outlet": ""}, "outlet"),
        ("media_item", {"on": AHEAD}, "on"),
        ("media_item", {"tone": "lovely"}, "tone"),
        ("media_item", {"reach": 5000}, "reach_source"),
        ("direct_value", {"what": ""}, "what"),
        ("direct_value", {"category": "travel_out"}, "category"),
        ("direct_value", {"category": "purchasing_power"}, "category"),
        ("direct_value", {"year": 2200}, "year"),
        ("direct_value", {"low": Decimal(200)}, "low"),
        ("direct_value", {"each_high": None}, "each_high"),
        ("direct_value", {"each_low": Decimal(-1)}, "each_low"),
        ("direct_value", {"currency": ""}, "currency"),
        ("direct_value", {"source": " "}, "source"),
        ("direct_value", {"source_year": None}, "source_year"),
    ],
)
def test_res_6_7_what_cannot_be_is_refused_with_its_field(
    cast: Cast, kind: str, given: dict[str, Any], where: str
) -> None:
    add, values = ADD[kind]
    with pytest.raises(Refused) as caught:
        add(cast.office, by=cast.officer, values={**values, **given})
    assert caught.value.where == where
    assert str(caught.value)[-1] in ".?"


def test_res_7_an_edition_or_an_item_stands_once(cast: Cast) -> None:
    first = actions.add_ranking(cast.office, by=cast.officer, values=RANK)
    with pytest.raises(Refused):
        actions.add_ranking(cast.office, by=cast.officer, values={**RANK, "name": "GREEN ports index"})
    actions.archive_ranking(first, by=cast.officer, reason="x")
    actions.add_ranking(cast.office, by=cast.officer, values=RANK)
    with pytest.raises(Refused):
        actions.restore_ranking(first, by=cast.officer)
    actions.add_media_item(cast.office, by=cast.officer, values=ITEM)
    with pytest.raises(Refused):
        actions.add_media_item(cast.office, by=cast.officer, values=ITEM)
    actions.add_media_item(cast.office, by=cast.officer, values={**ITEM, "outlet": "Morning Post"})


def test_res_6_a_tie_one_does_not_see_is_not_named(cast: Cast, tie: Make) -> None:
    hidden = tie("Hidden", visibility="confidential")
    with pytest.raises(NotFound):
        actions.add_externality(cast.office, by=cast.officer, values={**EFFECT, "tie": hidden})
    open_tie = tie("Trier")
    one = actions.add_externality(cast.office, by=cast.officer, values={**EFFECT, "tie": open_tie})
    set_visibility(open_tie, by=cast.operator, visibility="confidential")
    page = fetch(signed_in(cast.viewer), url("externality", one.uid))
    assert "Trier" not in page.text
    actions.change_externality(one, by=cast.officer, values={"note": "x"})


def test_res_6_side_effects_stand_beside_the_benefits(cast: Cast, tie: Make, result: Make) -> None:
    trier, hidden = tie("Trier"), tie("Secret")
    load_library(cast.office, by=cast.director)
    rents = indicator_named(cast.office, "housing_pressure")
    for what, more in (
        ("Rents rise", {"tie": trier, "municipality": "HILL", "indicator": rents}),
        (
            "Buses are full",
            {"tie": trier, "municipality": "Hill", "state": "answered", "mitigation": "More buses"},
        ),
        ("Noise", {"tie": trier, "state": "over"}),
        ("Dust", {"tie": hidden, "municipality": "Quay"}),
    ):
        actions.add_externality(cast.office, by=cast.officer, values={**EFFECT, "what": what, **more})
    actions.add_media_item(cast.office, by=cast.officer, values={**ITEM, "tie": trier})
    set_visibility(hidden, by=cast.operator, visibility="confidential")
    assert queries.by_tie(cast.viewer, cast.office) == [queries.Borne("Trier", trier.uid, 2, 1)]
    assert queries.by_area(cast.viewer, cast.office) == [
        queries.Borne("Hill", "hill", 2, 1),
        queries.Borne("Quay", "quay", 1, 1),
    ]
    client, sentence = signed_in(cast.viewer), "3 side effects are written down; for 2 nothing is done yet."
    result()
    for page in (url("ledger"), url("value"), url("rollup", "tie"), url("rollup", "area")):
        assert sentence in fetch(client, page).text
    by_tie = fetch(client, url("rollup", "tie"))
    assert f"{url('externalities')}?tie={trier.uid}" in by_tie.response.content.decode()
    assert "Secret" not in by_tie.text
    opened = fetch(client, f"{url('externalities')}?tie={trier.uid}").text
    assert "Rents rise" in opened
    assert "Noise" in opened
    assert "Dust" not in opened
    opened = fetch(client, url("externalities") + "?area=hill&state=open").text
    assert "Rents rise" in opened
    assert "Buses are full" not in opened
    assert client.get(f"{url('externalities')}?tie={hidden.uid}").status_code == 404
    on_tie = fetch(client, reverse("portfolio:tie", args=("halden", trier.uid))).text
    assert "Rents rise" in on_tie
    assert "Noise" not in on_tie
    assert "The port that went green" in on_tie
    shown = fetch(client, reverse("indicators:indicator", args=("halden", rents.uid))).text
    assert "Side effects it shows Rents rise" in shown
    assert "Buses" not in shown


TYPED: dict[str, tuple[Any, dict[str, str]]] = {
    "externality": (
        Externality,
        {"what": "Rents rise", "whom": "tenants", "on": "2025", "state": "open", "low": "3", "high": "5",
         "counted": "per cent", "source": "Rent index", "tie": "Trier"},
    ),
    "ranking": (Ranking, {"name": "Green Ports Index", "edition": "2026", "best": "31", "among": "120", "source": "x"}),
    "media_item": (
        MediaItem,
        {"title": "The port", "outlet": "Herald", "on": "2026-05", "tone": "good", "link": "https://example.org/a"},
    ),
    "direct_value": (DirectValue, {name: str(value) for name, value in DIRECT.items()}),
}  # fmt: skip


@pytest.mark.parametrize("kind", list(TYPED))
def test_res_6_7_the_pages_of_a_log(cast: Cast, tie: Make, kind: str) -> None:
    client: Client = signed_in(cast.officer)
    tie("Trier")
    model, given = TYPED[kind]
    listed = url(PLURAL[kind])
    assert "Nothing here yet" in fetch(client, listed).text
    add = url(f"add_{kind}")
    fetch(client, add)
    assert client.post(add, {"visibility": "internal"}).status_code == 422
    answer = client.post(add, {**given, "visibility": "internal"})
    one = model.objects.get()
    assert answer["Location"] == url(kind, one.uid)
    assert str(one) in fetch(client, url(kind, one.uid)).text
    assert str(one) in fetch(client, f"{listed}?q={str(one)[:8]}&state=").text
    edit = url(f"edit_{kind}", one.uid)
    fetch(client, edit)
    changed = {**given, "visibility": "internal", "note": "Seen again", "expected_version": str(one.version)}
    assert client.post(edit, changed).status_code == 302
    assert client.post(edit, {**changed, "note": "Otherwise"}).status_code == 422
    client.post(url(f"archive_{kind}", one.uid), {"reason": "x"})
    assert "Nothing here yet" in fetch(client, listed).text
    client.post(url(f"restore_{kind}", one.uid))
    assert "Seen again" in fetch(client, url(kind, one.uid)).text
    assert str(one) in fetch(client, reverse("desk:search", args=["halden"]) + f"?q={str(one)[:8]}").text


def test_res_7_a_place_stands_beside_the_edition_before(cast: Cast) -> None:
    for year, place in ((2023, 50), (2025, 34)):
        actions.add_ranking(cast.office, by=cast.officer, values={**RANK, "edition": year, "best": place})
    text = fetch(signed_in(cast.viewer), url("rankings")).text
    assert "34 of 120" in text
    assert "50 of 120 (2023)" in text
    assert "first edition noted" in text
