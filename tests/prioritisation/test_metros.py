"""EVD-2: metropolitan areas compared where figures of them exist, on invented figures and on the open data."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import reverse

from proxenia.core.errors import Refused
from proxenia.evidence.store import Store
from proxenia.prioritisation import actions, readers
from proxenia.prioritisation.models import Question as Asked
from proxenia.prioritisation.queries.answering import answer, recomputed
from proxenia.prioritisation.queries.candidates import METROS, candidates, near
from proxenia.prioritisation.queries.figures import Beside, column
from proxenia.prioritisation.queries.peers import beside_of
from proxenia.prioritisation.queries.questions import Question
from proxenia.prioritisation.queries.statistics import Declared, Held, Stored
from proxenia.prioritisation.queries.tree import tree
from tests.cast import Cast, signed_in

DETROIT, AKRON, REST = (
    ("19820", "Detroit-Warren-Dearborn, MI"),
    ("10420", "Akron, OH"),
    ("99", "Rest of Ohio"),
)
TOLD = Declared("US dollars a year", "Invented", "2017")


@pytest.fixture
def metros() -> Held:
    """Two areas and what lies in none; a twinning of Akron with Chemnitz."""
    exports = {DETROIT: [(2017, 30e9)], AKRON: [(2017, 3e9)], REST: [(2017, 9e9)]}
    twinned = [("Chemnitz", "DEU", 50.8, 12.9, "Akron", "USA", 41.08, -81.52),
               ("Lyon", "FRA", 45.8, 4.8, "Akron", "USA", 41.1, -81.5)]  # fmt: skip
    return Held(
        {}, {}, {("brookings", "exports"): TOLD, ("us_states", "export_share"): TOLD, ("twinnings", "twinned"): TOLD},
        twinned, metros={("brookings", "exports"): exports}, states={"EU": {"MI": (12.5, 2017), "OH": (20.0, 2017)}},
    )  # fmt: skip


@pytest.mark.once
def test_evd_2_areas_lie_where_their_first_town_lies(metros: Held) -> None:
    found = candidates(METROS, metros)
    assert set(found) == {"CBSA-19820", "CBSA-10420"}, "the rest of a state is no area"
    akron = found["CBSA-10420"]
    assert (akron.state, akron.country) == ("OH", "US")
    assert akron.spot == pytest.approx((41.08, -81.52), abs=0.05)
    assert near(akron, (41.2, -81.6))
    assert not near(akron, (42.3, -83.0))
    assert candidates(METROS, Held({}, {}, {})) == {}


@pytest.mark.once
def test_evd_2_figures_of_areas_with_source_and_what_they_stand_for(metros: Held) -> None:
    field, beside = candidates(METROS, metros), replace(beside_of("DEU", metros), tied_spots=((42.3, -83.0),))

    def told(code: str, home: str = "DEU") -> dict[str, float]:
        found = column(tree().factors[code], home, metros, beside, field)
        return {place.removeprefix("CBSA-"): round(one.value, 2) for place, one in found.figures.items()}

    assert told("metro_exports") == {"19820": 30e9, "10420": 3e9}
    assert told("metro_state_share") == {"19820": 12.5, "10420": 20.0}
    assert told("metro_state_share", "JPN") == {}, "no figure of exports to Japan is told"
    assert told("metro_peers") == {"19820": 0, "10420": 1}
    assert told("metro_ties") == {"19820": 1, "10420": 0}
    assert told("metro_export_share") == {}
    assert told("metro_distance")["19820"] == pytest.approx(6_700, abs=100)
    assert told("metro_hours")["10420"] == 2
    share = column(tree().factors["metro_state_share"], "DEU", metros, beside, field).figures["CBSA-10420"]
    assert share.note == "a proxy; of its whole state, to EU"


@pytest.mark.once
def test_evd_2_areas_are_ranked_and_recomputed(metros: Held) -> None:
    question = Question("DEU", draws=300, among=METROS)
    found = answer(question, tree(), metros, Beside())
    assert {one.name for one in found.standings} == {DETROIT[1], AKRON[1]}
    assert {one.factor.of for one in found.columns} == {METROS}
    assert recomputed(found.inputs.as_json(), found.result()) <= 1e-9
    with pytest.raises(Refused, match="No metropolitan area"):
        answer(question, tree(), Held({}, {}, {}), Beside())


@pytest.mark.once
def test_evd_2_a_purpose_says_among_which_places(tmp_path: Path) -> None:
    def read(text: str) -> Question:
        path = tmp_path / "purpose.yaml"
        path.write_text(text)
        return readers.question_of("DEU", tree(), purpose=path, weights=None, draws=100, seed=1)

    assert read("among: metros\nweights: {metro_exports: 2}\n").among == METROS
    for wrong, why in (
        ("among: villages", "none of countries, metros"),
        ("among: metros\nfactors: [economy]", "no factor"),
        ("factors: [metro_exports]", "no factor"),
        ("among: metros\nweights: {economy: 1}", "no factor"),
    ):
        with pytest.raises(Refused, match=why):
            read(wrong)


@pytest.mark.once
def test_evd_2_the_areas_of_the_open_data(open_data: Callable[[str], Path], tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    with Store(tmp_path / "evidence", this_year=2026) as store:
        store.load("brookings", open_data("us_subnational"))
        store.load("us_states", open_data("us_subnational"))
        statistics = Stored(store)
        field = candidates(METROS, statistics)
        shares = column(tree().factors["metro_state_share"], "DEU", statistics, Beside(), field).figures
        exports = column(tree().factors["metro_exports"], "DEU", statistics, Beside(), field).figures
    assert len(field) > 900
    assert sum(one.spot is not None for one in field.values()) > 0.99 * len(field)
    assert exports["CBSA-10100"].value == pytest.approx(366_729_705.8)
    assert len(shares) == len(field)


@pytest.mark.django_db
def test_evd_2_a_question_among_areas_on_its_page(
    cast: Cast, metros: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proxenia.prioritisation.queries import runs

    monkeypatch.setattr(runs, "Stored", lambda store: metros)
    officer = signed_in(cast.officer)

    def url(name: str, *more: str) -> str:
        return reverse(f"prioritisation:{name}", args=(cast.office.slug, *more))

    sent = {"title": "Which metro?", "home": "DEU", "among": "metros", "purpose": "", "draws": "200", "seed": "1",
            "visibility": "internal", "unit": ""}  # fmt: skip
    assert officer.post(url("ask"), {**sent, "factors": ["economy"]}).status_code == 422
    officer.post(url("ask"), sent)
    question = Asked.objects.get()
    assert question.among == METROS
    officer.post(url("answer_question", question.uid))
    page = officer.get(url("question", question.uid)).content.decode()
    assert "Detroit-Warren-Dearborn, MI" in page
    assert "Detroit" in officer.get(url("place", question.uid, "CBSA-19820")).content.decode()
    away = officer.get(url("against", question.uid), follow=True).content.decode()
    assert "Effort is told by country" in away
    with pytest.raises(Refused):
        actions.change_question(question, by=cast.officer, values={"among": "villages"})
