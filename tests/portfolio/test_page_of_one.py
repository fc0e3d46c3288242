"""The page of one tie and its forms."""

from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.places.models import Place
from proxenia.portfolio import actions
from proxenia.portfolio.models import Partnership
from tests.pages import fetch, send
from tests.portfolio.conftest import ROOT, Cast, signed_in


def test_prt_1_the_page_of_a_tie_tells_the_story(full: list[Partnership], officer: User) -> None:
    page = fetch(signed_in(officer), f"{ROOT}{full[0].uid}/")
    for words in (
        "Trier", "Germany", "Sister city since 1988", "Wine and schools.", "Declaration", "Nîmes",
        "Send the dates", "1 of ours, 0 of theirs", "Take it under review", "Strategic collaboration",
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


def test_prt_1_a_conflict_shows_theirs_beside_mine_and_asks_again_each_time(
    full: list[Partnership], officer: User, director: User
) -> None:
    client, tie = signed_in(officer), full[0]
    edit, data = f"{ROOT}{tie.uid}/edit/", {"kind": "friendship", "ends": "2040", "review_on": "2030-01-01"}
    data |= {"name": "Trier", "visibility": "internal", "note": "Mine.", "expected_version": str(tie.version)}
    for words in ("Theirs.", "Theirs again."):
        now = Partnership.objects.get(pk=tie.pk)
        actions.change_tie(now, by=director, values={"note": words, "kind": "sister_city"})
        page = send(client, edit, data)
        assert f"{director.name} changed this on" in page.text
        differing = {row.all("th")[0].text: row.text for row in page.root.all("tbody")[0].all("tr")}
        assert differing["Notes"] == f"Notes {words} Mine."
        assert "Sister city" in differing["Kind"] or "Twin" in differing["Kind"]
        assert "Name of the tie" not in differing
        [data["expected_version"]] = [
            n.attrs["value"] for n in page.root.all("input") if n.attrs.get("name") == "expected_version"
        ]
    assert client.post(edit, data).status_code == 302
    tie.refresh_from_db()
    assert tie.note == "Mine."


def test_prt_10_a_limit_that_is_reached_is_told_before_anything_is_typed(
    cast: Cast, director: User, officer: User
) -> None:
    cast.office.partnership_cap = 0
    cast.office.save()
    page = fetch(signed_in(officer), f"{ROOT}add/")
    assert "The office has reached its limit of 0 active ties. This tie is saved as Proposed" in page.text
    [state] = [node for node in page.root.all("select") if node.attrs.get("name") == "state"]
    assert not state.within("details")
    assert [o.attrs["value"] for o in state.all("option") if "selected" in o.attrs] == ["proposed"]
    theirs = fetch(signed_in(director), f"{ROOT}add/")
    assert "say why below" in theirs.text
    [reason] = [n for n in theirs.root.all("input") if n.attrs.get("name") == "override_reason"]
    assert not reason.within("details")
