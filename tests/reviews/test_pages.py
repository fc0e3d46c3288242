"""What a page and the command line say of vital signs."""

import datetime as dt
import json
import sys
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from proxenia.cli import ground
from proxenia.cli.parser import main
from proxenia.core.errors import Refused
from proxenia.reviews.actions import judge_office
from proxenia.reviews.queries.judging import method
from tests.cast import Cast, signed_in


def day(back: int) -> str:
    """A day before today, as ISO text."""
    return (timezone.localdate() - dt.timedelta(days=back)).isoformat()


def test_prt_5_the_page_of_a_tie_says_its_word_with_the_facts(cast: Cast, tie: Any, contact: Any) -> None:
    moss = tie("Moss")
    contact(day(10), ties=[moss])
    address = reverse("portfolio:tie", args=[cast.office.slug, moss.uid])
    before = signed_in(cast.viewer).get(address)
    assert before.status_code == 200
    assert "Vital signs" not in before.content.decode()
    judge_office(cast.office, by=cast.operator)
    html = signed_in(cast.viewer).get(address).content.decode()
    assert "Vital signs" in html
    assert "its own rhythm is not known yet" in html
    assert "No result that counts names it" in html


def test_prt_5_the_command_tells_every_tie_that_is_not_historic(
    cast: Cast, tie: Any, contact: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "start_ready", lambda: None)
    moss, _empty = tie("Moss"), tie("Rygge")
    contact("2026-01-05", ties=[moss])
    contact("2026-05-05", ties=[moss])
    words = ["health", "--office", cast.office.slug, "--json", "--as-of"]
    assert main([*words, "2026-02-01"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["id"], first["last_contact"], first["state"]) == (moss.uid, "2026-01-05", "alive")
    low, high = first["interval"]
    assert low <= first["p_stopped"] <= high
    assert {"fact", "value", "sentence"} == set(first["facts"][0])
    assert [second[name] for name in ("state", "p_stopped", "interval", "last_contact")] == [None] * 4
    assert main([*words, "2026-06-01", "--tie", moss.uid]) == 0
    assert [one["last_contact"] for one in json.loads(capsys.readouterr().out)] == ["2026-05-05"]
    assert main([*words, "June"]) == 1
    assert "June is not a day" in json.loads(capsys.readouterr().out)["error"]["message"]


def test_prt_5_without_its_package_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import proxenia.methods

    monkeypatch.delattr(proxenia.methods, "health", raising=False)
    monkeypatch.setitem(sys.modules, "proxenia.methods.health", None)
    with pytest.raises(Refused, match=r"pip install 'proxenia\[analytics\]'"):
        method()
