"""DIR-1 to DIR-3: what the verbs of the directory take, refuse and write in the log."""

from typing import Any

import pytest

from proxenia.accounts.models import Office, User
from proxenia.audit.models import Event
from proxenia.audit.queries import history_of
from proxenia.core import search
from proxenia.core.errors import Conflict, NotAllowed, NotFound, Refused
from proxenia.core.registry import address_of, known_verbs, sheet_kind
from proxenia.core.values import PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory import actions
from proxenia.directory.models import Organisation, Person, Post
from proxenia.places.models import Place
from proxenia.places.queries import resolve
from proxenia.records.actions import set_visibility
from tests.cast import Cast


@pytest.mark.parametrize("kind", Vocabulary.load("organisation_kinds").codes)
def test_dir_2_every_kind_is_taken(body: Any, kind: str) -> None:
    assert body("A body", kind=kind).kind == kind


def test_dir_2_the_kinds_of_the_catalogue_are_known() -> None:
    words = (
        "municipality; region; ministry; economic development organisation; chamber; company; cluster; incubator;"
        " university; school; airport; seaport; NGO; diaspora association; media; consulate; embassy;"
        " multilateral body; city network"
    )
    kinds = Vocabulary.load("organisation_kinds")
    assert [word for word in words.split("; ") if kinds.match(word.strip()) is None] == []


def test_dir_2_a_settled_place_says_the_country(body: Any) -> None:
    one = body("City of Trier", place=resolve("Trier", "DE").match, country="FR")
    assert one.country == "DE"
    assert Place.objects.get().gazetteer_id == "geonames:2821164"


@pytest.mark.parametrize(
    ("values", "where"), [({"name": "  "}, "name"), ({"name": "A", "kind": "king"}, "kind")]
)
def test_dir_2_what_is_no_organisation_is_refused(
    office: Office, officer: User, values: Any, where: str
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.add_organisation(office, by=officer, values=values)
    assert refusal.value.where == where
    assert not Event.objects.exists()


def test_dir_2_no_organisation_is_part_of_itself(officer: User, body: Any) -> None:
    top = body("Ministry")
    middle = body("Agency", parent=top)
    low = body("Office", parent=middle)
    for parent in (top, middle, low):
        with pytest.raises(Refused, match="part of"):
            actions.change_organisation(top, by=officer, values={"parent": parent})


def test_dir_2_a_body_of_another_office_is_no_parent(
    office: Office, officer: User, body: Any, cast: Cast
) -> None:
    theirs = actions.add_organisation(cast.other_office, by=cast.outsider, values={"name": "Theirs"})
    with pytest.raises(Refused):
        actions.add_organisation(cast.office, by=cast.officer, values={"name": "Ours", "parent": theirs})
    ours = actions.add_organisation(cast.office, by=cast.officer, values={"name": "Ours"})
    with pytest.raises(Refused):
        actions.change_organisation(ours, by=cast.officer, values={"parent": theirs})


@pytest.fixture
def office(cast: Cast) -> Office:
    return cast.office


@pytest.fixture
def officer(cast: Cast) -> User:
    return cast.officer


def test_dir_1_a_municipality_is_found_again_however_it_is_written(office: Office, officer: User) -> None:
    first, second = (
        actions.find_or_add_municipality(office, by=officer, place=resolve(words, "DE").match, words=words)
        for words in ("Trier", "Trèves")
    )
    assert first == second
    assert (first.name, first.kind) == ("City of Trier", "municipality")


def test_dir_1_an_open_place_is_found_again_by_its_words(office: Office, officer: User) -> None:
    def find() -> Organisation:
        return actions.find_or_add_municipality(
            office, by=officer, place=None, words="Springfield", country="US"
        )

    one = find()
    assert one.place_is_open
    assert find() == one
    actions.settle_place(one, by=officer, place=resolve("Springfield, Illinois", "US").match)  # type: ignore[arg-type]
    assert find() == one
    assert [entry.verb for entry in history_of([one.uid])] == ["settle_place", "add_organisation"]


def test_dir_1_what_is_not_a_place_is_asked_about_no_more(officer: User, body: Any) -> None:
    one = body("Club", place_asked="various")
    actions.dismiss_place(one, by=officer)
    assert not one.place_is_open
    with pytest.raises(Refused):
        actions.dismiss_place(one, by=officer)


def test_dir_1_a_place_of_another_office_is_refused(body: Any, officer: User, cast: Cast) -> None:
    theirs = Place.objects.create(name="X", name_folded="x", country="DE", office=cast.other_office)
    with pytest.raises(Refused):
        actions.settle_place(body("Club"), by=officer, place=theirs)


def test_dir_3_each_change_of_a_post_is_one_event(officer: User, body: Any, somebody: Any) -> None:
    city, person = body("City"), somebody("Ana Lund")
    post = actions.add_post(person, by=officer, organisation=city, title="Mayor", starts=PartialDate(2015))
    actions.change_post(post, by=officer, values={"title": "Lord Mayor"})
    actions.end_post(post, by=officer, ends=PartialDate(2023, 5))
    actions.change_post(post, by=officer, values={"title": "Lord Mayor"})
    actions.remove_post(post, by=officer)
    entries = history_of([person.uid])
    assert [entry.verb for entry in entries] == [
        "remove_post",
        "end_post",
        "change_post",
        "add_post",
        "add_person",
    ]
    ended = entries[1].changes[0]
    assert (ended.before, ended.after) == (
        "Lord Mayor, City, from 2015",
        "Lord Mayor, City, from 2015 to 2023-05",
    )


@pytest.mark.parametrize(
    ("starts", "ends", "good"),
    [
        ("2015", "2015", True),
        ("2015-06", "2015", True),
        ("2015-06", "2015-05", False),
        ("2016", "2015", False),
    ],
)
def test_dir_3_a_post_ends_after_it_begins(
    somebody: Any, body: Any, starts: str, ends: str, good: bool
) -> None:
    post = {
        "organisation": body("City"),
        "starts": PartialDate.parse_iso(starts),
        "ends": PartialDate.parse_iso(ends),
    }
    if good:
        assert somebody("Ana", posts=[post]).posts.count() == 1
        return
    with pytest.raises(Refused, match="before it begins"):
        somebody("Ana", posts=[post])
    assert not Person.objects.exists()


def test_dir_3_the_whole_list_of_posts_is_one_event(officer: User, body: Any, somebody: Any) -> None:
    city = body("City")
    person = somebody(
        "Ana", posts=[{"organisation": city, "title": "Clerk"}, {"organisation": city, "title": "Mayor"}]
    )
    keep = person.posts.get(title="Mayor")
    count = Event.objects.count()
    posts = [
        {"uid": keep.uid, "organisation": city, "title": "Mayor", "ends": PartialDate(2020)},
        {"organisation": city, "title": "Adviser"},
    ]
    actions.change_person(person, by=officer, values={"name": "Ana"}, posts=posts)
    assert Event.objects.count() == count + 1
    assert set(person.posts.values_list("title", flat=True)) == {"Mayor", "Adviser"}
    assert Post.objects.get(uid=keep.uid).ends == PartialDate(2020)
    actions.change_person(person, by=officer, values={"name": "Ana"}, posts=[
        {"uid": post.uid, "organisation": city, "title": post.title, "ends": post.ends} for post in person.posts.all()
    ])  # fmt: skip
    assert Event.objects.count() == count + 1


def test_dir_3_an_old_form_does_not_overwrite_a_newer_one(officer: User, somebody: Any) -> None:
    person = somebody("Ana")
    actions.change_person(person, by=officer, values={"phone": "1"}, expected_version=1)
    with pytest.raises(Conflict):
        actions.change_person(person, by=officer, values={"phone": "2"}, expected_version=1)


@pytest.mark.parametrize("words", ["Ана Лунд", "ana lund", "anna mayor", "mayor trier"])
def test_dir_1_people_are_found_by_names_and_posts_in_any_script(
    office: Office, somebody: Any, body: Any, words: str
) -> None:
    city = body("City of Trier")
    person = somebody("Ana Lund", name_local="Анна Лунд", posts=[{"organisation": city, "title": "Mayor"}])
    assert search.find(words, office.pk, kinds=["person"]) == [person.pk]


def test_dir_1_organisations_are_found_by_place_and_country(office: Office, body: Any) -> None:
    one = body("Port authority", place=resolve("Kyiv", "UA").match)
    for words in ("Київ", "kyiv", "ukraine port"):
        assert search.find(words, office.pk, kinds=["organisation"]) == [one.pk]


def test_what_is_put_away_leaves_search_and_comes_back(office: Office, officer: User, body: Any) -> None:
    one = body("Port authority")
    actions.archive_organisation(one, by=officer, reason="closed in 2020")
    assert search.find("port", office.pk) == []
    assert history_of([one.uid])[0].note == "closed in 2020"
    actions.restore_organisation(one, by=officer)
    assert search.find("port", office.pk) == [one.pk]


@pytest.mark.parametrize("role", ["viewer", "auditor", "administrator", "partner", "unit_editor", "outsider"])
def test_nobody_without_the_right_writes(cast: Cast, body: Any, somebody: Any, role: str) -> None:
    one, person, user = body("A"), somebody("Ana"), getattr(cast, role)
    count = Event.objects.count()
    tries = (
        lambda: actions.add_organisation(cast.office, by=user, values={"name": "B"}),
        lambda: actions.change_organisation(one, by=user, values={"name": "B"}),
        lambda: actions.archive_organisation(one, by=user, reason="x"),
        lambda: actions.settle_place(one, by=user, place=resolve("Trier", "DE").match),  # type: ignore[arg-type]
        lambda: actions.add_person(cast.office, by=user, values={"name": "B"}),
        lambda: actions.change_person(person, by=user, values={"name": "B"}, posts=[]),
        lambda: actions.add_post(person, by=user, organisation=one),
    )
    for attempt in tries:
        with pytest.raises((NotAllowed, NotFound)):
            attempt()
    assert Event.objects.count() == count


def test_a_unit_editor_writes_the_records_of_the_unit(cast: Cast) -> None:
    values = {"name": "Theatre"}
    one = actions.add_organisation(cast.office, by=cast.unit_editor, values=values, unit=cast.unit)
    actions.change_organisation(one, by=cast.unit_editor, values={"name": "City theatre"})
    with pytest.raises(NotAllowed):
        actions.add_organisation(cast.office, by=cast.unit_editor, values=values, unit=cast.other_unit)


def test_every_verb_has_words_and_every_kind_a_page() -> None:
    assert set(actions.__all__) - {"find_or_add_municipality"} <= known_verbs()
    assert {"merge_away", "add_place", "set_home"} <= known_verbs()
    for kind in ("organisation", "person", "place"):
        assert address_of(kind, "halden", "abc")


def test_sys_1_a_hidden_organisation_is_no_parent_and_no_place_of_a_post(cast: Cast) -> None:
    def add(name: str) -> Organisation:
        return actions.add_organisation(
            cast.office, by=cast.operator, values={"name": name, "kind": "agency"}
        )

    part, hidden = add("Part"), set_visibility(add("Hidden"), by=cast.operator, visibility="confidential")
    one = actions.add_person(cast.office, by=cast.operator, values={"name": "Ana Lund"})
    posts = [{"organisation": hidden, "title": "Chair"}]
    with pytest.raises(NotFound):
        actions.change_organisation(part, by=cast.officer, values={"parent": hidden})
    with pytest.raises(NotFound):
        actions.add_organisation(cast.office, by=cast.officer, values={"name": "New", "parent": hidden})
    with pytest.raises(NotFound):
        actions.add_post(one, by=cast.officer, organisation=hidden)
    with pytest.raises(NotFound):
        actions.change_person(one, by=cast.officer, values={}, posts=posts)
    with pytest.raises(NotFound):
        actions.add_person(cast.office, by=cast.officer, values={"name": "Zoe Ek"}, posts=posts)
    assert not Post.objects.exists()
    # What stands already stays as it is.
    actions.change_organisation(part, by=cast.operator, values={"parent": hidden})
    actions.change_organisation(part, by=cast.officer, values={"parent": hidden, "note": "x"})
    post = actions.add_post(one, by=cast.operator, organisation=hidden)
    actions.change_post(post, by=cast.officer, values={"organisation": hidden, "title": "Clerk"})
    assert Post.objects.get().title == "Clerk"


def test_dir_2_the_operator_takes_every_organisation_along(cast: Cast) -> None:
    part = actions.add_organisation(cast.office, by=cast.operator, values={"name": "Part", "kind": "agency"})
    whole = actions.add_organisation(
        cast.office, by=cast.operator, values={"name": "Whole", "kind": "agency"}
    )
    actions.change_organisation(part, by=cast.operator, values={"parent": whole})
    rows = [list(row) for row in sheet_kind("organisations").rows(cast.office, cast.operator)]
    assert [row for row in rows if "Part" in row and "Whole" in row]
