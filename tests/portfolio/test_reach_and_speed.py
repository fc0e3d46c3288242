"""Who sees and opens what, and how often the database is asked."""

from typing import Any

import pytest
from django.core.cache import cache

from proxenia.accounts.models import User
from proxenia.places.models import Place
from proxenia.portfolio import actions
from proxenia.portfolio.models import Partnership
from tests.pages import fetch
from tests.portfolio.conftest import NIMES, ROOT, VIEWS, AddTie, Cast, day, signed_in


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
    with django_assert_max_num_queries(30) as few:
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
    with django_assert_max_num_queries(50) as few:
        client.get(f"{ROOT}{tie.uid}/")
    asked = len(few.captured_queries)
    for index in range(20):
        actions.add_agreement(tie, by=officer, values={"title": f"More {index}"})
        actions.add_promise(tie, by=officer, values={"what": f"More {index}", "side": "them"})
        actions.set_parent(add_tie("Nîmes", place=NIMES), by=officer, parent=tie)
    client.get(f"{ROOT}{tie.uid}/")  # the number of places to settle is remembered until the next event
    with django_assert_max_num_queries(asked):
        client.get(f"{ROOT}{tie.uid}/")
