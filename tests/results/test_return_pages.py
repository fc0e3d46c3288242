"""RES-13: the pages of returns: who owes what, one return, the workbook out and in, the link without an account."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from proxenia.results.actions.letters import link_return
from proxenia.results.actions.returns import submit_return
from proxenia.results.models.returns import BusinessPlan, Reading, Return
from proxenia.results.rules.layouts import layout_from
from tests.cast import Cast, signed_in
from tests.results.test_returns import GOOD, answer, filled

pytestmark = pytest.mark.django_db
BASE = "/o/halden/returns/"


def text(client: Client, address: str, status: int = 200) -> str:
    """Return a page."""
    response = client.get(address)
    assert response.status_code == status, address
    return str(response.content.decode())


def send(client: Client, due: Return, path: Path) -> Any:
    """Send a file in."""
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(f"{BASE}{due.uid}/read/", {"file": upload})


def test_res_13_the_page_says_who_owes_what(cast: Cast, due: Return) -> None:
    page = text(signed_in(cast.viewer), BASE)
    assert "1 plan owes a return" in page
    assert "Q2 2026" in page
    assert "Add a plan" not in page, "a viewer changes nothing"
    assert "Add a plan" in text(signed_in(cast.officer), BASE)


def test_res_13_an_office_without_plans_is_told_how_it_begins(cast: Cast) -> None:
    assert "Nobody is asked for a return yet" in text(signed_in(cast.officer), BASE)
    assert "No plan yet" in text(signed_in(cast.officer), f"{BASE}plans/")


def test_res_13_the_number_of_questions_does_not_grow(
    cast: Cast, plan: BusinessPlan, due: Return, django_assert_max_num_queries: Any
) -> None:
    from proxenia.results.actions.returns import open_return

    client = signed_in(cast.officer)
    client.get(BASE)
    with django_assert_max_num_queries(60) as few:
        client.get(BASE)
        before = len(few)
    for period in ("2026-Q1", "2026-Q3", "2026-Q4", "2027-Q1"):
        open_return(plan, by=cast.officer, period=period)
    # What the frame remembers until the next event is asked anew once.
    client.get(BASE)
    with django_assert_max_num_queries(before):
        client.get(BASE)


def test_res_13_a_file_is_read_on_the_page_and_its_cells_are_named(
    cast: Cast, due: Return, tmp_path: Path
) -> None:
    client = signed_in(cast.unit_editor)
    wrong = filled(tmp_path / "return.xlsx", due, {**GOOD, (0, "value"): "see note"})
    response = send(client, due, wrong)
    assert response.status_code == 422
    page = response.content.decode()
    assert "“see note” is not a figure" in page
    assert ">G5<" in page
    assert not Reading.objects.exists()
    response = send(client, due, filled(tmp_path / "return.xlsx", due, GOOD))
    assert response.status_code == 302
    page = text(client, f"{BASE}{due.uid}/")
    assert "3 / 4" in page
    assert "not known" in page, "the level nobody chose"
    assert send(client, due, tmp_path / "return.xlsx").status_code == 302
    assert Reading.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04 cut short"])
def test_res_13_a_hostile_upload_is_a_sentence(cast: Cast, due: Return, content: bytes) -> None:
    client = signed_in(cast.unit_editor)
    response = client.post(f"{BASE}{due.uid}/read/", {"file": SimpleUploadedFile("x.xlsx", content)})
    assert response.status_code == 422
    assert client.post(f"{BASE}{due.uid}/read/", {}).status_code == 422


def test_res_13_the_workbook_is_handed_out(cast: Cast, due: Return) -> None:
    response = signed_in(cast.viewer).get(f"{BASE}{due.uid}/workbook.xlsx")
    assert response.status_code == 200
    assert 'filename="return-culture-2026-Q2.xlsx"' in response.headers["Content-Disposition"]
    assert io.BytesIO(response.content).read(2) == b"PK"


def test_res_13_filled_in_on_the_page_the_same_rules_hold(cast: Cast, due: Return) -> None:
    client = signed_in(cast.unit_editor)
    address = f"{BASE}{due.uid}/fill-in/"
    lines = list(layout_from(due.layout).lines())
    first, share = f"value_{lines[0].key}", lines[4].key
    assert "Companies supported" in text(client, address)
    response = client.post(address, {first: "a dozen"})
    assert response.status_code == 422
    assert "is not a figure" in response.content.decode()
    response = client.post(address, {f"value_{share}": "3"})
    assert response.status_code == 422
    assert client.post(address, {}).status_code == 422, "nothing is no return"
    response = client.post(address, {first: "12", f"value_{share}": "3", f"denominator_{share}": "4"})
    assert response.status_code == 302
    assert Reading.objects.get().cells == 3


def test_res_13_an_officer_sends_back_and_accepts(cast: Cast, due: Return) -> None:
    submit_return(due, by=cast.unit_editor, answered=answer(due, l0=18))
    client, key = signed_in(cast.officer), next(layout_from(due.layout).lines()).key
    address = f"{BASE}{due.uid}/"
    assert client.post(f"{address}send-back/", {"comment": ""}).status_code == 422
    response = client.post(f"{address}send-back/", {"comment": "", f"line_{key}": "All of them new?"})
    assert response.status_code == 302
    assert "All of them new?" in text(signed_in(cast.unit_editor), address)
    submit_return(due, by=cast.unit_editor, answered=answer(due, l0=17))
    assert "Accept it" not in text(signed_in(cast.unit_editor), address)
    assert client.post(f"{address}accept/", {"rating": "3", "words": "Good"}).status_code == 302
    assert "On course" in text(client, address)
    assert client.post(f"{address}lock/").status_code == 302
    assert client.post(f"{address}reopen/", {"reason": "Counted twice."}).status_code == 403
    director = signed_in(cast.director)
    assert director.post(f"{address}reopen/", {"reason": "Counted twice."}).status_code == 302
    due.refresh_from_db()
    assert due.state == Return.State.SENT_BACK
    assert client.post(f"{address}lock/").status_code == 302, "refused in a sentence"


def test_res_13_whoever_has_the_link_needs_no_account(cast: Cast, due: Return, client: Client) -> None:
    page = signed_in(cast.officer).post(f"{BASE}{due.uid}/link/").content.decode()
    address = page.split("<code>")[1].split("</code>")[0].removeprefix("http://testserver")
    assert "Companies supported" in text(client, address)
    assert client.get(f"{address}?workbook=yes").content[:2] == b"PK"
    name = f"value_{next(layout_from(due.layout).lines()).key}"
    assert client.post(address, {name: "12"}).status_code == 422, "nobody said who"
    assert "Thank you" in client.post(address, {name: "12", "name": "Mirthe"}).content.decode()
    assert "Mirthe" in text(signed_in(cast.officer), f"{BASE}{due.uid}/"), "who sent it, without an account"
    assert text(client, address, 409)
    assert text(client, "/return/nobody/", 409)


def test_res_13_whoever_has_the_link_sends_the_workbook(
    cast: Cast, due: Return, client: Client, tmp_path: Path
) -> None:
    address = f"/return/{link_return(due, by=cast.officer)}/?by=file"
    assert "The workbook, filled in" in text(client, address)

    def post(path: Path, name: str = "Mirthe") -> Any:
        return client.post(address, {"name": name, "file": SimpleUploadedFile(path.name, path.read_bytes())})

    wrong = filled(tmp_path / "return.xlsx", due, {**GOOD, (0, "value"): "see note"})
    response = post(wrong)
    assert response.status_code == 422
    assert "“see note” is not a figure" in response.content.decode()
    good = filled(tmp_path / "return.xlsx", due, GOOD)
    assert post(good, name="").status_code == 422
    assert client.post(address).status_code == 422
    assert not Reading.objects.exists()
    assert "Thank you" in post(good).content.decode()
    assert (Reading.objects.get().sent_name, Reading.objects.get().cells) == ("Mirthe", 6)


def test_res_13_the_workbook_is_mailed_from_the_page(cast: Cast, due: Return) -> None:
    client = signed_in(cast.unit_editor)
    assert "Mail the workbook and a link to mirthe@example.org" in text(client, f"{BASE}{due.uid}/")
    assert client.post(f"{BASE}{due.uid}/mail/").status_code == 302
    assert [one.to for one in mail.outbox] == [["mirthe@example.org"]]
    assert signed_in(cast.viewer).post(f"{BASE}{due.uid}/mail/").status_code == 403


def test_res_13_plans_are_written_and_changed_on_their_pages(cast: Cast, indicators: Any) -> None:
    client = signed_in(cast.officer)
    values = {
        "title": "Port", "code": "port", "frequency": "quarter", "begins": "2024-Q1", "until": "2024-Q2", "days": "21",
        "lines": "Work | companies_supported | 20\nWork | companies_supported | | green",
    }  # fmt: skip
    wrong = {**values, "lines": "Work | goodwill"}
    response = client.post(f"{BASE}plans/add/", wrong)
    assert response.status_code == 422
    assert "Line 1: there is no indicator “goodwill”" in response.content.decode()
    assert client.post(f"{BASE}plans/add/", values).status_code == 302
    plan = BusinessPlan.objects.get()
    assert plan.returns.count() == 2, "both quarters have ended"
    assert "Companies supported" in text(client, f"{BASE}plans/{plan.uid}/")
    assert "Work | companies_supported | | green" in text(client, f"{BASE}plans/{plan.uid}/edit/")
    response = client.post(f"{BASE}plans/{plan.uid}/edit/", {**values, "title": "The port"})
    assert response.status_code == 302
    assert signed_in(cast.unit_editor).get(f"{BASE}plans/{plan.uid}/edit/").status_code == 403


def test_res_13_a_plan_is_put_away_and_brought_back_on_its_page(cast: Cast, plan: BusinessPlan) -> None:
    client, here = signed_in(cast.officer), f"{BASE}plans/{plan.uid}/"
    away = client.post(f"{here}archive/", {"reason": "The unit is gone"}, follow=True)
    assert f"“{plan}” is put away." in away.content.decode()
    plan.refresh_from_db()
    assert plan.is_archived
    twice = client.post(f"{here}archive/", {"reason": "Again"}, follow=True)
    assert f"“{plan}” is put away." not in twice.content.decode(), "what a verb refuses is told"
    back = client.post(f"{here}restore/", follow=True)
    assert f"“{plan}” is back." in back.content.decode()
    plan.refresh_from_db()
    assert not plan.is_archived
    assert signed_in(cast.viewer).post(f"{here}archive/").status_code == 403


def test_res_13_what_a_person_may_not_see_is_not_there(cast: Cast, due: Return, plan: BusinessPlan) -> None:
    for address in (f"{BASE}{due.uid}/", f"{BASE}plans/{plan.uid}/", f"{BASE}{due.uid}/workbook.xlsx"):
        assert signed_in(cast.partner).get(address).status_code == 404
        assert signed_in(cast.outsider).get(address).status_code == 404
    assert signed_in(cast.viewer).get(f"{BASE}{due.uid}/fill-in/").status_code == 403
    assert signed_in(cast.unit_editor).get(f"{BASE}{due.uid}/accept/").status_code == 403
    link = link_return(due, by=cast.officer)
    assert link not in text(signed_in(cast.viewer), f"{BASE}{due.uid}/")
