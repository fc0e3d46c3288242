"""The pages of the portfolio: sound, right for an empty office and a full one, closed to those who may not."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.values import PartialDate
from proxenia.places.models import Place
from proxenia.portfolio import actions
from proxenia.portfolio.models import Agreement, Partnership
from tests.pages import fetch, send
from tests.portfolio.conftest import NIMES, ODESA, AddTie, Cast, day

VIEWS = ("", "map/", "timeline/", "matrix/")
ROOT = "/o/halden/partnerships/"


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def full(cast: Cast, add_tie: AddTie, officer: User, home: Place) -> list[Partnership]:
    """A handful of ties of several kinds, one of them with everything."""
    trier = add_tie(
        "Trier", kind="sister_city", since=day("1988"), purpose="Wine and schools.", unit=cast.port,
        codes=[("collaboration_type", "strategic_peer"), ("innovation_stage", "discovery"), ("purpose", "culture")],
    )  # fmt: skip
    nimes = add_tie("Nîmes", place=NIMES, state="exploring", kind="memorandum")
    odesa = add_tie("Odesa", place=ODESA, kind="friendship", state="historic", since=day("1957"))
    Partnership.objects.filter(pk=trier.pk).update(last_contact="2019-05", contact_count=9)
    values = {
        "title": "Declaration",
        "signed": day("1988"),
        "ends": PartialDate(timezone.localdate().year + 3),
    }
    agreement = actions.add_agreement(trier, by=officer, values=values)
    actions.add_promise(
        trier, by=officer, agreement=agreement, values={"what": "Send the dates", "side": "us"}
    )
    actions.set_parent(nimes, by=officer, parent=trier)
    network = actions.join_network(cast.office, by=officer, name="Eurocities", code="eurocities")
    return [trier, nimes, odesa, network]


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
    for words, number in (("3 ties", 3), ("3 have been silent", 3)):
        [address] = [url for name, url in head.links.items() if name.startswith(words)]
        rows = fetch(client, address).root.all("tbody")[0].all("tr")
        assert len(rows) == number, words


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


# One tie


def test_prt_1_the_page_of_a_tie_tells_the_story(full: list[Partnership], officer: User) -> None:
    page = fetch(signed_in(officer), f"{ROOT}{full[0].uid}/")
    for words in (
        "Trier", "Germany", "Sister city since 1988", "Wine and schools.", "Declaration", "Nîmes",
        "Send the dates", "1 of ours, 0 of theirs", "Open the review", "Strategic collaboration",
    ):  # fmt: skip
        assert words in page.text, words
    assert "A tie is ended by a decision: open the review first." in page.text
    assert fetch(signed_in(officer), f"{ROOT}{full[3].uid}/").text.count("Role held") == 1


def test_prt_1_a_tie_is_added_by_form_with_its_end_filled_in(cast: Cast, officer: User, home: Place) -> None:
    client = signed_in(officer)
    blank = fetch(client, f"{ROOT}add/")
    values = {
        node.attrs["name"]: node.attrs.get("value", "")
        for node in blank.root.all("input")
        if "name" in node.attrs
    }
    assert values["ends"] > timezone.localdate().isoformat()
    assert values["review_on"] > timezone.localdate().isoformat()
    data = {**values, "counterparts": "Trier, Germany\nNîmes, France", "counterpart_kind": "municipality",
            "kind": "friendship", "state": "active", "visibility": "internal"}  # fmt: skip
    answer = client.post(f"{ROOT}add/", data)
    tie = Partnership.objects.get()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"{tie.uid}/")
    assert [party.organisation.country for party in tie.parties.all()] == ["DE", "FR"]
    assert [party.named for party in tie.parties.all()] == ["Trier", "Nîmes"]
    assert str(tie.ends) == values["ends"]


def test_prt_10_the_form_shows_the_limit_and_those_who_may_give_a_reason(
    cast: Cast, director: User, officer: User
) -> None:
    cast.office.partnership_cap = 0
    cast.office.save()
    data = {"counterparts": "Trier, Germany", "counterpart_kind": "municipality", "kind": "friendship",
            "state": "active", "visibility": "internal"}  # fmt: skip
    page = send(signed_in(officer), f"{ROOT}add/", data)
    assert "limit of 0 active ties" in page.text
    assert "Trier, Germany" in page.text, "nothing typed is lost"
    assert "beyond its limit" not in page.text
    client = signed_in(director)
    assert "beyond its limit" in send(client, f"{ROOT}add/", data).text
    assert client.post(f"{ROOT}add/", {**data, "override_reason": "Decided."}).status_code == 302


def test_prt_1_a_change_made_meanwhile_is_told(full: list[Partnership], officer: User) -> None:
    client, tie = signed_in(officer), full[0]
    edit = f"{ROOT}{tie.uid}/edit/"
    page = fetch(client, edit)
    [version] = [
        n.attrs["value"] for n in page.root.all("input") if n.attrs.get("name") == "expected_version"
    ]
    actions.change_tie(Partnership.objects.get(pk=tie.pk), by=officer, values={"note": "Other words."})
    data = {"name": "Trier", "kind": "friendship", "ends": "2040", "review_on": "2030-01-01",
            "visibility": "internal", "expected_version": version}  # fmt: skip
    assert "Somebody changed this" in send(client, edit, data).text
    data["expected_version"] = str(Partnership.objects.get(pk=tie.pk).version)
    assert client.post(edit, data).status_code == 302
    tie.refresh_from_db()
    assert (tie.kind, str(tie.ends)) == ("friendship", "2040")


def test_prt_1_a_part_is_put_under_its_whole_by_name(full: list[Partnership], officer: User) -> None:
    client, tie = signed_in(officer), full[2]
    data = {"name": "Odesa", "kind": "friendship", "visibility": "internal", "parent": "Trir"}
    assert "Did you mean" not in send(client, f"{ROOT}{tie.uid}/edit/", {**data, "parent": "Xyz"}).text
    assert client.post(f"{ROOT}{tie.uid}/edit/", {**data, "parent": "trier"}).status_code == 302
    tie.refresh_from_db()
    assert tie.parent == full[0]


def test_prt_1_steps_are_taken_by_form(full: list[Partnership], officer: User) -> None:
    client, tie = signed_in(officer), full[0]
    move = f"{ROOT}{tie.uid}/to/"
    assert client.get(f"{move}historic/").status_code == 302
    assert "reason" in fetch(client, f"{move}suspended/").html
    assert send(client, f"{move}suspended/", {"reason": ""}).text.count("Why") >= 1
    assert client.post(f"{move}suspended/", {"reason": "Border closed."}).status_code == 302
    assert "Runs until" in fetch(client, f"{move}active/").text
    answer = client.post(
        f"{move}active/", {"reason": "Open again.", "ends": "2044", "review_on": "2040-01-01"}
    )
    assert answer.status_code == 302
    tie.refresh_from_db()
    assert (tie.state, str(tie.ends)) == ("active", "2044")


def test_prt_2_words_are_ticked(full: list[Partnership], officer: User) -> None:
    client, tie = signed_in(officer), full[1]
    fetch(client, f"{ROOT}{tie.uid}/classify/")
    data = {"sdg": ["11", "13"], "innovation_stage": ["problem"]}
    assert client.post(f"{ROOT}{tie.uid}/classify/", data).status_code == 302
    assert tie.classifications.count() == 3


def test_prt_3_an_agreement_from_draft_to_renewal_by_forms(
    full: list[Partnership], officer: User, settings: Any, tmp_path: Any
) -> None:
    settings.DATA_FOLDER = tmp_path
    client = signed_in(officer)
    fetch(client, f"{ROOT}{full[1].uid}/agreements/add/")
    data = {"title": "Memo", "state": "draft", "ends": "2040", "exit_clause": "Six months."}
    assert client.post(f"{ROOT}{full[1].uid}/agreements/add/", data).status_code == 302
    memo = Agreement.objects.get(title="Memo")
    at = f"/o/halden/agreements/{memo.uid}/"
    assert "It is a draft: sign it first." in fetch(client, at).text
    assert "only a signed text" in send(client, f"{at}amend/", {"kind": "amendment"}).text
    for step, values in (
        ("edit", {"title": "Memo 2", "ends": "2040", "exit_clause": "Six months."}),
        ("sign", {"signed": "2024-05-02", "signatories": "A. Lund"}),
        ("approve", {"body": "City council", "decided": "2024-04"}),
        ("amend", {"kind": "renewal", "ends": "2050", "summary": "Ten more years."}),
        ("end", {"reason": "Both left."}),
    ):
        fetch(client, f"{at}{step}/")
        assert client.post(f"{at}{step}/", values).status_code == 302, step
    page = fetch(client, at)
    for words in ("Memo 2", "Ended", "Renewal", "City council", "A. Lund", "Ten more years."):
        assert words in page.text, words
    assert "Memo 2" in fetch(client, f"{ROOT}agreements/").text
    assert "Memo 2" not in fetch(client, f"{ROOT}agreements/?before=2060-01-01").text


def test_prt_4_a_promise_is_recorded_under_an_agreement(full: list[Partnership], officer: User) -> None:
    client, tie = signed_in(officer), full[0]
    agreement = tie.agreements.get()
    address = f"{ROOT}{tie.uid}/promises/add/?agreement={agreement.uid}"
    fetch(client, address)
    answer = client.post(address, {"what": "Name a school", "side": "them", "owner_name": "Frau Weber"})
    assert answer.status_code == 302
    page = fetch(client, f"/o/halden/agreements/{agreement.uid}/")
    assert "Name a school" in page.text
    assert "Frau Weber" in page.text


def test_prt_9_a_network_is_chosen_and_joined(cast: Cast, officer: User, viewer: User) -> None:
    client = signed_in(officer)
    page = fetch(client, f"{ROOT}networks/?q=eurocities")
    assert "1 network" in page.text
    [address] = [url for url in page.addresses if url.endswith("/join/")]
    fetch(client, address)
    data = {"role": "member", "fee": "6200", "fee_currency": "EUR", "fee_year": "2026", "since": "2001"}
    assert client.post(address, data).status_code == 302
    tie = Partnership.objects.get()
    assert "6,200" in fetch(client, f"{ROOT}{tie.uid}/").text
    assert "already" in send(client, address, data).text
    assert not any(url.endswith("/join/") for url in fetch(signed_in(viewer), f"{ROOT}networks/").addresses)
    fetch(client, f"{ROOT}{tie.uid}/membership/")
    assert client.post(f"{ROOT}{tie.uid}/membership/", {"role": "board"}).status_code == 302


def test_prt_10_doubles_across_units_come_first_and_are_dismissed(
    cast: Cast, add_tie: AddTie, officer: User
) -> None:
    first, second = add_tie("Trier", unit=cast.port), add_tie("Trier", kind="memorandum")
    add_tie("Nîmes", place=NIMES)
    client = signed_in(officer)
    page = fetch(client, f"{ROOT}doubles/")
    assert "1 pair of ties may" in page.text
    assert "Two units keep them." in page.text
    assert "Looks like another tie" in fetch(client, f"{ROOT}{first.uid}/").text
    client.post(
        f"{ROOT}doubles/dismiss/", {"first": first.uid, "second": second.uid, "reason": "Port and city."}
    )
    assert "No two live ties" in fetch(client, f"{ROOT}doubles/").text
    assert "Looks like another tie" not in fetch(client, f"{ROOT}{first.uid}/").text


def test_prt_10_a_part_is_no_double_and_neither_is_what_ended(add_tie: AddTie, officer: User) -> None:
    first, second = add_tie("Trier"), add_tie("Trier", kind="memorandum")
    add_tie("Trier", state="historic")
    actions.set_parent(second, by=officer, parent=first)
    assert "No two live ties" in fetch(signed_in(officer), f"{ROOT}doubles/").text


def test_prt_1_counterparts_are_added_changed_and_taken_off(full: list[Partnership], officer: User) -> None:
    client, tie = signed_in(officer), full[0]
    at = f"{ROOT}{tie.uid}/counterparts/"
    fetch(client, f"{at}add/")
    assert client.post(f"{at}add/", {"words": "Odesa", "kind": "municipality"}).status_code == 302
    assert "already" in send(client, f"{at}add/", {"words": "City of Odesa", "kind": "municipality"}).text
    party = tie.parties.get(named="Odesa")
    fetch(client, f"{at}{party.uid}/")
    values = {"named": "Odessa", "responsibilities": "Hosts."}
    assert client.post(f"{at}{party.uid}/", values).status_code == 302
    assert client.post(f"{at}{party.uid}/remove/").status_code == 302
    assert tie.parties.count() == 1


def test_prt_1_a_tie_is_put_away_and_brought_back(full: list[Partnership], officer: User) -> None:
    client, tie = signed_in(officer), full[1]
    fetch(client, f"{ROOT}{tie.uid}/put-away/")
    assert client.post(f"{ROOT}{tie.uid}/put-away/", {"reason": "Twice."}).status_code == 302
    assert "Nîmes" not in fetch(client, ROOT).root.all("tbody")[0].text
    assert "was put away" in fetch(client, f"{ROOT}{tie.uid}/").text
    assert client.post(f"{ROOT}{tie.uid}/bring-back/").status_code == 302
    assert "Nîmes" in fetch(client, ROOT).root.all("tbody")[0].text


# Who may


def test_sys_3_a_viewer_reads_every_page_and_opens_no_form(full: list[Partnership], viewer: User) -> None:
    client, tie = signed_in(viewer), full[0]
    agreement = tie.agreements.get()
    for read in ("", "map/", "timeline/", "matrix/", "networks/", "doubles/", "agreements/", f"{tie.uid}/"):
        assert "Add a" not in fetch(client, ROOT + read).text
    fetch(client, f"/o/halden/agreements/{agreement.uid}/")
    assert "Your role in this office only reads." in fetch(client, f"{ROOT}{tie.uid}/").text
    for write in ("add/", f"{tie.uid}/edit/", f"{tie.uid}/to/suspended/", f"{tie.uid}/classify/"):
        assert client.get(ROOT + write).status_code == 403


def test_sys_3_a_hidden_tie_is_seen_and_counted_nowhere(cast: Cast, full: list[Partnership]) -> None:
    insider = cast.person("officer", cast.port)
    tie = full[0]
    actions.change_tie(Partnership.objects.get(pk=tie.pk), by=insider, values={"visibility": "restricted"})
    outside = signed_in(cast.person("officer"))
    for view in VIEWS:
        page = fetch(outside, ROOT + view)
        [aside] = [node for node in page.root.all("aside") if "facets" in node.attrs.get("class", "")]
        assert "Trier" not in page.text
        assert "2 ties" in page.text
        assert "Germany" not in aside.text
        assert "Sister city" not in aside.text
    for query in ("?q=trier", "?country=DE", "?purpose=culture", "?ends_before=2199-01-01"):
        assert "Trier" not in fetch(outside, ROOT + query).root.all("tbody")[0].text
    for address in (f"{ROOT}agreements/", f"{ROOT}doubles/", f"{ROOT}{full[1].uid}/"):
        assert "Trier" not in fetch(outside, address).text
        assert "Declaration" not in fetch(outside, address).text
    assert outside.get(f"{ROOT}{tie.uid}/").status_code == 404
    assert outside.get(f"{ROOT}{tie.uid}/edit/").status_code == 404
    assert outside.get(f"/o/halden/agreements/{tie.agreements.get().uid}/").status_code == 404
    assert "Trier" in fetch(signed_in(insider), ROOT).text


def test_sys_3_another_offices_tie_does_not_exist(cast: Cast, full: list[Partnership]) -> None:
    from proxenia.accounts.models import Membership, Office

    other = Office.objects.create(name="Office of Moss", slug="moss")
    stranger = User.objects.create(email="stranger@example.org", name="Stranger")
    Membership.objects.create(user=stranger, office=other, role="director")
    client = signed_in(stranger)
    assert client.get(f"{ROOT}{full[0].uid}/").status_code == 404
    assert client.get(f"/o/moss/partnerships/{full[0].uid}/").status_code == 404
    assert "Trier" not in fetch(client, "/o/moss/partnerships/").text


# Speed


def many(add_tie: AddTie, number: int) -> None:
    """Add a number of ties with three counterparts' worth of words."""
    for index in range(number):
        tie = add_tie(f"Trier {index}", kind="friendship", codes=[("purpose", "culture"), ("sdg", "1")])
        actions.add_agreement(tie, by=tie.created_by, values={"title": "Pact", "signed": day("2001")})


@pytest.mark.parametrize("view", [*VIEWS, "agreements/", "?kind=friendship&q=trier&purpose=culture"])
def test_prt_7_fifty_ties_ask_as_often_as_five(
    cast: Cast, add_tie: AddTie, officer: User, home: Place, view: str, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(officer)
    many(add_tie, 5)
    fetch(client, ROOT + view)
    cache.clear()
    with django_assert_max_num_queries(24) as few:
        client.get(ROOT + view)
    many(add_tie, 45)
    cache.clear()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(ROOT + view)


def test_prt_7_counts_are_remembered_until_the_next_event(
    cast: Cast, add_tie: AddTie, officer: User, viewer: User, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(officer)
    add_tie("Trier")
    assert "1 tie" in fetch(client, ROOT).text
    with django_assert_max_num_queries(14):
        client.get(ROOT)
    tie = add_tie("Nîmes", place=NIMES)
    page = fetch(client, ROOT)
    assert "2 ties" in page.text
    assert "France" in page.text
    actions.archive_tie(tie, by=officer, reason="Twice.")
    assert "1 tie" in fetch(client, ROOT).text


def test_prt_7_all_filters_stand_on_one_form(full: list[Partnership], officer: User) -> None:
    client = signed_in(officer)
    page = fetch(client, f"{ROOT}filters/?view=map&country=FR")
    [form] = [form for form in page.root.all("form") if form.attrs.get("action") == f"{ROOT}map/"]
    assert [o.text for o in form.all("option") if "selected" in o.attrs] == ["France"]
    names = {node.attrs.get("name") for node in form.all("input", "select")}
    assert {"q", "state", "kind", "silent", "ends_before", "sdg", "lead_actor"} <= names


def test_prt_7_a_tie_with_much_asks_as_often_as_one_with_little(
    cast: Cast, add_tie: AddTie, officer: User, django_assert_max_num_queries: Any
) -> None:
    client, tie = signed_in(officer), add_tie("Trier")
    for index in range(2):
        actions.add_agreement(tie, by=officer, values={"title": f"Pact {index}"})
        actions.add_promise(tie, by=officer, values={"what": f"Thing {index}", "side": "us"})
        actions.set_parent(add_tie("Nîmes", place=NIMES), by=officer, parent=tie)
    client.get(f"{ROOT}{tie.uid}/")
    with django_assert_max_num_queries(45) as few:
        client.get(f"{ROOT}{tie.uid}/")
    for index in range(20):
        actions.add_agreement(tie, by=officer, values={"title": f"More {index}"})
        actions.add_promise(tie, by=officer, values={"what": f"More {index}", "side": "them"})
        actions.set_parent(add_tie("Nîmes", place=NIMES), by=officer, parent=tie)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(f"{ROOT}{tie.uid}/")
