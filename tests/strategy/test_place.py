"""STR-1, STR-5: the inventory with evidence and date, the profile of the place, consultations."""

import io
from typing import Any

import pytest
from django.urls import reverse
from docx import Document

from proxenia.core.errors import NotAllowed, Refused
from proxenia.core.papers import page_count
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_organisation
from proxenia.records.actions import set_visibility
from proxenia.strategy import actions
from proxenia.strategy.models import Asset, Strategy, Voice
from proxenia.strategy.queries.assets import groups, inventory
from tests.cast import Cast, signed_in

ASSET = {
    "title": "Tall ships harbour",
    "group": "relations",
    "evidence": "Forty ships in 2025",
    "source": "Port authority, annual report",
    "as_of": PartialDate(2025),
}
HEARD = {"title": "Hearing on the strategy", "on": PartialDate(2026, 3, 4)}


def test_str_1_five_groups_with_evidence_source_and_date(cast: Cast) -> None:
    made = actions.add_asset(cast.office, by=cast.officer, values=ASSET)
    groups = inventory(cast.viewer, cast.office)
    assert [one.code for one in groups] == ["economy", "culture", "innovation", "relations", "capability"]
    assert [one.count for one in groups] == [0, 0, 0, 1, 0]
    page = signed_in(cast.viewer).get(reverse("strategy:place", args=("halden",))).content.decode()
    for words in ("Tall ships harbour", "Forty ships in 2025", "Port authority", "1 entry with evidence"):
        assert words in page
    set_visibility(made, by=cast.officer, visibility="confidential")
    assert (
        "Tall ships"
        not in signed_in(cast.viewer).get(reverse("strategy:place", args=("halden",))).content.decode()
    )


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"title": " "}, "title"),
        ({"group": "luck"}, "group"),
        ({"evidence": ""}, "evidence"),
        ({"source": " "}, "source"),
        ({"as_of": None}, "as_of"),
        ({"as_of": PartialDate(2099)}, "as_of"),
    ],
)
def test_str_1_without_evidence_source_or_date_it_is_refused(
    cast: Cast, values: dict[str, Any], where: str
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.add_asset(cast.office, by=cast.officer, values={**ASSET, **values})
    assert refusal.value.where == where
    assert not Asset.objects.exists()
    with pytest.raises(NotAllowed):
        actions.add_asset(cast.office, by=cast.viewer, values=ASSET)


def test_str_1_the_profile_is_a_paper_of_one_page(cast: Cast) -> None:
    for n in range(7):
        actions.add_asset(cast.office, by=cast.officer, values={**ASSET, "title": f"Asset {n}"})
    client = signed_in(cast.viewer)
    answer = client.get(reverse("strategy:place_paper", args=("halden", "pdf")))
    assert answer.content.startswith(b"%PDF")
    assert page_count(answer.content) == 1
    word = client.get(reverse("strategy:place_paper", args=("halden", "docx")))
    assert word.content.startswith(b"PK")
    assert client.get(reverse("strategy:place_paper", args=("halden", "exe"))).status_code == 404


def test_str_1_however_long_the_entries_are_the_profile_stays_on_one_page(cast: Cast) -> None:
    long = {
        "title": "A shipyard that mends ferries of every size " * 6,
        "source": "A report of many words " * 12,
    }
    for code in groups().codes:
        for number in range(4):
            values = {**ASSET, "group": code, **long, "title": f"{number} {long['title']}"}
            actions.add_asset(cast.office, by=cast.officer, values=values)
    client = signed_in(cast.viewer)
    answer = client.get(reverse("strategy:place_paper", args=("halden", "pdf")))
    assert page_count(answer.content) == 1
    word = client.get(reverse("strategy:place_paper", args=("halden", "docx"))).content
    text = "".join(one.text for one in Document(io.BytesIO(word)).paragraphs)
    assert "more in the inventory." in text
    assert long["title"] not in text


def test_str_1_an_organisation_is_named_as_it_stands_in_the_directory(cast: Cast) -> None:
    add_organisation(cast.office, by=cast.officer, values={"name": "Halden University", "kind": "university"})
    client, address = signed_in(cast.officer), reverse("strategy:add_asset", args=("halden",))
    sent = {**ASSET, "as_of": "2025", "visibility": "internal", "organisation": "halden university"}
    assert client.post(address, sent).status_code == 302
    assert Asset.objects.get().organisation is not None
    refused = client.post(address, {**sent, "organisation": "Nowhere College"})
    assert refused.status_code == 422
    assert "No single organisation" in refused.content.decode()


def test_str_5_who_was_heard_what_they_asked_and_what_became_of_it(cast: Cast, strategy: Strategy) -> None:
    body = add_organisation(
        cast.office, by=cast.officer, values={"name": "Chamber of Halden", "kind": "agency"}
    )
    hearing = actions.add_consultation(
        cast.office, by=cast.officer, values={**HEARD, "strategy": strategy, "kind": "hearing"}
    )
    client = signed_in(cast.officer)
    add = reverse("strategy:add_voice", args=("halden", hearing.uid))
    sent = {"name": "Chamber of Halden", "asked": "More help with export papers", "outcome": "open"}
    assert client.post(add, sent).status_code == 302
    voice = Voice.objects.get()
    assert voice.organisation == body
    listed = client.get(reverse("strategy:consultations", args=("halden",))).content.decode()
    assert "Hearing on the strategy" in listed
    edit = reverse("strategy:edit_voice", args=("halden", hearing.uid, voice.uid))
    refused = client.post(edit, {**sent, "outcome": "not"})
    assert refused.status_code == 422
    assert "Say why it was not taken up" in refused.content.decode()
    assert client.post(edit, {**sent, "outcome": "not", "became": "The region does it."}).status_code == 302
    page = reverse("strategy:consultation", args=("halden", hearing.uid))
    set_visibility(body, by=cast.director, visibility="confidential")
    told = signed_in(cast.viewer).get(page).content.decode()
    assert "Not taken up" in told
    assert "The region does it." in told
    assert body.uid not in told
    assert (
        client.post(reverse("strategy:remove_voice", args=("halden", hearing.uid, voice.uid))).status_code
        == 302
    )
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    ("values", "where"), [({"name": " "}, "name"), ({"asked": ""}, "asked"), ({"outcome": "x"}, "outcome")]
)
def test_str_5_a_wrong_voice_is_refused(cast: Cast, values: dict[str, str], where: str) -> None:
    hearing = actions.add_consultation(cast.office, by=cast.officer, values=HEARD)
    with pytest.raises(Refused) as refusal:
        actions.hear_voice(hearing, by=cast.officer, values={"name": "Chamber", "asked": "Help", **values})
    assert refusal.value.where == where
    with pytest.raises(Refused, match="still to come"):
        actions.add_consultation(cast.office, by=cast.officer, values={**HEARD, "on": PartialDate(2099)})


def _sheet(client: Any, address: str) -> str:
    return b"".join(client.get(address).streaming_content).decode()


@pytest.mark.parametrize("name", ["inventory", "objectives"])
def test_str_1_sheets_hold_what_a_person_sees(cast: Cast, aim: Any, name: str) -> None:
    made, one = actions.add_asset(cast.office, by=cast.officer, values=ASSET), aim()
    seen, hidden = (made, one) if name == "inventory" else (one, made)
    client = signed_in(cast.viewer)
    address = reverse("strategy:sheet", args=("halden", name, "csv"))
    told = _sheet(client, address)
    assert str(seen) in told
    assert str(hidden) not in told
    set_visibility(seen, by=cast.officer, visibility="confidential")
    assert str(seen) not in _sheet(client, address)
    assert client.get(reverse("strategy:sheet", args=("halden", name, "exe"))).status_code == 404
    assert client.get(reverse("strategy:sheet", args=("halden", "kings", "csv"))).status_code == 404
