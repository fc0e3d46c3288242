"""Agreements, promises, networks and doubles by their pages."""

from typing import Any

from proxenia.accounts.models import User
from proxenia.directory.actions import add_organisation
from proxenia.portfolio import actions
from proxenia.portfolio.models import Agreement, Partnership
from tests.pages import fetch, send
from tests.portfolio.conftest import NIMES, ROOT, AddTie, Cast, signed_in


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
    assert "1 pair said to be two" in fetch(client, f"{ROOT}doubles/").text
    client.post(f"{ROOT}doubles/{first.uid}/{second.uid}/ask-again/")
    page = fetch(client, f"{ROOT}doubles/")
    assert "1 pair of ties may" in page.text
    assert {f"{ROOT}{tie.uid}/" for tie in (first, second)} <= set(page.addresses)


def test_prt_10_a_part_is_no_double_and_neither_is_what_ended(add_tie: AddTie, officer: User) -> None:
    first, second = add_tie("Trier"), add_tie("Trier", kind="memorandum")
    add_tie("Trier", state="historic")
    actions.set_parent(second, by=officer, parent=first)
    assert "No two live ties" in fetch(signed_in(officer), f"{ROOT}doubles/").text


def test_prt_9_a_tie_called_like_a_network_counts_as_its_membership(
    cast: Cast, officer: User, add_tie: AddTie
) -> None:
    for name in ("EUROCITIES", "UBC", "World Energy Cities Partnership", "Covenant of Mayors"):
        body = add_organisation(cast.office, by=officer, values={"name": name, "kind": "other"})
        who = actions.Counterpart(organisation=body)
        actions.add_tie(cast.office, by=officer, values={"kind": "network_membership"}, counterparts=[who])
    page = fetch(signed_in(officer), f"{ROOT}networks/")
    assert "the office is in 4 of them" in page.text
    assert not any("/eurocities/join/" in url for url in page.addresses)
