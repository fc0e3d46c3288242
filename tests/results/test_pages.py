"""The pages of the ledger: list, one, forms, steps, chain, roll-ups, and what they add to other pages."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.results.actions import ledger as actions
from proxenia.results.models import Area, Contribution, Result
from tests.cast import Cast, signed_in
from tests.pages import fetch

Make = Callable[..., Any]
pytestmark = pytest.mark.django_db


def url(name: str, *args: str) -> str:
    """A page of the office's results."""
    return reverse(f"results:{name}", args=["halden", *args])


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.officer)


GIVEN = {
    "what": "A ferry line opened", "kind": "jobs", "belongs": "ours", "state": "reported", "on": "2026-05",
    "low": "34", "high": "40", "counted": "full-time posts", "visibility": "internal",
}  # fmt: skip


def test_res_4_an_empty_ledger_teaches(client: Client) -> None:
    page = fetch(client, url("ledger"))
    assert "No results yet" in page.text
    assert "No result that counts" in fetch(client, url("rollup", "tie")).text


def test_res_4_a_result_is_written_down_from_the_page_of_what_led_to_it(
    client: Client, cast: Cast, contact: Make
) -> None:
    call = contact("2025-11-02", "Call on ferries")
    add = f"{url('add_result')}?engagement={call.uid}"
    assert add in fetch(client, reverse("engagements:engagement", args=["halden", call.uid])).html
    assert "Call on ferries" in fetch(client, add).text
    answer = client.post(add, GIVEN)
    one = Result.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == url("result", one.uid)
    assert Contribution.objects.get().engagement == call
    page = fetch(client, url("result", one.uid))
    assert "34 to 40 full-time posts" in page.text
    assert "Call on ferries" in page.text
    assert "share not said" in page.text


def test_res_4_an_engagement_that_came_later_is_refused_in_the_form(client: Client, contact: Make) -> None:
    late = contact("2026-07-01", "Too late")
    answer = client.post(f"{url('add_result')}?engagement={late.uid}", GIVEN)
    assert answer.status_code == 422
    assert "was there before" in answer.content.decode()
    assert not Result.objects.exists()


def test_res_4_the_same_result_twice_is_asked_about_in_the_form(client: Client) -> None:
    client.post(url("add_result"), GIVEN)
    answer = client.post(url("add_result"), GIVEN)
    assert answer.status_code == 422
    assert "stands in the ledger already" in answer.content.decode()
    assert Result.objects.count() == 1
    client.post(url("add_result"), {**GIVEN, "is_another": "on"})
    assert Result.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"low": "40", "high": "34"}, "upside down"),
        ({"kind": "investment", "counted": ""}, "Say in which currency"),
        ({"kind": "investment", "counted": "", "currency": "euros?"}, "currency"),
        ({"kind": "investment", "counted": "", "currency": "EUR"}, "of which date"),
        ({"low": "many"}, "not a number"),
        ({"on": "soon"}, "soon"),
        ({"on": ""}, "Fill this in"),
        ({"kind": "x"}, "not among the choices"),
    ],
)
def test_res_4_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, given: dict[str, str], words: str
) -> None:
    answer = client.post(url("add_result"), {**GIVEN, **given})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert "A ferry line opened" in text


def test_res_4_the_list_is_filtered_and_adds_up_what_counts(client: Client, result: Make) -> None:
    result("A ferry line opened", kind="jobs", low=Decimal(34), high=Decimal(40), municipality="Harbour Town")
    result("A mill is planned", kind="jobs", low=Decimal(500), high=Decimal(500), state="planned", on="2030")
    result("They copied our signs", kind="solution", belongs="theirs", on="2024")
    page = fetch(client, url("ledger"))
    assert "1 result counts in our place; 0 of them confirmed by outsiders; 1 is only planned." in page.text
    assert "34 to 40 jobs" in page.text
    assert "534" not in page.text
    assert "mill" not in fetch(client, url("ledger") + "?belongs=ours&state=reported").text
    assert "One result answers to this" in fetch(client, url("ledger") + "?area=harbour+town&year=2026").text
    assert "No result answers" in fetch(client, url("ledger") + "?kind=jobs&horizon=long&state=aged").text
    assert "mill" in fetch(client, url("ledger") + "?q=mill&state=planned").text
    fetch(client, url("ledger") + "?year=x&tie=nobody&page=9&away=1")
    fetch(client, url("ledger") + "?year=%C2%B2&kind=x&belongs=nobody&state=gone")


def test_res_4_an_outsider_confirms_it_by_the_page(client: Client, result: Make) -> None:
    one = result()
    step = url("move_result", one.uid, "substantiate_result")
    fetch(client, step)
    given = {
        "level": "record", "source": "", "witness": "A. Auditor", "witness_of": "Chamber of Accounts",
        "witnessed_on": "2026-06-01", "witness_words": "It is so.",
    }  # fmt: skip
    answer = client.post(step, given)
    assert answer.status_code == 422
    assert "no evidence to be read" in answer.content.decode()
    client.post(step, {**given, "source": "Report 7"})
    page = fetch(client, url("result", one.uid))
    assert "A. Auditor (Chamber of Accounts) confirms it" in page.text
    for verb in ("doubt_result", "withdraw_result"):
        fetch(client, url("move_result", one.uid, verb))
    assert client.get(url("move_result", one.uid, "forget_it")).status_code == 404
    client.post(url("move_result", one.uid, "withdraw_result"), {"reason": "It was another firm."})
    assert "withdrawn and counts in no figure" in fetch(client, url("result", one.uid)).text


def test_res_4_what_led_to_it_is_found_by_its_words(
    client: Client, result: Make, tie: Make, contact: Make
) -> None:
    one = result()
    tie("Trier")
    for day in ("2025-01-01", "2025-02-02"):
        contact(day, "Call on ferries")
    add = url("add_contribution", one.uid)
    fetch(client, add)
    answer = client.post(add, {"sort": "engagement", "words": "ferries", "share": "1/3"})
    assert "Several fit" in answer.content.decode()
    chosen = contact("2025-03-03", "Mission on ferries")
    answer = client.post(add, {"sort": "engagement", "words": "ferries", "share": "1/3", "pick": chosen.uid})
    assert answer.status_code == 302
    assert (
        "Nothing here is called so"
        in client.post(add, {"sort": "partnership", "words": "Xyzzy"}).content.decode()
    )
    assert client.post(add, {"sort": "partnership", "words": "Trier", "share": "80 %"}).status_code == 422
    assert client.post(add, {"sort": "partnership", "words": "Trier", "share": "0.3"}).status_code == 422
    assert client.post(add, {"sort": "named", "words": "A fund", "share": "50 %"}).status_code == 302
    page = fetch(client, url("result", one.uid))
    assert "33.3 %" in page.text
    assert "16.7 % is nobody's" in page.text
    link = Contribution.objects.get(named="A fund")
    edit = url("edit_contribution", one.uid, link.uid)
    assert 'value="50 %"' in fetch(client, edit).html
    client.post(edit, {"share": "", "how": "By its rules."})
    link.refresh_from_db()
    assert (link.part, link.how) == (None, "By its rules.")
    client.post(url("remove_contribution", one.uid, link.uid))
    assert client.post(url("remove_contribution", one.uid, link.uid)).status_code == 404


def test_res_4_two_who_change_a_result_are_told(client: Client, result: Make) -> None:
    one = result()
    edit = url("edit_result", one.uid)
    fetch(client, edit)
    given = {
        **GIVEN,
        "kind": "policy",
        "low": "",
        "high": "",
        "counted": "",
        "expected_version": str(one.version),
    }
    assert client.post(edit, {**given, "whom": "dockers"}).status_code == 302
    answer = client.post(edit, {**given, "whom": "sailors"})
    assert answer.status_code == 422
    assert "sailors" in answer.content.decode()


def test_res_4_put_away_and_back(client: Client, result: Make) -> None:
    one = result()
    client.post(url("archive_result", one.uid), {"reason": "A slip"})
    assert "No results yet" in fetch(client, url("ledger")).text
    assert "This is put away" in fetch(client, url("result", one.uid)).text
    client.post(url("restore_result", one.uid))
    client.post(url("look_again", one.uid))
    assert "A ferry line opened" in fetch(client, url("ledger")).text


def test_res_4_pages_of_tie_and_body_say_what_came_of_them(
    client: Client, cast: Cast, result: Make, tie: Make
) -> None:
    trier = tie("Trier")
    page = reverse("portfolio:tie", args=["halden", trier.uid])
    assert "No result names it yet" in fetch(client, page).text
    one = result()
    actions.add_contribution(one, by=cast.officer, target=trier)
    body = trier.parties.get().organisation
    actions.add_contribution(one, by=cast.officer, target=body)
    for where in (page, reverse("directory:organisation", args=["halden", body.uid])):
        text = fetch(client, where).text
        assert "Results that count and name it:" in text
        assert "A ferry line opened" in text
    assert "A ferry line opened" in fetch(client, f"{url('ledger')}?tie={trier.uid}").text


def test_res_4_today_names_claims_that_age(client: Client, cast: Cast, result: Make, tie: Make) -> None:
    tie("Trier")
    one = result()
    today = reverse("desk:today", args=["halden"])
    assert "Claims to look at again" not in fetch(client, today).text
    Result.objects.filter(pk=one.pk).update(ages_on="2024-01-01")
    assert "Claims to look at again" in fetch(client, today).text
    assert "The claim has aged" in fetch(client, url("result", one.uid)).text


@pytest.mark.parametrize(
    "dimension", ["tie", "country", "sector", "engagement", "kind", "area", "unit", "quarter"]
)
def test_res_4_roll_ups_have_their_pages(
    client: Client, cast: Cast, result: Make, tie: Make, contact: Make, dimension: str
) -> None:
    call = contact("2025-11", "Call on ferries", ties=[tie("Trier"), tie("Graz")])
    one = result(kind="jobs", low=Decimal(60), high=Decimal(90), unit=cast.unit, municipality="Harbour Town")
    actions.add_contribution(one, by=cast.officer, target=call, share=(1, 2))
    page = fetch(client, url("rollup", dimension) + "?from=2020&to=2027")
    assert "1 result counts for “Our place”, 2020 to 2027" in page.text
    assert "jobs" in page.text
    assert "0 results count" in fetch(client, url("rollup", dimension) + "?belongs=world&from=x").text
    assert client.get(url("rollup", "nonsense")).status_code == 404


def test_res_15_municipalities_are_typed_one_in_a_line(client: Client, cast: Cast) -> None:
    areas = url("areas")
    fetch(client, areas)
    lines = "*Harbour Town; 48 200; 2025; register; of residents\nHill\n\nIsle; 900; ; census"
    assert client.post(areas, {"lines": lines}).status_code == 302
    stored = {one.name: one for one in Area.objects.all()}
    assert (stored["Harbour Town"].inhabitants, stored["Harbour Town"].source) == (
        48_200,
        "register; of residents",
    )
    assert stored["Harbour Town"].is_centre
    assert stored["Hill"].inhabitants is None
    assert "*Harbour Town; 48200; 2025; register; of residents" in fetch(client, areas).html
    for bad, words in (
        ("Hill; many", "whole number"),
        ("Hill; 5", "is from"),
        ("Hill; 5; 3000; x", "no year"),
    ):
        answer = client.post(areas, {"lines": bad})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert Area.objects.count() == 3
    assert "of ours have nothing" in fetch(client, url("rollup", "area")).text


def test_res_4_search_finds_a_result(client: Client, result: Make) -> None:
    result()
    page = fetch(client, reverse("desk:search", args=["halden"]) + "?q=ferry")
    assert "A ferry line opened" in page.text


def test_res_4_whoever_only_reads_is_offered_no_button(cast: Cast, result: Make) -> None:
    one, viewer = result(), signed_in(cast.viewer)
    for where in (url("ledger"), url("result", one.uid), url("rollup", "area")):
        page = fetch(viewer, where)
        assert "Write a result down" not in page.text
        assert "Say what led to it" not in page.text
    assert viewer.get(url("add_result")).status_code == 403
