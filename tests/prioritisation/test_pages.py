"""EVD-2 to EVD-9 on the pages: a question from asking to deciding, weights of the sides, effort beside evidence."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.audit.models import Event
from proxenia.core.errors import NotAllowed, Refused
from proxenia.places.actions import ensure_place, set_home
from proxenia.places.queries import resolve
from proxenia.prioritisation import actions
from proxenia.prioritisation.models import Question, QuestionRun, WeightSet
from proxenia.prioritisation.queries.effort import Effort, lines
from proxenia.prioritisation.queries.runs import latest
from proxenia.prioritisation.views.depth import shown
from proxenia.prioritisation.views.exposure import amounts_of
from proxenia.prioritisation.views.specialisation import rows_of
from tests.cast import Cast, signed_in

pytest.importorskip("ibis")
pytestmark = pytest.mark.django_db
FACTORS = ["economy", "growth", "language", "distance"]


@pytest.fixture
def officer(cast: Cast) -> Client:
    """The officer's browser."""
    return signed_in(cast.officer)


@pytest.fixture
def question(cast: Cast) -> Question:
    """A question from Austria, not answered yet."""
    values = {
        "title": "Where for trade?",
        "home": "AUT",
        "purpose": "trade",
        "factors": FACTORS,
        "draws": 300,
    }
    return actions.ask_question(cast.office, by=cast.officer, values=values)


def url(cast: Cast, name: str, *more: str) -> str:
    """The address of a page of the office."""
    return reverse(f"prioritisation:{name}", args=(cast.office.slug, *more))


def text(client: Client, address: str, **asked: str) -> str:
    """What a page says."""
    answer = client.get(address, asked)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.fixture
def at_home(cast: Cast) -> None:
    """The office works for Graz."""
    found = resolve("Graz", "AT").match
    assert found is not None
    set_home(cast.office, by=cast.operator, place=ensure_place(found))


def test_evd_2_a_question_from_purpose_to_decision(cast: Cast, officer: Client, at_home: None) -> None:
    assert "Nobody has asked yet" in text(officer, url(cast, "questions"))
    form = text(officer, url(cast, "ask"))
    assert "Size of its economy (" in form
    sent = {"title": "Where for trade?", "home": "AUT", "purpose": "trade", "factors": FACTORS, "draws": "300",
            "seed": "5", "visibility": "internal", "unit": ""}  # fmt: skip
    answer = officer.post(url(cast, "ask"), sent)
    one = Question.objects.get()
    assert answer["Location"] == url(cast, "question", one.uid)
    before = text(officer, url(cast, "question", one.uid))
    assert "Size of its economy" in before
    assert "stands first" not in before
    officer.post(url(cast, "answer_question", one.uid), {"side": ""})
    after = text(officer, url(cast, "question", one.uid))
    for words in (
        "stands first on the whole",
        "What would change it",
        "Digest of the inputs",
        "<svg",
        "numpy",
    ):
        assert words in after
    assert after.index("What is known") < after.index("The answer")
    known = after[after.index("What is known") : after.index("The answer")]
    assert known.count('<th scope="row"') == known.count(" / "), (
        "the places of the answer stand beneath it only"
    )
    officer.post(url(cast, "decide_question", one.uid), {"decision": "We begin with Germany."})
    one.refresh_from_db()
    assert (one.decision, one.decided_on is not None) == ("We begin with Germany.", True)
    verbs = list(Event.objects.filter(subject_uid=one.uid).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["ask_question", "answer_question", "decide_question"]


def test_evd_3_a_stored_run_is_reckoned_again_to_1e_9(
    cast: Cast, officer: Client, question: Question
) -> None:
    actions.answer_question(question, by=cast.officer)
    told = latest(question)
    assert told is not None
    assert told.difference() <= 1e-9
    assert told.row.run.parameters["versions"]["numpy"]
    answer = officer.post(url(cast, "check_run", question.uid), follow=True)
    assert "the same to 1e-9" in answer.content.decode()
    run = told.row.run
    run.result["places"][0]["expected_rank"] += 0.001
    run.save()
    answer = officer.post(url(cast, "check_run", question.uid), follow=True)
    assert "it differs by up to 0.001" in answer.content.decode()


def test_evd_3_the_same_question_gets_the_same_answer(cast: Cast, question: Question) -> None:
    first, second = (actions.answer_question(question, by=cast.officer).run for _ in range(2))
    assert first.digest == second.digest
    assert first.result["places"] == second.result["places"]
    assert first.uid != second.uid


def test_evd_2_one_place_in_depth_and_two_beside_each_other(
    cast: Cast, officer: Client, question: Question
) -> None:
    assert officer.get(url(cast, "place", question.uid, "DEU")).status_code == 302
    actions.answer_question(question, by=cast.officer)
    page = text(officer, url(cast, "place", question.uid, "DEU"))
    for words in (
        "Germany",
        "Size of its economy",
        "World Bank" if "World Bank" in page else "Figures",
        "km",
    ):
        assert words in page
    assert officer.get(url(cast, "place", question.uid, "XXX")).status_code == 404
    both = text(officer, url(cast, "compare", question.uid), one="DEU", other="JPN")
    assert "Germany beside Japan" in both
    assert officer.get(url(cast, "compare", question.uid), {"one": "DEU"}).status_code == 404


def test_evd_2_an_answer_is_taken_away_as_a_file(cast: Cast, question: Question) -> None:
    director = signed_in(cast.director)
    actions.answer_question(question, by=cast.officer)
    answer = director.get(url(cast, "export", question.uid, "csv"))
    lines_ = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines_[0].split(",")[:3] == ["iso3", "name", "rank"]
    assert len(lines_) > 200
    book = b"".join(director.get(url(cast, "export", question.uid, "xlsx")).streaming_content)
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(book)).namelist()
    assert director.get(url(cast, "export", question.uid, "docx")).content[:2] == b"PK"
    assert director.get(url(cast, "export", question.uid, "pdf")).content[:5] == b"%PDF-"
    assert director.get(url(cast, "export", question.uid, "exe")).status_code == 404


def test_evd_9_sides_say_what_matters_and_stand_beside_each_other(
    cast: Cast, officer: Client, question: Question
) -> None:
    words = {"side": "mayor", **{f"w_{code}": "0" for code in FACTORS}, "w_economy": "8", "w_growth": "2"}
    officer.post(url(cast, "weights", question.uid, "words"), words)
    kept = WeightSet.objects.get(side="mayor")
    assert kept.weights["economy"] == [4, 12]
    page = text(officer, url(cast, "weights", question.uid, "choices"))
    assert "against" in page
    pairs = {f"p_{number}": "3" for number in range(page.count('name="p_'))}
    officer.post(url(cast, "weights", question.uid, "choices"), {"side": "staff", **pairs})
    staff = WeightSet.objects.get(side="staff")
    assert staff.agreement is not None
    assert staff.weights["economy"][0] > staff.weights["distance"][1]
    for side in ("mayor", "staff"):
        officer.post(url(cast, "answer_question", question.uid), {"side": side})
    beside = text(officer, url(cast, "sides", question.uid))
    for told in ("The mayor", "The staff", "80 %", "What each puts first", "agree to"):
        assert told in beside
    officer.post(url(cast, "remove_weights", question.uid), {"side": "mayor"})
    assert not WeightSet.objects.filter(side="mayor").exists()
    assert QuestionRun.objects.filter(side="mayor").exists()


def test_evd_9_a_side_that_does_not_exist_is_told(cast: Cast, officer: Client, question: Question) -> None:
    answer = officer.post(url(cast, "answer_question", question.uid), {"side": "((5))"}, follow=True)
    assert answer.status_code == 200
    assert "Say whose weights are meant." in answer.content.decode()
    assert not QuestionRun.objects.exists()


def test_evd_9_weights_that_cannot_be_are_refused(cast: Cast, question: Question) -> None:
    for wrong, why in (
        ({"side": "king", "weights": {"economy": (1, 1)}}, "whose"),
        ({"side": "mayor", "weights": {}}, "at least one"),
        ({"side": "mayor", "weights": {"economy": (2, 1)}}, "range"),
        ({"side": "mayor", "weights": {"fame": (1, 1)}}, "no factor"),
        ({"side": "mayor", "choices": [("economy", "growth", 0)]}, "positive"),
    ):
        with pytest.raises(Refused, match=why):
            actions.set_weights(question, by=cast.officer, **wrong)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="has not said"):
        actions.answer_question(question, by=cast.officer, side="council")


def test_evd_2_a_question_that_cannot_be_is_refused(cast: Cast) -> None:
    good = {"title": "Where?", "home": "AUT"}
    for wrong in ({"title": " "}, {"home": "XXX"}, {"purpose": "fame"}, {"factors": ["fame"]}, {"draws": 5}):
        with pytest.raises(Refused):
            actions.ask_question(cast.office, by=cast.officer, values=good | wrong)
    with pytest.raises(NotAllowed):
        actions.ask_question(cast.office, by=cast.viewer, values=good)
    one = actions.ask_question(cast.office, by=cast.officer, values=good)
    with pytest.raises(Refused, match="before you decide"):
        actions.decide_question(one, by=cast.officer, decision="France")
    for verb in (actions.answer_question, lambda it, by: actions.decide_question(it, by=by, decision="x")):
        with pytest.raises(NotAllowed):
            verb(one, by=cast.viewer)


def test_evd_2_a_question_is_changed_put_away_and_brought_back(
    cast: Cast, officer: Client, question: Question
) -> None:
    sent = {"title": "Where for culture?", "home": "AUT", "purpose": "culture", "draws": "300", "seed": "1",
            "visibility": "internal", "unit": "", "expected_version": str(question.version)}  # fmt: skip
    officer.post(url(cast, "edit_question", question.uid), sent)
    question.refresh_from_db()
    assert (question.title, question.purpose, question.factors) == ("Where for culture?", "culture", [])
    late = officer.post(url(cast, "edit_question", question.uid), {**sent, "title": "Later"})
    assert late.status_code == 422
    officer.post(url(cast, "archive_question", question.uid), {"reason": "asked twice"})
    question.refresh_from_db()
    assert question.is_archived
    officer.post(url(cast, "restore_question", question.uid))
    question.refresh_from_db()
    assert not question.is_archived


def test_evd_8_effort_beside_evidence(cast: Cast, officer: Client, question: Question) -> None:
    actions.answer_question(question, by=cast.officer)
    told = latest(question)
    assert told is not None
    first, last = told.places[0]["iso3"], told.places[-1]["iso3"]
    found = {
        one.iso3: one for one in lines({last: Effort(ties=1, contacts=9), "KEN": Effort(contacts=1)}, told)
    }
    assert found[last].word == "beyond"
    assert found[last].share == pytest.approx(0.9)
    if told.places[0]["p_top10"] >= 0.6:
        assert found[first].word == "unused"
    page = text(officer, url(cast, "against", question.uid))
    assert "Effort beside evidence" in page
    assert "for other reasons" in page


def test_evd_5_matches_for_a_city_that_is_named(cast: Cast, officer: Client) -> None:
    assert "With whom" in text(officer, url(cast, "match"))
    page = text(officer, url(cast, "match"), city="Graz", country="AT", purpose="culture")
    for words in ("Graz", "The best matches", "What counts how much", "evidence load twinnings"):
        assert words in page
    answer = officer.get(url(cast, "match"), {"city": "Nowhereatall", "country": "AT"})
    assert answer.status_code == 422


def test_evd_6_exposure_of_a_pasted_table(cast: Cast, officer: Client) -> None:
    table = "United States; cars; 60\nUnited States; wine; 20\nFrance; cars; 20"
    sent = {"table": table, "shock": "tariff", "of": "United States", "products": "cars", "points": "10",
            "passed_low": "100", "passed_high": "100", "elasticity_low": "-2", "elasticity_high": "-2"}  # fmt: skip
    answer = officer.post(url(cast, "exposure"), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    for words in (
        "highly concentrated",
        "60 % of all is exposed",
        "between 12 % and 12 % of all is lost",
        "0.680",
    ):
        assert words in page
    for wrong in ({"table": "nonsense"}, {"of": "Japan"}, {"products": "boats"}, {"passed_low": ""}):
        assert officer.post(url(cast, "exposure"), sent | wrong).status_code == 422
    with pytest.raises(Refused, match="nothing to share"):
        amounts_of("France; 0")
    assert amounts_of("France\tcars\t1,5\nFrance;2") == {("France", "cars"): 1.5, ("France", ""): 2.0}


def test_evd_2_a_viewer_reads_and_a_stranger_sees_nothing(cast: Cast, question: Question) -> None:
    actions.answer_question(question, by=cast.officer)
    viewer, outsider = signed_in(cast.viewer), signed_in(cast.outsider)
    assert "stands first" in text(viewer, url(cast, "question", question.uid))
    assert viewer.post(url(cast, "answer_question", question.uid)).status_code == 403
    assert outsider.get(url(cast, "question", question.uid)).status_code == 404


def test_evd_10_specialisation_of_a_pasted_table(cast: Cast, officer: Client) -> None:
    table = "Metro;steel;2020;1000\nMetro;care;2020;100\nMetro;steel;2022;4000;70\nMetro;care;2022;100\n"
    table += "Other;care;2020;900\nOther;film;2020;4000\nOther;care;2022;1000\nOther;film;2022;4000"
    sent = {"table": table, "place": "Metro", "leads": "1", "unit": "jobs"}
    answer = officer.post(url(cast, "specialisation"), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    # Steel: 4000 of 4100 here; four times as much in two years is doubling each year.
    for words in ("Metro leads in: steel.", "it has nothing in: film", "98 %", "+100.0 %", "70 %", "Other"):
        assert words in page
    for wrong in ({"table": "nonsense"}, {"place": "Nowhere"}, {"table": "Metro;steel;soon;10"}):
        assert officer.post(url(cast, "specialisation"), sent | wrong).status_code == 422


def test_evd_2_the_page_of_an_answer_shows_ten_places_and_opens_more(
    cast: Cast, officer: Client, question: Question
) -> None:
    actions.answer_question(question, by=cast.officer)
    page = text(officer, url(cast, "question", question.uid))
    lede, _section, rest = page.partition("What is known")
    assert "stands first on the whole" in lede
    assert "stands first on the whole" not in rest.partition("What would change it")[0], "it is said once"
    assert "4 factors with figures of 207 to 249 of 249 places." in rest
    first, _more, after = rest.partition("<summary>15 more places")
    assert (first.count(">10. "), first.count(">11. "), after.count(">11. "), after.count(">25. ")) == (
        1,
        0,
        1,
        1,
    )
    assert ">26. " not in page


def test_evd_2_a_figure_is_told_as_a_reader_takes_it_in() -> None:
    told = [shown(4_456_081_016_706.2, "current US dollars"), shown(0.914, "share of people"), shown(0.333, "share"),
            shown(52_300.4, "people"), shown(1.064, "per cent a year"), shown(None, "km")]  # fmt: skip
    assert told == ["4.46 trillion current US dollars", "91 % of people", "33 %", "52,300 people",
                    "1.06 per cent a year", "not known"]  # fmt: skip


def test_evd_6_a_pasted_table_may_have_its_heading() -> None:
    told = {("France", "cars"): 2.0}
    assert amounts_of("Market;Product;Amount\n\nFrance;cars;2") == amounts_of("France;cars;2") == told
    with pytest.raises(Refused, match="Line 3 is not understood"):
        amounts_of("Market;Product;Amount\nFrance;cars;2\nItaly;cars;much")
    with pytest.raises(Refused, match="Line 1"):
        amounts_of("Market;Product;Amount")
    head, lines_ = "place;industry;year;jobs\n", "Graz;cars;2020;5"
    assert rows_of(head + lines_, "Graz") == rows_of(lines_, "Graz")


def test_evd_9_weights_are_asked_of_factors_that_have_figures(cast: Cast, officer: Client) -> None:
    values = {"title": "Anywhere?", "home": "AUT", "purpose": "", "factors": [], "draws": 300}
    one = actions.ask_question(cast.office, by=cast.officer, values=values)
    for way in ("words", "choices"):
        page = text(officer, url(cast, "weights", one.uid, way))
        assert "Size of its economy" in page
        assert "Flight routes" not in page, "nothing is loaded for it"
        assert "One that is loaded later weighs nothing" in page
    chosen = actions.ask_question(
        cast.office, by=cast.officer, values={**values, "factors": ["economy", "flights"]}
    )
    assert "Flight routes" in text(officer, url(cast, "weights", chosen.uid, "words")), "it was chosen"
