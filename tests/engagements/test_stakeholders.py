"""DIR-5: who stands where on the map of a project, who was moved when, and who is involved in what."""

import pytest

from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.directory.actions import merge
from proxenia.engagements.actions import project_parts as parts
from proxenia.engagements.actions import stakeholders as actions
from proxenia.engagements.models import Position, Stakeholder
from proxenia.engagements.queries import stakeholders as queries
from proxenia.records.actions import set_visibility
from tests.cast import Cast
from tests.engagements.projected import body, day, project

pytestmark = pytest.mark.django_db


def test_dir_5_unknown_levels_stand_apart_and_count_as_nothing(cast: Cast) -> None:
    one, port = project(cast), body(cast)
    actions.place_stakeholder(one, by=cast.officer, values={"organisation": port}, interest=4, influence=5)
    actions.place_stakeholder(one, by=cast.officer, values={"named": "Neighbours"}, interest=5)
    actions.place_stakeholder(one, by=cast.officer, values={"named": "Ferry guests", "kind": "ngo"})
    seen, hidden = queries.stakeholders_of(cast.viewer, one)
    assert hidden == 0
    assert [(row.number, row.name, row.quadrant) for row in seen] == [
        (1, "Port of Bergen", "manage"), (2, "Neighbours", "unknown"), (3, "Ferry guests", "unknown"),
    ]  # fmt: skip
    drawn = queries.map_of(seen)
    assert (len(drawn.dots), len(drawn.unknown)) == (1, 2)
    assert drawn.counts == {"manage": 1, "satisfy": 0, "inform": 0, "watch": 0, "unknown": 2}


def test_dir_5_a_move_needs_its_reason_and_the_old_place_stays(cast: Cast) -> None:
    one = project(cast)
    group = actions.place_stakeholder(
        one, by=cast.officer, values={"named": "Neighbours"}, interest=2, influence=2, today=day(-30)
    )
    with pytest.raises(Refused, match="what changed"):
        actions.move_stakeholder(group, by=cast.officer, interest=5, influence=2, reason=" ")
    actions.move_stakeholder(group, by=cast.director, interest=5, influence=2, reason="They wrote to us.")
    actions.move_stakeholder(
        group, by=cast.officer, interest=5, influence=2, reason="", note="Noise at night"
    )
    (seen,), _hidden = queries.stakeholders_of(cast.viewer, one)
    assert [(row.on, row.set_by, row.reason) for row in seen.positions] == [
        (day(-30), cast.officer, ""), (day(0), cast.director, "They wrote to us."),
    ]  # fmt: skip
    assert (seen.one.note, seen.quadrant, seen.moves[0].crosses) == ("Noise at night", "inform", True)


@pytest.mark.parametrize(
    ("values", "levels", "where"),
    [
        ({}, (1, 1), "named"),
        ({"named": "Neighbours"}, (0, 1), "interest"),
        ({"named": "Neighbours"}, (1, 6), "influence"),
        ({"named": "Neighbours", "kind": "dragons"}, (1, 1), "kind"),
    ],
)
def test_dir_5_a_place_that_cannot_be_is_refused(
    cast: Cast, values: dict[str, str], levels: tuple[int, int], where: str
) -> None:
    one = project(cast)
    with pytest.raises(Refused) as refusal:
        actions.place_stakeholder(
            one, by=cast.officer, values=values, interest=levels[0], influence=levels[1]
        )
    assert refusal.value.where == where
    assert not Stakeholder.objects.exists()
    assert not Position.objects.exists()


def test_dir_5_nobody_stands_there_twice(cast: Cast) -> None:
    one, port = project(cast), body(cast)
    for values in ({"organisation": port}, {"named": "Neighbours"}):
        actions.place_stakeholder(one, by=cast.officer, values=values)
        with pytest.raises(Refused, match="already"):
            actions.place_stakeholder(one, by=cast.officer, values=values)
    double = body(cast, "Bergen port")
    actions.place_stakeholder(one, by=cast.officer, values={"organisation": double}, interest=3, influence=3)
    merge(port, double, by=cast.officer)
    assert Stakeholder.objects.count() == 2
    actions.remove_stakeholder(Stakeholder.objects.get(named="Neighbours"), by=cast.officer)
    assert Stakeholder.objects.count() == 1


def test_dir_5_what_one_may_not_see_is_on_no_map_and_only_counted(cast: Cast) -> None:
    one = project(cast)
    secret = body(cast, "Secret works")
    actions.place_stakeholder(one, by=cast.officer, values={"organisation": secret}, interest=5, influence=5)
    parts.add_party(one, by=cast.officer, values={"organisation": secret, "role": "fund"})
    set_visibility(secret, by=cast.director, visibility="confidential")
    seen, hidden = queries.stakeholders_of(cast.viewer, one)
    assert (seen, hidden) == ([], 1)
    assert not queries.involvement(cast.viewer, cast.office).exists()
    with pytest.raises(NotFound):
        actions.place_stakeholder(one, by=cast.officer, values={"organisation": secret})
    with pytest.raises(NotAllowed):
        actions.place_stakeholder(one, by=cast.viewer, values={"named": "Neighbours"})


def test_dir_5_who_is_involved_in_what_by_actor_type_and_role(cast: Cast) -> None:
    one, two = project(cast), project(cast, ties=[], title="Cleaner fjords")
    port, school = body(cast), body(cast, "School of Sea", "university")
    for on, who, role in (
        (one, port, "lead"),
        (two, port, "lead"),
        (one, school, "advise"),
        (one, None, "fund"),
    ):
        parts.add_party(on, by=cast.officer, values={"organisation": who, "role": role})
    found = queries.involvement(cast.viewer, cast.office)
    assert queries.crossing(found) == {("seaport", "lead"): 2, ("university", "advise"): 1}
    listed = queries.involved(found, kind="seaport", role="lead")
    assert [row.project.title for row in listed] == ["Cleaner fjords", "Shore power"]
    set_visibility(two, by=cast.director, visibility="confidential")
    assert queries.crossing(queries.involvement(cast.viewer, cast.office))["seaport", "lead"] == 1


def test_dir_5_who_takes_part_and_is_not_on_the_map_is_offered(cast: Cast) -> None:
    one, port = project(cast), body(cast)
    parts.add_party(one, by=cast.officer, values={"organisation": port, "role": "lead"})
    assert [row.name for row in queries.not_on_the_map(cast.officer, one)] == [
        "City of Bergen",
        "Port of Bergen",
    ]
    actions.place_stakeholder(one, by=cast.officer, values={"organisation": port})
    assert [row.name for row in queries.not_on_the_map(cast.officer, one)] == ["City of Bergen"]
