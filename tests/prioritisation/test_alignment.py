"""EVD-2, EVD-4: what we sell against what others sell and buy, worked by hand and from a loaded table."""

import datetime as dt
from pathlib import Path

import pytest

from proxenia.core import shipped
from proxenia.prioritisation.queries.alignment import HS, SITC, Mix, fitted
from proxenia.prioritisation.queries.figures import Beside, Column, column
from proxenia.prioritisation.queries.statistics import Declared, Held, Stored
from proxenia.prioritisation.queries.tree import FORMULAS, MISSING_RULES, TRANSFORMATIONS, tree

pytestmark = pytest.mark.once
TABLE = ("trade_products", "exports_hs4")
SOLD = {"AUT": (2022, {"4407": 0.5, "4418": 0.5})}
BOUGHT = {"DEU": (2022, {"4407": 0.8, "4901": 0.2}), "ITA": (2022, {"4901": 1.0})}
COULD = {"DEU": {"4407": (2022, 100.0), "4418": (2022, 40.0)}, "ITA": {"4418": (2022, 10.0)}}


@pytest.fixture
def wood() -> Held:
    """What Austria sells and two others buy, all of it invented."""
    told = Declared("US dollars a year", "Invented", "2022")
    mixes = {(*TABLE, "exporter"): SOLD, (*TABLE, "importer"): BOUGHT}
    return Held({}, {}, {TABLE: told}, None, mixes, {(*TABLE, "AUT"): COULD})


def ask(wood: Held, code: str, mix: Mix | None = None) -> Column:
    """Return a factor's figures from Austria."""
    return column(tree().factors[code], "AUT", wood, Beside(mix=mix))


def test_evd_2_every_factor_of_the_documents_is_in_the_tree() -> None:
    groups = {factor.group for factor in tree().factors.values()}
    assert groups == {group.code for group in tree().groups}
    assert {"similarity", "complementarity", "export_potential"} <= tree().factors.keys()
    for factor in tree().factors.values():
        assert factor.formula in FORMULAS
        assert factor.transformation in TRANSFORMATIONS
        assert factor.missing in MISSING_RULES
        assert factor.says
    told = shipped.path("factors", "SOURCES.md").read_text(encoding="utf-8")
    assert [code for code in tree().factors if f"| `{code}` |" not in told] == []


def test_evd_4_complementarity_by_national_shares_is_a_proxy(wood: Held) -> None:
    found = ask(wood, "complementarity")
    assert {place: one.value for place, one in found.figures.items()} == {"DEU": 50.0, "ITA": 0.0}
    assert found.figures["DEU"].note == "a proxy"


def test_evd_2_the_offices_own_mix_stands_before_national_shares(wood: Held) -> None:
    found = ask(wood, "complementarity", Mix({"440710": 0.5, "490110": 0.25, "010121": 0.25}, HS))
    assert found.figures["DEU"].value == pytest.approx(100 * (0.5 + 0.2))
    assert found.figures["ITA"].value == pytest.approx(25)
    assert found.figures["DEU"].note == "by the office's own exports, of which 75 % are in these products"


def test_evd_2_codes_of_another_classification_count_with_nothing(wood: Held) -> None:
    found = ask(wood, "complementarity", Mix({"4407": 1.0}, SITC))
    assert found.figures["DEU"].note == "a proxy"
    assert found.figures["DEU"].value == 50.0


def test_evd_2_a_nought_that_a_spreadsheet_took_away_is_put_back() -> None:
    assert fitted(Mix({"10121": 0.5, "0102": 0.5}, HS), {"0101", "0102"}, HS) == {"0101": 0.5, "0102": 0.5}
    assert fitted(Mix({"wine": 1.0}), {"wine"}, HS) == {"wine": 1.0}
    assert fitted(Mix({"440710": 1.0}), {"4407"}, HS) == {}


def test_evd_4_export_potential_and_what_the_own_mix_makes_of_it(wood: Held) -> None:
    found = ask(wood, "export_potential")
    assert {place: one.value for place, one in found.figures.items()} == {"DEU": 140.0, "ITA": 10.0}
    assert "a proxy" in found.figures["DEU"].note
    assert "without tariffs" in found.figures["DEU"].note
    # Own shares 0.8 and 0.2 against 0.5 and 0.5 in the country: 1.6 and 0.4 times as much.
    own = ask(wood, "export_potential", Mix({"4407": 0.4, "4418": 0.1, "9999": 0.5}, HS))
    assert own.figures["DEU"].value == pytest.approx(1.6 * 100 + 0.4 * 40)
    assert own.figures["ITA"].value == pytest.approx(0.4 * 10)
    assert "of which 50 %" in own.figures["DEU"].note


def test_evd_4_all_three_from_a_loaded_table(tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    from proxenia.evidence.store import Store

    rows = [
        # importer, exporter, product, value
        ("DEU", "AUT", "4407", 30), ("DEU", "POL", "4407", 70), ("DEU", "POL", "4418", 50),
        ("ITA", "AUT", "4418", 20), ("ITA", "POL", "4407", 10), ("POL", "AUT", "4407", 5),
    ]  # fmt: skip
    path = tmp_path / "eu27_imports_by_partner.csv"
    lines = [f"{one},{other},,{code},{value},2021" for one, other, code, value in rows]
    path.write_text(
        "\n".join(["reporter_iso,partner_iso,partner_desc,cmd_code,primary_value,ref_year", *lines])
    )
    with Store(tmp_path / "evidence", this_year=dt.datetime.now(tz=dt.UTC).year) as store:
        store.load("trade", path)
        statistics = Stored(store)
        figures = {code: column(tree().factors[code], "AUT", statistics, Beside()).figures
                   for code in ("complementarity", "export_potential")}  # fmt: skip
    # Austria sells 35 and 20 of 55; Germany buys 100 and 50 of 150.
    assert figures["complementarity"]["DEU"].value == pytest.approx(100 * (35 / 55 + 50 / 150))
    # Of 4407 Austria sells 35 of 115, of 4418 20 of 70; to Germany 30 in all of the 100 and 50 it buys.
    hoped = 35 / 115 * 100, 20 / 70 * 50
    ease = 30 / sum(hoped)
    assert figures["export_potential"]["DEU"].value == pytest.approx(
        max(hoped[0] * ease - 30, 0) + max(hoped[1] * ease - 0, 0)
    )
    assert figures["export_potential"]["DEU"].year == 2021
    assert "AUT" not in figures["complementarity"]
