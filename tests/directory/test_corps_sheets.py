"""DIR-4 and DIR-11 with SYS-3: missions and hosted bodies from a spreadsheet, and what undo takes back."""

from pathlib import Path

import pytest

from proxenia.directory import actions
from proxenia.directory.models import Head, HostedBody, Mission, Organisation, Person, Post
from proxenia.records.actions.imports import undo_run
from proxenia.records.models import ImportRun
from tests.cast import Cast
from tests.imports.files import Desk, counts, why

ROWS = [
    ["mission", "kind", "sending country", "head of post", "rank", "accredited"],
    ["Consulate of Finland", "honorary consulate", "Finland", "Eino Aalto", "honorary consul", "2021-05-03"],
    ["Embassy of Chile", "embassy", "Chile", "", "", ""],
]


@pytest.fixture
def desk(cast: Cast, tmp_path: Path) -> Desk:
    return Desk(cast, tmp_path)


def test_dir_4_a_list_makes_organisations_missions_heads_and_posts(desk: Desk) -> None:
    assert counts(desk.take("missions", ROWS)) == (2, 0, 0, 0)
    head, post = Head.objects.get(), Post.objects.get()
    assert (head.person, post.organisation) == (post.person, head.mission.organisation)
    assert (head.rank, str(head.presented), post.title) == (
        "honorary_consul",
        "2021-05-03",
        "Honorary consul",
    )
    assert counts(desk.take("missions", ROWS)) == (0, 0, 2, 0)
    later = [
        ROWS[0],
        [*ROWS[1][:5], "2022-01-01"],
        ["Embassy of Chile", "", "", "Inés Ríos", "ambassador", ""],
    ]
    assert counts(desk.take("missions", later)) == (0, 2, 0, 0)
    head.refresh_from_db()
    assert str(head.presented) == "2022-01-01"
    assert Head.objects.count() == 2


def test_dir_4_undo_takes_back_what_a_list_made(cast: Cast, desk: Desk) -> None:
    desk.take("missions", ROWS)
    later = [
        ROWS[0],
        [*ROWS[1][:5], "2022-01-01"],
        ["Embassy of Chile", "", "", "Inés Ríos", "ambassador", ""],
    ]
    run = ImportRun.objects.get(uid=desk.take("missions", later).run)
    undo_run(run, by=cast.officer)
    assert str(Head.objects.get().presented) == "2021-05-03"
    assert Person.objects.get(name="Inés Ríos").is_archived
    assert Mission.objects.live().count() == 2


def test_dir_4_a_row_that_cannot_be_leaves_nothing_behind(desk: Desk) -> None:
    rows = [
        ROWS[0],
        ["Office of nobody", "embassy", "", "", "", ""],
        ["Consulate A", "consulate", "Finland", "", "consul", ""],
        ["Consulate B", "consulate", "Finland", "Somebody", "", ""],
        ["Consulate C", "consulate", "Nowhereland", "", "", ""],
        ["", "consulate", "Finland", "", "", ""],
    ]
    outcome = desk.take("missions", rows)
    assert counts(outcome) == (0, 0, 0, 5)
    assert {number: column for number, (column, _words) in why(outcome).items()} == {
        2: "sending country", 3: "head of post", 4: "rank", 5: "sending country", 6: "mission",
    }  # fmt: skip
    assert not Organisation.objects.exists()


def test_dir_11_a_list_makes_hosted_bodies_of_known_organisations(cast: Cast, desk: Desk) -> None:
    body = actions.add_organisation(
        cast.office, by=cast.officer, values={"name": "Union of ports"}, visibility="confidential"
    )
    rows = [["body", "what is here", "since", "until"], ["Federation", "headquarters", "2020", "2019"]]
    assert why(desk.take("hosted_bodies", rows))[2][0] == "until"
    rows = [["body", "what is here", "next review"], ["Federation", "headquarters", "2027-05-01"]]
    assert counts(desk.take("hosted_bodies", rows)) == (1, 0, 0, 0)
    assert str(HostedBody.objects.get().review_on) == "2027-05-01"
    assert body.pk not in HostedBody.objects.values_list("organisation", flat=True)


def test_dir_4_who_may_write_nowhere_but_in_a_unit_adds_no_mission_of_the_office(
    cast: Cast, desk: Desk
) -> None:
    outcome = desk.take("missions", ROWS, by=cast.unit_editor)
    assert counts(outcome) == (0, 0, 0, 2)
    assert not Mission.objects.exists()
