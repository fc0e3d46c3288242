"""DIR-1, DIR-2, PRT-3, PRT-7 and SYS-3: organisations, people, agreements, commitments and engagements from sheets."""

from pathlib import Path

import pytest

from proxenia.commitments.models import Commitment
from proxenia.directory.models import Organisation, Person, Post
from proxenia.engagements.models import Engagement, Participation
from proxenia.portfolio.models import Agreement, AgreementVersion, Partnership, PartnershipCommitment
from tests.cast import Cast
from tests.imports.files import Desk, counts, why

pytestmark = pytest.mark.django_db

TIES = [
    ["counterpart", "country", "unit"],
    ["Nantes", "France", "Culture"],
    ["Trier", "Germany", ""],
    ["Valencia", "Spain", ""],
    ["Valencia", "Venezuela", ""],
]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    return Desk(cast, tmp_path)


@pytest.fixture
def ties(desk: Desk) -> Desk:
    assert counts(desk.take("partnerships", TIES)) == (4, 0, 0, 0)
    return desk


ORGANISATIONS = ["name", "kind", "place", "country", "parent"]


def test_dir_1_the_key_of_an_organisation_is_name_country_and_place(desk: Desk) -> None:
    rows = [
        ORGANISATIONS,
        ["Chamber", "chamber", "Trier", "Germany", ""],
        ["Chamber", "chamber", "Trèves", "Germany", ""],
        ["Chamber", "chamber", "Graz", "Austria", ""],
        ["Chamber", "chamber", "", "Austria", ""],
        ["Chamber", "chamber", "", "", ""],
        ["chamber", "", "", "", ""],
    ]
    assert counts(desk.take("organisations", rows)) == (4, 0, 2, 0)
    assert Organisation.objects.count() == 4
    assert counts(desk.take("organisations", rows)) == (0, 0, 6, 0)


def test_dir_1_a_parent_may_stand_further_down_and_one_nobody_knows_is_refused(desk: Desk) -> None:
    rows = [
        ORGANISATIONS,
        ["Harbour office", "", "", "", "Ministry"],
        ["Ministry", "ministry", "", "", ""],
        ["Orphan", "", "", "", "Minstry of nothing"],
        ["Child of the orphan", "", "", "", "Orphan"],
        ["First", "", "", "", "Second"],
        ["Second", "", "", "", "First"],
    ]
    outcome = desk.take("organisations", rows)
    assert counts(outcome) == (2, 0, 0, 4), "neither of two that claim each other as parent"
    assert "Ministry" in why(outcome)[4][1]
    assert {4, 5} <= set(why(outcome))
    assert Organisation.objects.get(name="Harbour office").parent == Organisation.objects.get(name="Ministry")
    assert not Organisation.objects.filter(name__contains="rphan").exists()


def test_dir_1_an_unsettled_place_is_found_again_once_it_is_settled(desk: Desk, cast: Cast) -> None:
    from proxenia.directory.actions import settle_place
    from proxenia.places.queries import resolve

    rows = [ORGANISATIONS, ["Museum", "", "Xyzzyburg", "Germany", ""]]
    assert desk.take("organisations", rows).to_settle == 1
    place = resolve("Trier", "DE").match
    assert place is not None
    settle_place(Organisation.objects.get(), by=cast.officer, place=place)
    again = desk.take("organisations", rows)
    assert (counts(again), again.to_settle) == ((0, 0, 1, 0), 0)


PEOPLE = ["name", "organisation", "post", "from", "to", "e-mail", "languages"]


def test_dir_2_people_come_with_posts_and_an_unknown_organisation_is_created(desk: Desk) -> None:
    rows = [
        PEOPLE,
        [
            "Hélène Le Goff",
            "Ville de Nantes",
            "deputy mayor",
            "2014",
            "2020-06",
            "H.LeGoff@example.org",
            "fr; en",
        ],
        ["Hélène Le Goff", "University of Trier", "fellow", "2021", "", "", ""],
        ["Jürgen Müller", "Ville de Nantes", "", "", "", "", "de"],
    ]
    outcome = desk.take("people", rows)
    assert (counts(outcome), outcome.records) == ((3, 0, 0, 0), 5)
    first = Person.objects.get(email="h.legoff@example.org")
    post = first.posts.get()
    assert (post.title, str(post.starts), str(post.ends)) == ("deputy mayor", "2014", "2020-06")
    assert first.languages == ["fr", "en"]
    assert Organisation.objects.count() == 2
    assert counts(desk.take("people", rows)) == (0, 0, 3, 0)


def test_dir_2_a_changed_post_changes_the_post_and_a_second_one_needs_the_id(desk: Desk) -> None:
    desk.take("people", [PEOPLE, ["Ada Lind", "Port", "clerk", "2010", "", "", ""]])
    outcome = desk.take("people", [PEOPLE, ["Ada Lind", "Port", "director", "", "", "", ""]])
    assert (counts(outcome), outcome.records) == ((0, 1, 0, 0), 1)
    assert (Post.objects.get().title, str(Post.objects.get().starts)) == ("director", "2010")
    uid = Person.objects.get().uid
    rows = [["id", *PEOPLE], [uid, "Ada Lind", "Port", "director", "2010", "", "", ""],
            [uid, "Ada Lind", "Museum", "chair", "2020", "", "", ""]]  # fmt: skip
    assert counts(desk.take("people", rows)) == (0, 1, 1, 0)
    assert Person.objects.get().posts.count() == 2


def test_dir_2_two_rows_that_contradict_each_other_are_named_both(desk: Desk) -> None:
    rows = [PEOPLE, ["Ada Lind", "Port", "clerk", "", "", "a@example.org", ""],
            ["Ada Lind", "Port", "director", "", "", "", ""], ["Ada Lind", "Port", "", "", "", "b@example.org", ""],
            ["Ada Lind", "Port", "clerk", "", "", "a@example.org", ""]]  # fmt: skip
    outcome = desk.take("people", rows)
    assert counts(outcome) == (1, 0, 1, 2)
    assert all("row 2" in sentence for _column, sentence in why(outcome).values())


def test_dir_2_without_an_organisation_the_post_is_kept_in_the_notes(desk: Desk) -> None:
    desk.take("people", [["Name", "Funktion", "Stadt"], ["Jürgen Müller", "Leiter", "Saarbrücken"]])
    person = Person.objects.get()
    assert "Leiter" in person.note
    assert "Saarbrücken" in person.note
    assert not Organisation.objects.exists()


def test_dir_2_the_contacts_of_an_office_in_an_old_encoding_go_in(
    desk: Desk, cast: Cast, open_data: object
) -> None:
    from proxenia.records.actions.imports import import_file

    path = open_data("workbooks/contacts_cp1252.csv")  # type: ignore[operator]
    outcome = import_file(cast.office, by=cast.officer, kind="people", path=path, good_rows=True)
    assert Person.objects.filter(name__in=["Müller, Jürgen", "Jürgen Müller"]).exists()
    assert Person.objects.filter(name="=1+1").exists(), "kept as the words they are, never evaluated"
    assert outcome.rows == 4


AGREEMENTS = ["partnership", "title", "signed", "starts", "ends", "review", "notes"]


def test_prt_3_agreements_lie_under_their_tie_and_follow_its_unit(ties: Desk) -> None:
    rows = [
        AGREEMENTS,
        ["nantes", "Charter", "9.5.1976", "1976", "2026-12", "", ""],
        ["Nantes", "Charter", "9.5.1976", "1976", "2026-12", "", ""],
        ["Nantes", "Charter", "1977", "", "", "", ""],
    ]
    outcome = ties.take("agreements", rows)
    assert counts(outcome) == (1, 0, 1, 1)
    agreement = Agreement.objects.get()
    assert (str(agreement.signed), str(agreement.ends)) == ("1976-05-09", "2026-12")
    assert agreement.unit == agreement.partnership.unit
    assert AgreementVersion.objects.get().number == 1
    assert counts(ties.take("agreements", rows[:3])) == (0, 0, 2, 0)


def test_prt_3_an_unknown_partnership_is_refused_with_the_nearest_names(ties: Desk) -> None:
    outcome = ties.take("agreements", [AGREEMENTS, ["Nante", "Charter", "", "", "", "", ""]])
    column, sentence = why(outcome)[2]
    assert column == "partnership"
    assert "Nantes" in sentence
    assert not Agreement.objects.exists()


def test_prt_3_a_name_of_two_partnerships_is_asked_about_and_the_id_answers(ties: Desk) -> None:
    outcome = ties.take("agreements", [AGREEMENTS, ["Valencia", "Charter", "", "", "", "", ""]])
    assert why(outcome)[2][0] == "partnership"
    uid = Partnership.objects.filter(name="Valencia")[0].uid
    assert uid in why(outcome)[2][1]
    assert counts(ties.take("agreements", [AGREEMENTS, [uid, "Charter", "", "", "", "", ""]])) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("kind", "rows", "column"),
    [
        ("agreements", [["partnership", "title", "signed"], ["Nantes", "Charter", "30.2.2025"]], "signed"),
        ("commitments", [["what", "due"], ["Send a book", "30 February 2025"]], "due"),
        ("engagements", [["date", "kind", "title"], ["2025-02-30", "meeting", "Talk"]], "date"),
        ("partnerships", [["counterpart", "since"], ["Lyon", "30/02/1990"]], "since"),
        ("people", [["name", "organisation", "from"], ["Ada", "Port", "31.4.2001"]], "from"),
    ],
)
def test_sys_3_a_day_that_is_in_no_calendar_refuses_the_row(
    ties: Desk, kind: str, rows: list[list[str]], column: str
) -> None:
    outcome = ties.take(kind, rows)
    assert (outcome.refused_rows, why(outcome)[2][0]) == (1, column)
    assert "calendar" in why(outcome)[2][1]


def test_sys_3_free_text_in_an_optional_date_keeps_its_words_and_takes_a_leading_year(ties: Desk) -> None:
    rows = [AGREEMENTS, ["Nantes", "Charter", "2009 / renewed 2019", "", "five years", "", "note"]]
    assert counts(ties.take("agreements", rows)) == (1, 0, 0, 0)
    agreement = Agreement.objects.get()
    assert (str(agreement.signed), agreement.ends) == ("2009", None)
    assert "renewed 2019" in agreement.note
    assert "five years" in agreement.note
    assert agreement.note.startswith("note\n")
    assert counts(ties.take("agreements", rows)) == (0, 0, 1, 0)


COMMITMENTS = ["what", "side", "partnership", "owner", "due", "state"]


def test_prt_7_the_key_of_a_commitment_is_side_what_partnership_and_due(ties: Desk) -> None:
    rows = [
        COMMITMENTS,
        ["Send a book", "ours", "Nantes", "Ada", "2025-03", "open"],
        ["Send a book", "theirs", "Nantes", "Ada", "2025-03", "kept"],
        ["Send a book", "us", "Trier", "", "2025-03", "done"],
        ["Send a book", "us", "Nantes", "", "2026", "broken"],
        ["Send a book", "us", "", "", "2026", "dropped"],
        ["Send a book", "us", "Nantes", "", "2025-03", ""],
        ["Send a book", "somebody", "", "", "", ""],
    ]
    outcome = ties.take("commitments", rows)
    assert counts(outcome) == (5, 0, 1, 1)
    assert why(outcome)[8][0] == "side"
    states = list(Commitment.objects.order_by("pk").values_list("state", flat=True))
    assert sorted(states) == ["broken", "dropped", "kept", "kept", "open"]
    assert PartnershipCommitment.objects.count() == 4
    assert counts(ties.take("commitments", rows[:7])) == (0, 0, 6, 0)


ENGAGEMENTS = [
    "date", "kind", "title", "direction", "mode", "partnership", "initiated by", "hosted by", "people",
    "staff hours", "cost", "currency", "note",
]  # fmt: skip


def test_prt_7_engagements_link_ties_and_people_and_move_the_last_contact(ties: Desk) -> None:
    ties.take("people", [["name", "organisation", "post"], ["Ada Lind", "Port", "director"]])
    rows = [
        ENGAGEMENTS,
        ["14.-17. May 2025", "delegation", "Flower festival", "in", "in person", "Nantes; Trier", "theirs", "us",
         "Ada Lind; a guide", "12,5", "€ 4.310,50", "", "talks on trams"],
        ["2024", "call", "About the port", "none", "virtual", "Nantes", "us", "", "", "", "", "", ""],
    ]  # fmt: skip
    assert counts(ties.take("engagements", rows)) == (2, 0, 0, 0)
    one = Engagement.objects.get(title="Flower festival")
    assert (str(one.date), str(one.until)) == ("2025-05-14", "2025-05-17")
    assert (one.kind, one.direction, one.mode) == ("delegation_in", "in", "in_person")
    assert (one.initiated_by, one.hosted_by) == ("them", "us")
    assert (str(one.staff_hours), str(one.cost), one.currency) == ("12.50", "4310.50", "EUR")
    assert one.people_text == "a guide"
    present = Participation.objects.get()
    assert (present.person.name, present.post_title) == ("Ada Lind", "director")
    nantes = Partnership.objects.get(name="Nantes")
    assert (str(nantes.last_contact), nantes.contact_count) == ("2025-05-14", 2)
    assert counts(ties.take("engagements", rows)) == (0, 0, 2, 0)


def test_prt_7_the_key_of_an_engagement_is_date_kind_and_title(ties: Desk) -> None:
    head = ["date", "kind", "title", "note"]
    rows = [head, ["2024", "call", "Trams", "a"], ["2024", "meeting", "Trams", "b"], ["2025", "call", "Trams", "c"],
            ["2024", "call", "trams", "d"]]  # fmt: skip
    outcome = ties.take("engagements", rows)
    assert counts(outcome) == (3, 0, 0, 1)
    assert "row 2" in why(outcome)[5][1]


@pytest.mark.parametrize(
    ("written", "date"), [("spring 2024", "2024"), ("some time in 2023", "2023"), ("2019/20", "2019")]
)
def test_prt_7_a_date_in_words_gives_its_year_with_a_remark(ties: Desk, written: str, date: str) -> None:
    ties.take("engagements", [["date", "kind", "title"], [written, "exchange", "Pupils"]])
    assert str(Engagement.objects.get().date) == date


def test_prt_7_no_date_at_all_refuses_the_row(ties: Desk) -> None:
    rows = [["date", "kind", "title"], ["long ago", "exchange", "Pupils"], ["", "exchange", "Pupils"]]
    assert {column for column, _sentence in why(ties.take("engagements", rows)).values()} == {"date"}


def test_prt_7_what_is_no_amount_is_kept_in_words(ties: Desk) -> None:
    head = ["date", "kind", "title", "cost", "people"]
    ties.take("engagements", [head, ["2024", "exchange", "Pupils", "paid by school", "ca. 30"]])
    one = Engagement.objects.get()
    assert one.cost is None
    assert "paid by school" in one.note
    assert one.people_text == "ca. 30"
