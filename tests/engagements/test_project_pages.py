"""ENG-7, DIR-5: pages of calls, projects and the stakeholder map, for who writes, who reads and who may not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from proxenia.engagements.actions import applications, stakeholders
from proxenia.engagements.actions import project_parts as parts
from proxenia.engagements.models import Application, Call, Project, Stakeholder
from proxenia.records.actions import set_visibility
from tests.cast import Cast, make_tie, signed_in
from tests.engagements.projected import body, call, day, line, project
from tests.pages import fetch

pytestmark = pytest.mark.django_db


def where(one: Project, step: str = "") -> str:
    """The address of a project."""
    return f"/o/halden/projects/{one.uid}/{step}"


def test_eng_7_the_journey_from_call_to_report_by_pages(cast: Cast) -> None:
    client = signed_in(cast.officer)
    make_tie(cast.office, by=cast.officer, name="Bergen")
    noted = {
        "title": "Clean ports", "funder_text": "The sea fund", "deadline": day(20).isoformat(), "most": "90000",
        "currency": "euro", "visibility": "internal", "link": "https://example.org/call",
    }  # fmt: skip
    assert client.post("/o/halden/calls/add/", {**noted, "deadline": "soon"}).status_code == 422
    assert client.post("/o/halden/calls/add/", noted).status_code == 302
    found = Call.objects.get()
    assert found.currency == "EUR"
    client.post(f"/o/halden/calls/{found.uid}/step/", {"verb": "choose_call", "words": "It is made for us."})
    assert "Clean ports" in fetch(client, "/o/halden/").text, "worth it, near, and nobody has begun"
    begun = {"title": "Shore power", "ties": "Bergen", "starts": day(30).isoformat(), "ends": day(300).isoformat(),
             "visibility": "internal"}  # fmt: skip
    assert client.post("/o/halden/projects/add/", {**begun, "ties": "Nowhere"}).status_code == 422
    answer = client.post(f"/o/halden/projects/add/?call={found.uid}", begun)
    one = Project.objects.get()
    assert answer.headers["Location"] == f"{where(one, 'applications/add/')}?call={found.uid}"
    assert (
        client.post(where(one, "applications/add/"), {"call": found.uid, "currency": "EUR"}).status_code
        == 302
    )
    today = fetch(client, "/o/halden/").text
    assert "Hand in the application “Clean ports”" in today
    asked = Application.objects.get()
    step = {"verb": "hand_in_application", "on": day(0).isoformat(), "currency": "EUR"}
    assert client.post(where(one, f"applications/{asked.uid}/step/"), step).status_code == 422
    client.post(where(one, f"applications/{asked.uid}/step/"), {**step, "amount": "50000"})
    client.post(
        where(one, f"applications/{asked.uid}/step/"),
        {**step, "verb": "grant_application", "amount": "45000"},
    )
    assert client.get(where(one, f"applications/{asked.uid}/step/")).status_code == 404
    client.post(
        where(one, "budget/add/"), {"kind": "staff", "what": "Engineer", "amount": "60000", "currency": "EUR"}
    )
    client.post(where(one, "funding/add/"), {"kind": "cash", "amount": "20000", "currency": "EUR"})
    over = client.post(where(one, "funding/add/"), {"kind": "cash", "amount": "15001", "currency": "EUR"})
    assert client.post(where(one, "step/"), {"verb": "start_project"}).status_code == 302
    early = {"kind": "report", "what": "First report", "due": day(1).isoformat(), "side": "us"}
    assert client.post(where(one, "dates/add/"), early).status_code == 422
    assert client.post(where(one, "dates/add/"), {**early, "due": day(50).isoformat()}).status_code == 302
    page = fetch(client, where(one)).text
    for words in ("Running", "First report", "45,000", "50,000"):
        assert words in page
    assert over.status_code in (302, 422)
    assert "First report" in fetch(client, "/o/halden/promises/").text
    client.post(where(one, "step/"), {"verb": "close_project", "words": "Done."})
    one.refresh_from_db()
    assert one.state == "running", "a report is still due"
    assert "Still due" in fetch(client, f"{where(one, 'step/')}?verb=close_project").text


def test_eng_7_lists_and_pages_for_whoever_reads(cast: Cast) -> None:
    one, two = project(cast), call(cast)
    reader = signed_in(cast.viewer)
    assert "Shore power" in fetch(reader, "/o/halden/projects/").links
    assert "Ports without smoke" in fetch(reader, "/o/halden/calls/").links
    assert "Shore power" not in fetch(reader, "/o/halden/projects/?q=other").links
    assert "Shore power" not in fetch(reader, "/o/halden/projects/?state=closed").links
    assert "Add a line to the budget" not in fetch(reader, where(one)).links
    assert "Ports without smoke" in fetch(reader, f"/o/halden/calls/{two.uid}/").text
    for step in ("budget/add/", "edit/", "dates/add/", "applications/add/", "stakeholders/add/"):
        assert reader.get(where(one, step)).status_code == 403
        assert fetch(signed_in(cast.officer), where(one, step)).text
    set_visibility(one, by=cast.director, visibility="confidential")
    assert "Shore power" not in fetch(reader, "/o/halden/projects/").links
    assert reader.get(where(one)).status_code == 404
    assert reader.get(where(one, "map/")).status_code == 404


def test_eng_7_a_part_of_another_project_is_not_there(cast: Cast) -> None:
    one, two = project(cast), project(cast, ties=[], title="Other")
    held = line(cast, one)
    client = signed_in(cast.officer)
    assert client.get(where(one, f"budget/{held.uid}/")).status_code == 200
    assert client.get(where(two, f"budget/{held.uid}/")).status_code == 404
    assert client.post(where(two, f"budget/{held.uid}/remove/")).status_code == 404
    changed = {"kind": "staff", "what": "Two engineers", "amount": "1500", "currency": "EUR"}
    assert client.post(where(one, f"budget/{held.uid}/"), changed).status_code == 302
    held.refresh_from_db()
    assert (held.what, held.amount) == ("Two engineers", 1500)
    assert client.post(where(one, f"budget/{held.uid}/remove/")).status_code == 302
    assert not one.budget_lines.exists()


def test_eng_7_put_away_and_brought_back(cast: Cast) -> None:
    one, client = project(cast), signed_in(cast.officer)
    client.post(where(one, "archive/"), {"reason": " "})
    one.refresh_from_db()
    assert not one.is_archived
    client.post(where(one, "archive/"), {"reason": "Entered twice"})
    assert "Bring it back" in fetch(client, where(one)).text
    assert "Shore power" not in fetch(client, "/o/halden/projects/").links
    client.post(where(one, "restore/"))
    assert "Shore power" in fetch(client, "/o/halden/projects/").links


def test_eng_7_an_edit_over_somebody_elses_keeps_what_was_typed(cast: Cast) -> None:
    one, client = project(cast), signed_in(cast.officer)
    form = {
        "title": "Shore power",
        "ties": "Bergen",
        "visibility": "internal",
        "aim": "My words",
        "starts": "",
        "ends": "",
    }
    answer = client.post(where(one, "edit/"), {**form, "expected_version": str(one.version + 5)})
    assert answer.status_code == 422
    assert "My words" in answer.content.decode()
    assert client.post(where(one, "edit/"), {**form, "expected_version": str(one.version)}).status_code == 302
    one.refresh_from_db()
    assert (one.aim, one.starts) == ("My words", None)


def test_dir_5_the_map_says_in_words_what_it_draws(cast: Cast) -> None:
    one, port, client = project(cast), body(cast), signed_in(cast.officer)
    parts.add_party(one, by=cast.officer, values={"organisation": port, "role": "lead"})
    empty = fetch(client, where(one, "map/")).text
    assert "Nobody stands on the map" in empty
    assert "Place Port of Bergen" in empty
    opened = client.get(f"{where(one, 'stakeholders/add/')}?organisation={port.uid}").content.decode()
    assert 'value="Port of Bergen"' in opened
    placed = {"organisation": "Port of Bergen", "interest": "2", "influence": "4"}
    assert client.post(where(one, "stakeholders/add/"), {**placed, "interest": "0"}).status_code == 422
    assert client.post(where(one, "stakeholders/add/"), placed).status_code == 302
    assert client.post(where(one, "stakeholders/add/"), {"named": "Neighbours"}).status_code == 302
    page = fetch(signed_in(cast.viewer), where(one, "map/")).text
    for words in ("Keep them content", "Not placed", "not known", "1 is not placed yet"):
        assert words in page
    moved = {"interest": "5", "influence": "4", "reason": "Their board wants it", "note": ""}
    held = Stakeholder.objects.get(organisation=port)
    assert client.post(where(one, f"stakeholders/{held.uid}/"), {**moved, "reason": ""}).status_code == 422
    assert client.post(where(one, f"stakeholders/{held.uid}/"), moved).status_code == 302
    page = fetch(client, where(one, "map/")).text
    assert "interest 2 → 5, influence 4 → 4" in page
    assert "Now: Work with them closely." in page
    involved = fetch(client, "/o/halden/projects/involved/?kind=seaport&role=lead")
    assert "Port of Bergen" in involved.links
    assert "Shore power" in fetch(client, f"/o/halden/organisations/{port.uid}/").text


def test_eng_7_pages_ask_as_often_for_many_parts_as_for_few(cast: Cast) -> None:
    one = project(cast)
    client = signed_in(cast.viewer)

    def fill(number: int) -> None:
        port = body(cast, f"Port {number}")
        line(cast, one)
        for role in ("lead", "fund"):
            parts.add_party(one, by=cast.officer, values={"organisation": port, "role": role})
        values = {"organisation": port, "amount": 1, "currency": "EUR"}
        parts.add_funding(one, by=cast.officer, values=values)
        stakeholders.place_stakeholder(one, by=cast.officer, values={"organisation": port}, interest=3)
        said = {"what": f"Report {number}", "due": day(60)}
        applications.add_date(one, by=cast.officer, kind="report", values=said)

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    fill(0)
    addresses = (where(one), where(one, "map/"), "/o/halden/projects/", "/o/halden/projects/involved/")
    before = [asked(address) for address in addresses]
    for number in range(1, 5):
        fill(number)
    assert [asked(address) for address in addresses] == before


def test_eng_7_a_tie_tells_of_its_projects_and_a_promise_of_its_project(cast: Cast) -> None:
    one, client = project(cast), signed_in(cast.officer)
    tie = one.tie_links.get().partnership
    page = fetch(client, f"/o/halden/partnerships/{tie.uid}/")
    assert "Shore power" in page.links
    promise = applications.add_date(
        one, by=cast.officer, kind="report", values={"what": "Report", "due": day(50)}
    )
    assert "Shore power" in fetch(client, f"/o/halden/promises/{promise.uid}/").links
    set_visibility(one, by=cast.director, visibility="confidential")
    reader = signed_in(cast.viewer)
    assert "Shore power" not in fetch(reader, f"/o/halden/partnerships/{tie.uid}/").text
