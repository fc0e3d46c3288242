"""DIR-4: the diplomatic corps: missions, heads of post, the order of precedence, ends of terms."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from proxenia.audit.models import Event
from proxenia.core import search
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.values import PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory import actions
from proxenia.directory.models import Head, Mission, Organisation, Person, Post
from proxenia.directory.queries import corps as queries
from proxenia.directory.rules.corps import CONSULAR_KINDS, RANKS, national_day, precedence
from proxenia.records.queries.exports import write_export
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch

TODAY = dt.date(2026, 6, 1)
ListMission = Callable[..., Mission]


def day(text: str) -> PartialDate:
    return PartialDate.parse_iso(text)


@pytest.fixture
def listed(cast: Cast) -> ListMission:
    """`listed("Consulate of X", "consulate", "FI", head=("Ada Lind", "consul", "2020-05-01"))`."""

    def add(
        name: str, kind: str = "consulate", sending: str = "FI", head: Any = None, **more: Any
    ) -> Mission:
        body = actions.add_organisation(
            cast.office, by=cast.officer, values={"name": name, "kind": "consulate"}
        )
        mission = actions.add_mission(
            cast.office,
            by=cast.officer,
            organisation=body,
            values={"kind": kind, "sending": sending, **more.pop("values", {})},
            **more,
        )
        if head is not None:
            who, rank, presented, *rest = head
            person = actions.add_person(cast.office, by=cast.officer, values={"name": who})
            actions.appoint_head(
                mission, by=cast.officer, person=person, rank=rank, is_acting=bool(rest),
                presented=day(presented) if presented else None,
            )  # fmt: skip
        return mission

    return add


def url(cast: Cast, name: str, *args: str) -> str:
    return reverse(f"directory:{name}", args=(cast.office.slug, *args))


def test_dir_4_the_order_of_precedence_follows_class_career_and_date(cast: Cast, listed: ListMission) -> None:
    expected = [
        ("Ambassador, later", "ambassador", "2024-01-02"),
        ("Chargé", "charge_d_affaires", "2001-01-01"),
        ("Consul general, early", "consul_general", "2015-03-01"),
        ("Consul general, late", "consul_general", "2022-03-01"),
        ("Consul general, undated", "consul_general", ""),
        ("Honorary consul general", "honorary_consul_general", "1999-01-01"),
        ("Consul", "consul", "2005"),
        ("Honorary consul", "honorary_consul", "1990-01-01"),
        ("Acting consul general", "consul_general", "1980-01-01", "acting"),
        ("Trade commissioner", "trade_commissioner", "1970-01-01"),
    ]
    for one in reversed(expected):
        listed(f"Mission of {one[0]}", head=one)
    found = queries.corps(
        cast.officer, cast.office, queries.missions(cast.officer, cast.office, queries.Filters()), TODAY
    )
    assert [line.heads[0].head.person.name for line in found.lines] == [one[0] for one in expected]
    assert [line.heads[0].place for line in found.lines] == [*range(1, 10), None]
    assert [placed.head.person.name for placed in found.doyens] == ["Ambassador, later"]


def test_dir_4_those_the_rule_cannot_tell_apart_share_a_place() -> None:
    body = Organisation(name="A", name_folded="a")
    heads = [
        Head(
            mission=Mission(organisation=body), person=Person(name=name), rank="consul", presented=day("2020")
        )
        for name in ("One", "Two")
    ]
    assert [(placed.place, placed.is_shared) for placed in precedence(heads)] == [(1, True), (1, True)]


def test_dir_4_every_rank_and_kind_has_its_place_in_the_rule() -> None:
    assert set(RANKS) == set(Vocabulary.load("head_ranks").codes)
    assert set(Vocabulary.load("mission_kinds").codes) >= CONSULAR_KINDS
    wanted = "embassy; high commission; consulate general; consulate; honorary consulate; trade office"
    kinds = Vocabulary.load("mission_kinds")
    assert [word for word in wanted.split("; ") if kinds.match(word) is None] == []


def test_dir_4_a_head_is_given_a_post_and_both_end_together(cast: Cast, listed: ListMission) -> None:
    mission = listed(
        "Honorary Consulate", "honorary_consulate", head=("Eino Aalto", "honorary_consul", "2021-05-03")
    )
    head, post = Head.objects.get(), Post.objects.get()
    assert (post.organisation, post.title, str(post.starts), post.ends) == (
        mission.organisation, "Honorary consul", "2021-05-03", None,
    )  # fmt: skip
    actions.end_head(head, by=cast.officer, until=day("2025-12-31"), reason="Exequatur withdrawn")
    post.refresh_from_db()
    assert str(post.ends) == "2025-12-31"
    line = queries.corps(
        cast.officer, cast.office, Mission.objects.select_related("organisation"), TODAY
    ).lines[0]
    assert (line.heads, [one.person.name for one in line.before]) == ([], ["Eino Aalto"])
    verbs = list(Event.objects.filter(subject_uid=mission.uid).values_list("verb", flat=True))
    assert verbs.count("end_head") == verbs.count("appoint_head") == 1
    with pytest.raises(Refused, match="has an end already"):
        actions.end_head(head, by=cast.officer, until=day("2026"))


def test_dir_4_a_term_about_to_end_is_told(cast: Cast, listed: ListMission) -> None:
    near, far = (
        listed("Near", head=("Near", "honorary_consul", "2020")),
        listed("Far", head=("Far", "consul", "2020")),
    )
    for mission, until in ((near, "2026-09-15"), (far, "2027-01-01")):
        actions.change_head(mission.heads.get(), by=cast.officer, values={"until": day(until)})
    assert [head.person.name for head in queries.ending_terms(cast.officer, cast.office, TODAY)] == ["Near"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("07-14", "07-14"), ("14 July", "07-14"), ("July 14", "07-14"), ("02-29", "02-29"), ("", "")],
)
def test_dir_4_a_national_day_is_a_day_of_the_year(text: str, kept: str) -> None:
    assert national_day(text) == kept


@pytest.mark.parametrize("text", ["13-01", "02-30", "July", "soon", "0-0"])
def test_dir_4_what_is_no_day_of_the_year_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        national_day(text)
    assert refusal.value.where == "national_day"


def test_dir_4_what_cannot_be_is_refused(cast: Cast, listed: ListMission) -> None:
    mission = listed("Consulate")
    with pytest.raises(Refused, match="in the list already"):
        actions.add_mission(
            cast.office, by=cast.officer, organisation=mission.organisation, values={"sending": "FI"}
        )
    body = actions.add_organisation(cast.office, by=cast.officer, values={"name": "Nobody's"})
    for values, where in (({}, "sending"), ({"sending": "FI", "kind": "castle"}, "kind")):
        with pytest.raises(Refused) as refusal:
            actions.add_mission(cast.office, by=cast.officer, organisation=body, values=values)
        assert refusal.value.where == where
    person = actions.add_person(cast.office, by=cast.officer, values={"name": "A"})
    with pytest.raises(Refused) as refusal:
        actions.appoint_head(
            mission, by=cast.officer, person=person, rank="consul", presented=day("2024"), until=day("2020")
        )
    assert refusal.value.where == "until"


def test_dir_4_a_hidden_organisation_hides_its_mission(cast: Cast) -> None:
    body = actions.add_organisation(
        cast.office,
        by=cast.unit_editor,
        values={"name": "Secret consulate"},
        unit=cast.unit,
        visibility="restricted",
    )
    mission = actions.add_mission(
        cast.office, by=cast.unit_editor, organisation=body, values={"sending": "FI"}, unit=cast.unit
    )
    assert mission.visibility == "restricted"
    Mission.objects.filter(pk=mission.pk).update(visibility="internal")
    assert not Mission.objects.visible_to(cast.viewer, cast.office).exists()
    assert signed_in(cast.viewer).get(url(cast, "mission", mission.uid)).status_code == 404
    page = fetch(signed_in(cast.viewer), url(cast, "missions"))
    assert "Secret" not in page.text
    fetch(signed_in(cast.unit_editor), url(cast, "mission", mission.uid))


def test_dir_4_only_who_may_write_changes_a_mission(cast: Cast, listed: ListMission) -> None:
    mission = listed("Consulate")
    for user in (cast.viewer, cast.auditor, cast.unit_editor):
        with pytest.raises(NotAllowed):
            actions.change_mission(mission, by=user, values={"district": "All"})
    with pytest.raises(NotFound):
        actions.change_mission(mission, by=cast.outsider, values={"district": "All"})


def test_dir_4_the_pages_tell_the_corps(cast: Cast, listed: ListMission) -> None:
    values = {"district": "The province", "address": "Quay 1\nHalden", "national_day": "12-06"}
    mission = listed("Consulate of Finland", head=("Eino Aalto", "consul", "2021-05-03"), values=values)
    vacant = listed("Consulate of Chile", sending="CL")
    deputy = actions.add_person(cast.office, by=cast.officer, values={"name": "Liisa Koski"})
    actions.add_post(deputy, by=cast.officer, organisation=mission.organisation, title="Vice-consul")
    client = signed_in(cast.viewer)
    for name in ("missions", "corps_list"):
        page = fetch(client, url(cast, name))
        assert page.text.index("Consulate of Finland") < page.text.index("Consulate of Chile")
        for words in ("Eino Aalto", "6 December", "The province", "Quay 1"):
            assert words in page.text, (name, words)
    assert "Liisa Koski" in page.text
    page = fetch(client, url(cast, "mission", mission.uid))
    for words in ("Eino Aalto", "Liisa Koski", "doyen", "Vienna Conventions"):
        assert words in page.text
    assert "vacant" in fetch(client, url(cast, "mission", vacant.uid)).text
    assert "Consulate of Chile" not in fetch(client, url(cast, "missions") + "?country=FI").text
    listed_as = fetch(client, url(cast, "organisation", mission.organisation.uid)).html
    assert url(cast, "mission", mission.uid) in listed_as


def test_dir_4_a_mission_and_its_head_are_added_by_the_forms(cast: Cast) -> None:
    client = signed_in(cast.officer)
    fetch(client, url(cast, "add_mission"))
    sent = {"organisation": "Embassy of Chile", "kind": "embassy", "sending": "CL", "visibility": "internal"}
    answer = client.post(url(cast, "add_mission"), {**sent, "national_day": "18 September"})
    mission = Mission.objects.get()
    assert answer.headers["Location"] == url(cast, "add_head", mission.uid)
    assert (mission.organisation.name, mission.organisation.kind, mission.national_day) == (
        "Embassy of Chile", "embassy", "09-18",
    )  # fmt: skip
    fetch(client, url(cast, "add_head", mission.uid))
    client.post(
        url(cast, "add_head", mission.uid),
        {"person": "Inés Ríos", "rank": "ambassador", "presented": "2024-02"},
    )
    head = Head.objects.get()
    assert (head.person.name, str(head.presented)) == ("Inés Ríos", "2024-02")
    fetch(client, url(cast, "edit_head", mission.uid, head.uid))
    client.post(
        url(cast, "edit_head", mission.uid, head.uid), {"rank": "minister", "presented": "2024-03-01"}
    )
    head.refresh_from_db()
    assert (head.rank, str(head.presented)) == ("minister", "2024-03-01")
    fetch(client, url(cast, "end_head", mission.uid, head.uid))
    client.post(url(cast, "end_head", mission.uid, head.uid), {"until": "2025-01"})
    head.refresh_from_db()
    assert str(head.until) == "2025-01"
    fetch(client, url(cast, "edit_mission", mission.uid))
    sent = {
        "kind": "embassy",
        "sending": "CL",
        "visibility": "internal",
        "district": "x" * 30,
        "expected_version": "1",
    }
    assert client.post(url(cast, "edit_mission", mission.uid), sent).status_code == 422
    sent["expected_version"] = str(Mission.objects.get().version)
    assert client.post(url(cast, "edit_mission", mission.uid), sent).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "castle"},
        {"sending": ""},
        {"national_day": "31 June"},
        {"organisation": ""},
        {"opened": "soon"},
    ],
)
def test_dir_4_a_wrong_form_says_what_to_do(cast: Cast, wrong: dict[str, str]) -> None:
    sent = {"organisation": "Embassy", "kind": "embassy", "sending": "CL", "visibility": "internal", **wrong}
    answer = signed_in(cast.officer).post(url(cast, "add_mission"), sent)
    assert answer.status_code == 422
    assert not Mission.objects.exists()
    assert not Organisation.objects.exists()


def test_dir_4_a_mission_is_found_put_away_and_brought_back(cast: Cast, listed: ListMission) -> None:
    mission = listed("Konsulat der Republik", sending="AT", values={"district": "Drammen"})
    for words in ("konsulat", "Austria", "Drammen"):
        assert mission.pk in search.find(words, cast.office.pk, kinds=("mission",), limit=9), words
    client = signed_in(cast.officer)
    client.post(url(cast, "archive_mission", mission.uid), {"reason": "Closed"})
    assert Mission.objects.get().is_archived
    again = actions.add_mission(
        cast.office, by=cast.officer, organisation=mission.organisation, values={"sending": "AT"}
    )
    client.post(url(cast, "restore_mission", mission.uid))
    assert Mission.objects.get(pk=mission.pk).is_archived
    actions.archive_mission(again, by=cast.officer, reason="")
    client.post(url(cast, "restore_mission", mission.uid))
    assert not Mission.objects.get(pk=mission.pk).is_archived


def test_dir_4_merging_organisations_and_people_moves_missions_and_heads(
    cast: Cast, listed: ListMission
) -> None:
    mission = listed("Consulate", head=("Eino Aalto", "consul", "2021"))
    other = actions.add_organisation(cast.office, by=cast.officer, values={"name": "Consulate of Finland"})
    actions.merge(other, mission.organisation, by=cast.officer)
    mission.refresh_from_db()
    assert mission.organisation == other
    twin = actions.add_person(cast.office, by=cast.officer, values={"name": "E. Aalto"})
    actions.merge(twin, Person.objects.get(name="Eino Aalto"), by=cast.officer)
    assert Head.objects.get().person == twin


def test_dir_4_the_list_asks_a_constant_number_of_questions(
    cast: Cast, listed: ListMission, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        listed(f"Consulate {number}", head=(f"Consul {number}", "consul", "2020"))
    client = signed_in(cast.viewer)
    with django_assert_max_num_queries(24):
        client.get(url(cast, "missions"))
    with django_assert_max_num_queries(24):
        client.get(url(cast, "corps_list"))


def test_dir_4_today_and_search_tell_of_the_corps(cast: Cast, listed: ListMission) -> None:
    mission = listed(
        "Honorary Consulate of Chile", "honorary_consulate", "CL", head=("Marga Vos", "honorary_consul", "")
    )
    until = PartialDate.of(timezone.localdate() + dt.timedelta(days=30))
    actions.change_head(mission.heads.get(), by=cast.officer, values={"until": until})
    make_tie(cast.office, by=cast.officer, name="Trier")
    client = signed_in(cast.viewer)
    page = fetch(client, reverse("desk:today", args=(cast.office.slug,)))
    assert "Marga Vos, Honorary Consulate of Chile" in page.text
    page = fetch(client, reverse("desk:search", args=(cast.office.slug,)) + "?q=Chile")
    assert url(cast, "mission", mission.uid) in page.html


def test_dir_3_a_minor_on_the_staff_is_neither_exported_nor_printed(
    cast: Cast, listed: ListMission, tmp_path: Path
) -> None:
    mission = listed("Consulate", head=("Junior Head", "consul", "2020"))
    helper = actions.add_person(cast.office, by=cast.officer, values={"name": "Junior Helper"})
    actions.add_post(helper, by=cast.officer, organisation=mission.organisation, title="Trainee")
    Person.objects.filter(name__startswith="Junior").update(is_minor=True)
    path = tmp_path / "corps.csv"
    write_export("missions", cast.office, user=cast.officer, path=path)
    assert "Junior" not in path.read_text(encoding="utf-8-sig")
    page = fetch(signed_in(cast.viewer), url(cast, "corps_list"))
    assert '<li class="no-print">Junior Helper' in page.html
