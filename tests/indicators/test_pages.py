"""RES-1, RES-12, RES-18 on pages: the library with its facets, one indicator, its form, its calibration."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.indicators import actions
from proxenia.indicators.models import Indicator
from proxenia.indicators.queries.library import indicator_named
from tests.cast import Cast, signed_in

FIELDS = {
    "name": "Choirs", "definition": "Choirs of both places on one stage.", "horizon": "activity", "kind": "process",
    "family": "outcome", "unit": "number", "direction": "rising", "frequency": "year",
    "disaggregations": "age: under 27 | 27 and over",
}  # fmt: skip


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.officer)


def address(name: str, *args: str) -> str:
    return reverse(f"indicators:{name}", args=["halden", *args])


def text_of(client: Client, url: str, data: Any = None) -> str:
    return client.get(url, data).content.decode()


def test_res_1_the_library_is_taken_over_listed_and_filtered(cast: Cast, client: Client) -> None:
    assert "Take the library over" in text_of(client, address("list"))
    client.post(address("load"))
    page = text_of(client, address("list"))
    assert "never typed" in page
    assert "Agreements signed" in page
    long = text_of(client, address("list"), {"horizon": "long"})
    assert "Agreements signed" not in long
    assert "Trade with partner places" in long
    assert "No indicator fits" in text_of(client, address("list"), {"q": "zeppelin"})
    assert "The library is up to date" in client.post(address("load"), follow=True).content.decode()


def test_res_1_an_own_indicator_is_added_and_read(cast: Cast, client: Client) -> None:
    assert client.get(address("add")).status_code == 200
    refused = client.post(address("add"), {**FIELDS, "disaggregations": "women, men"})
    assert refused.status_code == 422
    assert "at least two categories" in refused.content.decode()
    client.post(address("add"), FIELDS)
    made = Indicator.objects.get()
    page = text_of(client, address("indicator", made.uid))
    assert "under 27, 27 and over" in page
    assert "nothing is measured by it yet" in page
    viewer = signed_in(cast.viewer)
    assert viewer.get(address("indicator", made.uid)).status_code == 200
    assert viewer.get(address("edit", made.uid)).status_code == 403
    assert signed_in(cast.outsider).get(address("indicator", made.uid)).status_code == 404


def test_res_12_a_definition_changed_after_use_asks_why_and_shows_the_difference(
    cast: Cast, client: Client
) -> None:
    client.post(address("add"), FIELDS)
    made = Indicator.objects.get()
    actions.mark_used(made)
    edit = address("edit", made.uid)
    asked = client.post(edit, {**FIELDS, "unit": "people"})
    assert asked.status_code == 422
    assert "Say why its definition changes" in asked.content.decode()
    done = client.post(edit, {**FIELDS, "unit": "people", "reason": "Singers count."}, follow=True)
    page = done.content.decode()
    assert "what was measured keeps version 1" in page
    assert "What version 2 changed" in page
    assert "Singers count." in page


def test_res_18_the_calibration_sheet_says_what_was_looked_at(cast: Cast, client: Client) -> None:
    client.post(address("load"))
    one = indicator_named(cast.office, "tourists")
    assert client.get(address("calibrate", one.uid)).status_code == 200
    assert client.post(address("calibrate", one.uid), {"applies": "no"}).status_code == 422
    client.post(address("calibrate", one.uid), {"applies": "no", "reason": "We have no hotel."})
    assert "We have no hotel." in text_of(client, address("indicator", one.uid))
    sheet = text_of(client, address("calibration"))
    assert "for one of them somebody said" in sheet
    client.post(address("retire", one.uid))
    assert "Out of use" in text_of(client, address("indicator", one.uid))
    assert "Tourists" in text_of(client, address("list"), {"retired": "yes"})
