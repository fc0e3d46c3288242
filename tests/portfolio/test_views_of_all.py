"""Map, table, timeline and matrix: sound, right for an empty office and a full one, filtered by the address."""

import pytest
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.values import PartialDate
from proxenia.portfolio.models import Partnership
from tests.pages import fetch
from tests.portfolio.conftest import ROOT, VIEWS, Cast, signed_in


@pytest.mark.parametrize("view", VIEWS)
def test_prt_7_an_empty_office_is_told_what_belongs_here(
    cast: Cast, officer: User, viewer: User, view: str
) -> None:
    page = fetch(signed_in(officer), ROOT + view)
    assert "Add a tie" in page.text
    assert "Add a tie" not in fetch(signed_in(viewer), ROOT + view).text


@pytest.mark.parametrize("view", VIEWS)
def test_prt_7_the_four_views_share_head_filters_and_address(
    full: list[Partnership], officer: User, view: str
) -> None:
    client = signed_in(officer)
    page = fetch(client, f"{ROOT}{view}?kind=sister_city&q=trier")
    assert page.title == "Partnerships"
    assert "3 ties" in page.text
    assert "1 of 4 ties fits." in page.text
    tabs = [address for address in page.addresses if "q=trier" in address and "page" not in address]
    for other in VIEWS:
        assert any(address.startswith(f"{ROOT}{other}?kind=sister_city") for address in tabs)


def test_prt_7_every_number_of_the_head_opens_its_list(full: list[Partnership], officer: User) -> None:
    client = signed_in(officer)
    head = fetch(client, ROOT)
    for words, number in (("3 ties", 3), ("1 has been silent", 1), ("2 have no contact", 2)):
        [address] = [url for name, url in head.links.items() if name.startswith(words)]
        rows = fetch(client, address).root.all("tbody")[0].all("tr")
        assert len(rows) == number, words


def test_prt_7_the_head_of_a_picture_stays_on_it(full: list[Partnership], officer: User) -> None:
    client = signed_in(officer)
    for view in VIEWS:
        links = fetch(client, ROOT + view).links
        for words in ("3 ties", "1 has been silent", "2 have no contact"):
            [address] = [url for name, url in links.items() if name.startswith(words)]
            assert address.split("?")[0] == ROOT + view


def test_prt_7_no_verdict_before_there_are_vital_signs(full: list[Partnership], officer: User) -> None:
    client = signed_in(officer)
    for address in (ROOT, f"{ROOT}map/", f"{ROOT}{full[0].uid}/"):
        words = fetch(client, address).text.lower()
        assert not {"alive", "dormant", "quiet"} & set(words.replace(".", " ").replace(",", " ").split())
        assert "silence" in words


def test_prt_7_the_map_and_its_table_say_the_same(full: list[Partnership], officer: User) -> None:
    page = fetch(signed_in(officer), f"{ROOT}map/?state=active&state=exploring")
    dots = [node for node in page.root.all("circle") if "dot" in node.attrs.get("class", "")]
    names = {node.text.split(":")[0] for node in dots}
    rows = [row.all("th")[0].all("a")[0].text for row in page.root.all("tbody")[0].all("tr")]
    assert names == {"Trier", "Nîmes"}
    assert set(rows) == {"Trier", "Nîmes", "Eurocities"}, "a network has no place"
    arcs = [node for node in page.root.all("path") if node.attrs.get("class", "").startswith("arc")]
    assert len(arcs) == 2


def test_prt_7_the_matrix_shows_gaps_and_opens_its_cells(full: list[Partnership], officer: User) -> None:
    client = signed_in(officer)
    page = fetch(client, f"{ROOT}matrix/")
    cells = [cell for cell in page.root.all("td") if cell.attrs.get("class") == "gap"]
    assert len(cells) == 3 * 6 - 1
    assert "17 combinations" in page.text
    assert "3 ties carry no type or no stage" in page.text
    cell = f"{ROOT}?collaboration_type=peer_partnership&innovation_stage=discovery"
    [address] = [url for url in page.addresses if url == cell]
    assert "1 of 4 ties fits." in fetch(client, address).text
    assert len(fetch(client, f"{ROOT}matrix/?rows=subtypes").root.all("tbody")[0].all("tr")) == 12


def test_prt_7_the_timeline_draws_agreements(full: list[Partnership], officer: User) -> None:
    page = fetch(signed_in(officer), f"{ROOT}timeline/?sort=since")
    bars = [node for node in page.root.all("rect") if "term" in node.attrs.get("class", "")]
    assert [bar.text.split(",")[0] for bar in bars] == ["Declaration"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=tri", {"Trier"}),
        ("q=ODESSA", set()),
        ("q=odesa", {"Odesa"}),
        ("state=historic", {"Odesa"}),
        ("state=historic&state=exploring", {"Odesa", "Nîmes"}),
        ("kind=sister_city", {"Trier"}),
        ("country=UA", {"Odesa"}),
        ("country=UA&country=FR", {"Odesa", "Nîmes"}),
        ("country=UA&kind=memorandum", set()),
        ("collaboration_type=peer_partnership", {"Trier"}),
        ("collaboration_type=project_peer", set()),
        ("purpose=culture", {"Trier"}),
        ("since_from=1958", {"Trier"}),
        ("since_until=1957", {"Odesa"}),
        ("since_until=1988", {"Odesa", "Trier"}),
        ("contact_from=2019-01-01", {"Trier"}),
        ("contact_from=2020-01-01", set()),
        ("silent=0", {"Trier", "Nîmes", "Odesa", "Eurocities"}),
        ("ends_before=1900-01-01", set()),
        ("silent=nonsense&kind=sister_city", {"Trier"}),
        ("kind=no_such_kind", {"Trier", "Nîmes", "Odesa", "Eurocities"}),
        ("page=99", {"Trier", "Nîmes", "Odesa", "Eurocities"}),
    ],
)
def test_prt_7_filters_live_in_the_address(
    full: list[Partnership], officer: User, query: str, names: set[str]
) -> None:
    page = fetch(signed_in(officer), f"{ROOT}?{query}")
    rows = [row for row in page.root.all("tbody")[0].all("tr") if row.all("th")]
    assert {row.all("th")[0].all("a")[0].text for row in rows} == names


def test_prt_7_an_end_before_a_day_is_the_ties_or_its_agreements(
    full: list[Partnership], officer: User
) -> None:
    year = timezone.localdate().year
    Partnership.objects.update(ends=None)
    page = fetch(signed_in(officer), f"{ROOT}?ends_before={year + 3}-12-31")
    assert [row.all("a")[0].text for row in page.root.all("tbody")[0].all("th")] == ["Trier"]


def test_prt_7_silence_counts_months_and_the_lack_of_any(full: list[Partnership], officer: User) -> None:
    today = timezone.localdate()
    Partnership.objects.filter(pk=full[0].pk).update(last_contact=PartialDate.of(today))
    names = fetch(signed_in(officer), f"{ROOT}?silent=1").root.all("tbody")[0].text
    assert "Trier" not in names
    assert "Nîmes" in names


@pytest.mark.parametrize(
    ("sort", "first"),
    [("name", "Eurocities"), ("-name", "Trier"), ("since", "Odesa"), ("-last", "Trier"), ("-count", "Trier")],
)
def test_prt_7_the_table_is_sorted_as_the_address_says(
    full: list[Partnership], officer: User, sort: str, first: str
) -> None:
    page = fetch(signed_in(officer), f"{ROOT}?sort={sort}")
    assert page.root.all("tbody")[0].all("th")[0].all("a")[0].text == first


def test_prt_7_facets_count_as_if_their_own_filter_were_open(full: list[Partnership], officer: User) -> None:
    page = fetch(signed_in(officer), f"{ROOT}?state=exploring&country=FR")
    [aside] = [node for node in page.root.all("aside") if "facets" in node.attrs.get("class", "")]
    shown = {
        item.all("span")[0].text: item.all("span")[1].text for item in aside.all("a") if item.all("span")
    }
    assert shown["Exploring"] == "1"
    assert "Historic" not in shown, "the French tie is not historic"
    assert shown["France"] == "1"
    assert "Memorandum or cooperation agreement" in shown


def test_prt_7_a_view_is_kept_and_removed(full: list[Partnership], officer: User) -> None:
    client = signed_in(officer)
    data = {
        "name": "French ones",
        "page": "portfolio.list",
        "query": "country=FR",
        "back": f"{ROOT}?country=FR",
    }
    client.post("/o/halden/views/", data)
    page = fetch(client, ROOT)
    assert page.links["French ones"] == "?country=FR"
