"""Kinds and column names: every word means one code, in any spelling and several languages."""

import os
import runpy
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from proxenia.core import vocabulary as module
from proxenia.core.errors import NotFound
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary, names

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent.parent

DIR_2 = {
    "municipality", "region", "ministry", "economic_development_organisation", "chamber", "company", "cluster",
    "incubator", "university", "school", "airport", "seaport", "ngo", "diaspora_association", "media", "consulate",
    "embassy", "multilateral_body", "city_network", "agency", "other",
}  # fmt: skip
PRT_1 = {
    "sister_city", "sister_state", "friendship", "economic_partnership", "memorandum", "grant_project",
    "network_membership", "coalition_membership", "historic",
}  # fmt: skip
ENG_1 = {
    "meeting", "call", "delegation_in", "delegation_out", "trade_mission", "event", "study_tour", "exchange",
    "project", "correspondence",
}  # fmt: skip

MEANT = [
    ("partnership_kinds", "twin town", "sister_city"),
    ("partnership_kinds", " TWINNING ", "sister_city"),
    ("partnership_kinds", "Sister-Cities", "sister_city"),
    ("partnership_kinds", "twintown", "sister_city"),
    ("partnership_kinds", "Städtepartnerschaft", "sister_city"),
    ("partnership_kinds", "jumelage", "sister_city"),
    ("partnership_kinds", "hermanamiento", "sister_city"),
    ("partnership_kinds", "agermanament", "sister_city"),
    ("partnership_kinds", "gemellaggio", "sister_city"),
    ("partnership_kinds", "cidade irmã", "sister_city"),
    ("partnership_kinds", "姉妹都市", "sister_city"),
    ("partnership_kinds", "자매도시", "sister_city"),
    ("partnership_kinds", "友好城市", "sister_city"),
    ("partnership_kinds", "gefeilldref", "sister_city"),
    ("partnership_kinds", "Sister State", "sister_state"),
    ("partnership_kinds", "友好都市", "friendship"),
    ("partnership_kinds", "Friendship Partnership Agreement", "friendship"),
    ("partnership_kinds", "Economic Partnership Agreement", "economic_partnership"),
    ("partnership_kinds", "MoU", "memorandum"),
    ("partnership_kinds", "MOU (2014)", "memorandum"),
    ("partnership_kinds", "Memoranda of Understanding", "memorandum"),
    ("partnership_kinds", "letter of intent", "memorandum"),
    ("partnership_kinds", "cooperation agreement", "memorandum"),
    ("partnership_kinds", "Grant-based projects", "grant_project"),
    ("partnership_kinds", "member", "network_membership"),
    ("partnership_kinds", "(network)", "network_membership"),
    ("partnership_kinds", "Historic Partnership", "historic"),
    ("partnership_states", "ongoing", "active"),
    ("partnership_states", "under review", "under_review"),
    ("organisation_kinds", "Chamber of Commerce", "chamber"),
    ("organisation_kinds", "EDO", "economic_development_organisation"),
    ("organisation_kinds", "N.G.O.", "ngo"),
    ("engagement_kinds", "Delegation in", "delegation_in"),
    ("engagement_kinds", "delegation", "visit"),
    ("engagement_kinds", "Schüleraustausch", "exchange"),
    ("engagement_kinds", "e-mail", "correspondence"),
    ("sides", "ours", "us"),
    ("sides", "Theirs", "them"),
    ("acting_sides", "both sides", "both"),
    ("modes", "in person", "in_person"),
    ("modes", "online", "virtual"),
    ("directions", "inbound", "in"),
    ("directions", "none", "none"),
    ("commitment_states", "erledigt", "kept"),
    ("network_roles", "host of congress", "host_congress"),
    ("sdgs", "SDG 11", "11"),
    ("columns_partnerships", "Partner city", "counterpart"),
    ("columns_partnerships", "Country ", "country"),
    ("columns_partnerships", "Type of tie", "kind"),
    ("columns_partnerships", "Signed on", "since"),
    ("columns_partnerships", "End / renewal", "ends"),
    ("columns_partnerships", "Remarks", "notes"),
    ("columns_engagements", "Initiated by", "initiated_by"),
    ("columns_engagements", "Cost (EUR)", "cost"),
    ("columns_people", "Funktion", "post"),
    ("columns_people", "E-Mail", "email"),
    ("columns_people", "Telefon", "phone"),
    ("columns_people", "Sprachen", "languages"),
    ("ditto_words", "Same as above", "ditto"),
    # The words of PRT-1 itself.
    ("partnership_kinds", "sister city/state", "sister_city"),
    ("partnership_kinds", "Sister city / sister state", "sister_city"),
    ("partnership_kinds", "economic partnership", "economic_partnership"),
    ("partnership_kinds", "memorandum", "memorandum"),
    ("partnership_kinds", "grant-funded project", "grant_project"),
    ("partnership_kinds", "network or coalition membership", "network_membership"),
    ("partnership_kinds", "Network / coalition", "network_membership"),
    ("partnership_kinds", "alliance", "coalition_membership"),
    ("partnership_kinds", "historic relationship", "historic"),
    ("ditto_words", "〃", "ditto"),
    ("ditto_words", '"', "ditto"),
    ("empty_words", "-", "empty"),
    ("empty_words", "k. A.", "empty"),
    ("total_words", "TOTAL", "total"),
]

NOT_MEANT = [
    ("partnership_kinds", ""),
    ("partnership_kinds", "project"),
    ("partnership_kinds", "bilateral"),
    ("partnership_kinds", "multilateral"),
    ("partnership_kinds", "tea ceremony"),
    ("partnership_states", "dormant"),
    ("partnership_states", "inactive"),
    ("columns_partnerships", "Contact (us)"),
    ("ditto_words", "Same"),
    ("empty_words", "NA"),
    ("empty_words", "NO"),
    ("total_words", "Soma"),
]


@pytest.mark.parametrize(("name", "text", "code"), MEANT)
def test_words_are_understood(name: str, text: str, code: str) -> None:
    assert Vocabulary.load(name).match(text) == code


@pytest.mark.parametrize(("name", "text"), NOT_MEANT)
def test_words_that_mean_nothing_here_are_not_guessed(name: str, text: str) -> None:
    assert Vocabulary.load(name).match(text) is None


def test_dir_2_has_every_kind_of_organisation() -> None:
    assert set(Vocabulary.load("organisation_kinds").codes) == DIR_2


def test_prt_1_has_every_kind_of_tie() -> None:
    assert set(Vocabulary.load("partnership_kinds").codes) >= PRT_1


def test_eng_1_has_every_kind_of_engagement() -> None:
    assert set(Vocabulary.load("engagement_kinds").codes) >= ENG_1


def test_prt_2_has_three_types_with_subtypes_and_six_stages_with_questions() -> None:
    types = Vocabulary.load("collaboration_types")
    tops = [code for code in types.codes if types.parent(code) is None]
    assert len(tops) == 3
    assert all(len(types.children(top)) >= 2 for top in tops)
    stages = Vocabulary.load("innovation_stages")
    assert len(stages.codes) == 6
    assert all(stages.help(code).endswith("?") for code in stages.codes)
    assert Vocabulary.load("sdgs").codes == [str(goal) for goal in range(1, 18)]


@pytest.mark.parametrize("name", names())
def test_no_word_means_two_codes(name: str) -> None:
    meanings: dict[str, set[str]] = {}
    for term in Vocabulary.load(name).terms.values():
        for word in term.words():
            meanings.setdefault(fold(word), set()).add(term.code)
    assert {word: codes for word, codes in meanings.items() if len(codes) > 1} == {}
    assert "" not in meanings


@pytest.mark.parametrize("name", names())
def test_codes_labels_and_parents_are_sound(name: str) -> None:
    vocabulary = Vocabulary.load(name)
    assert vocabulary.codes
    assert (
        len(vocabulary.codes) == len((ROOT / "data/vocabulary" / f"{name}.csv").read_text().splitlines()) - 1
    )
    for code in vocabulary.codes:
        assert fold(code) == code.replace("_", " "), code
        assert vocabulary.english(code)
        assert vocabulary.match(vocabulary.english(code)) == code
        assert vocabulary.match(code) == code
        assert vocabulary.parent(code) in {None, *vocabulary.codes}
    assert vocabulary.choices() == [(code, vocabulary.label(code)) for code in vocabulary.codes]


@pytest.mark.parametrize("name", [name for name in names() if name.startswith("columns_")])
def test_every_column_explains_itself(name: str) -> None:
    vocabulary = Vocabulary.load(name)
    assert vocabulary.codes[0] == "id"
    assert all(vocabulary.help(code).endswith(".") for code in vocabulary.codes)


def test_labels_and_columns_are_read_back_in_the_language_they_were_shown_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "gettext", lambda text: {"Sister city": "Zusjesstad"}.get(text, text))
    kinds = Vocabulary("fresh", Vocabulary.load("partnership_kinds").terms.values())
    assert kinds.label("sister_city") == "Zusjesstad"
    assert kinds.english("sister_city") == "Sister city"
    assert kinds.match("zusjesstad") == "sister_city"


def test_an_ambiguous_word_means_nothing() -> None:
    terms = [
        module.Term("a", "Alpha", "", "", ("shared word",)),
        module.Term("b", "Beta", "", "", ("Shared-Words",)),
    ]
    vocabulary = Vocabulary("made up", terms)
    assert vocabulary.match("sharedword") is None
    assert vocabulary.match("shared word") == "a"


def test_choices_of_the_models_are_those_of_the_vocabularies() -> None:
    from proxenia.commitments.models import Commitment
    from proxenia.engagements.models import Engagement
    from proxenia.portfolio.models import Agreement
    from proxenia.records.models import Record

    fields = [
        (Commitment, "side", "sides"),
        (Commitment, "state", "commitment_states"),
        (Engagement, "direction", "directions"),
        (Engagement, "mode", "modes"),
        (Engagement, "initiated_by", "acting_sides"),
        (Engagement, "hosted_by", "acting_sides"),
        (Engagement, "state", "engagement_states"),
        (Agreement, "state", "agreement_states"),
        (Record, "visibility", "visibilities"),
    ]
    for model, field, name in fields:
        choices = [code for code, _ in model._meta.get_field(field).choices or []]
        assert choices == Vocabulary.load(name).codes, (model, field)


def test_an_unknown_vocabulary_says_so() -> None:
    with pytest.raises(NotFound, match="no vocabulary named colours"):
        Vocabulary.load("colours")


def test_makemessages_finds_every_label() -> None:
    written = (ROOT / "proxenia/core/vocabulary_labels.py").read_text(encoding="utf-8")
    assert written == runpy.run_path(str(ROOT / "tools/vocabulary_labels.py"))["source"]()


def test_works_without_django_settings() -> None:
    program = (
        "from proxenia.core.vocabulary import Vocabulary as V; v = V.load('sides')\n"
        "print(v.label('us'), v.match('ours'), v.match('nobody'))"
    )
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["Us", "us", "None"]


def test_codes_stand_in_the_order_of_the_file() -> None:
    stages = Vocabulary.load("innovation_stages").codes
    lines = (ROOT / "data/vocabulary/innovation_stages.csv").read_text(encoding="utf-8").splitlines()
    places = [next(row for row, line in enumerate(lines) if line.startswith(f"{code},")) for code in stages]
    assert all(first < second for first, second in pairwise(places))
