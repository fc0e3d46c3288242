"""EVD-1: traps of open data that no source of the product reads, and the list of them all with their tests."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from proxenia.evidence.readers import tables
from proxenia.methods.complexity import advantages, complexity
from proxenia.places.queries import resolve
from proxenia.places.queries.folding import key_of
from proxenia.strategy.queries.sdg import targets
from tests.repository import source

pytestmark = pytest.mark.once
OpenData = Callable[[str], Path]
PAGE = source.ROOT / "docs" / "reference" / "evidence.md"


def test_evd_1_names_with_broken_bytes_are_never_taken_for_another_place(open_data: OpenData) -> None:
    """ClimActor's list: bytes written out as <c3><b3>, and three rows shifted by a column."""
    path = open_data("name_matching/climactor_city_region_name_variants.csv")
    rows = [row for _number, row in tables.rows(path, ("right", "wrong", "iso", "entity_type"))]
    assert sum(row["entity_type"] == "TWN" for row in rows) == 3, "shifted"
    broken = [
        row for row in rows if re.search(r"<[0-9a-f]{2}>", row["wrong"]) and row["entity_type"] == "City"
    ]
    assert len(broken) > 50
    found = {row["wrong"]: resolve(row["wrong"], row["iso"]).match for row in broken[:300]}
    wrong = {
        text: place.name
        for text, place in found.items()
        if place is not None and re.search("<", text) and key_of(place.name)[:2] != key_of(text)[:2]
    }
    assert wrong == {}


def test_evd_4_complexity_is_no_fitness(open_data: OpenData) -> None:
    """A published table called its fitness an index of complexity; the two order the same exports differently."""
    with open_data("trade/sitc_exports_by_country_product_avg_1998_2000.csv").open() as file:
        rows = list(csv.DictReader(file))
    places, products = sorted({row["country"] for row in rows}), sorted({row["product"] for row in rows})
    exports = np.zeros((len(places), len(products)))
    for row in rows:
        exports[places.index(row["country"]), products.index(row["product"])] = float(row["value"])
    made = advantages(exports)
    made = made[:, made.any(axis=0)]
    fitness, quality = np.ones(len(made)), np.ones(made.shape[1])
    for _turn in range(50):
        fitness, quality = made @ quality, 1 / (made.T @ (1 / fitness))
        fitness, quality = fitness / fitness.mean(), quality / quality.mean()
    ranks = [np.argsort(np.argsort(one)) for one in (complexity(exports).places, fitness)]
    assert 0.3 < np.corrcoef(*ranks)[0, 1] < 0.95
    tops = [{places[n] for n in np.argsort(-one)[:10]} for one in (complexity(exports).places, fitness)]
    assert tops[0] != tops[1]


def test_evd_1_the_list_of_targets_lacks_one_and_the_product_does_not(open_data: OpenData) -> None:
    told = json.loads(open_data("devcoop/sdg/sdg_indicator_framework.json").read_text(encoding="utf-8"))
    listed = {one["target"].strip().removeprefix("Target").strip().rstrip(".") for one in told}
    assert len(listed) == 168
    assert len(set(targets()) - listed) == 1
    assert listed < set(targets())


def test_evd_1_a_name_misread_by_a_machine_is_asked_about(open_data: OpenData) -> None:
    assert "Cuemavaca, Mexico" in open_data("mou_texts/minneapolis_cuernavaca.txt").read_text(
        encoding="utf-8"
    )
    found = resolve("Cuemavaca", "MX")
    assert found.match is None, "taken for certain"
    assert found.alternatives[0].name == "Cuernavaca"
    assert resolve("MernorandCum ofVniderstanding", "MX").match is None


def test_evd_1_every_trap_and_every_bad_input_has_its_test_on_the_page() -> None:
    section = (
        PAGE.read_text(encoding="utf-8").partition("## Traps, each with its test")[2].partition("\n## ")[0]
    )
    numbers = re.findall(r"(?m)^\| (\d+) \|", section)
    assert numbers == [str(number) for number in range(1, 16)]
    for line in section.splitlines():
        if not line.startswith("| ") or line.startswith(("| #", "| bad", "| ---")):
            continue
        named = re.findall(r"`(tests/[\w/]+\.py)`, `(\w+)`", line)
        assert named, f"no test: {line}"
        for file, test in named:
            assert f"def {test}(" in (source.ROOT / file).read_text(encoding="utf-8"), f"{file} has no {test}"
