"""ENG-1, quick entry: a line is confirmed before it is logged; names are found, asked about, or kept as words."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.utils import timezone

from proxenia.commitments.models import Commitment
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_person
from proxenia.directory.models import Person
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.naming import ties_behind, whom
from proxenia.portfolio.models import Partnership
from tests.cast import Cast, signed_in
from tests.pages import fetch, send

Tie = Callable[..., Partnership]
QUICK = "/o/halden/engagements/quick/"


def person(cast: Cast, name: str, **more: object) -> Person:
    """Somebody in the directory."""
    return add_person(cast.office, by=cast.operator, values={"name": name, **more})


def understood(client: Client, line: str, **more: str) -> dict[str, Any]:
    """What the page offers for a line, as the browser would send it back."""
    page = send(client, QUICK, {"line": line, **more}, status=200)
    form = page.response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)} | {
        "log": "yes",
        **more,
    }


def test_eng_1_a_line_becomes_a_contact_with_its_promise(cast: Cast, tie: Tie) -> None:
    yokohama, anna, kenji = tie("Yokohama"), person(cast, "Anna Müller"), person(cast, "Kenji Ito")
    line = (
        "met Anna Muller, Kenji Ito and Yokohama about the port agreement yesterday,"
        " they will send the draft by 1 March"
    )
    client = signed_in(cast.officer)
    offered = understood(client, line)
    assert (offered["title"], offered["kind"], offered["note"]) == ("Port agreement", "meeting", line)
    assert not Engagement.objects.exists()
    assert client.post(QUICK, offered).status_code == 302
    one = Engagement.objects.get()
    assert (one.title, one.note) == ("Port agreement", line)
    assert one.date == PartialDate.of(timezone.localdate() - dt.timedelta(days=1))
    assert {row.person for row in one.participations.all()} == {anna, kenji}
    assert [link.partnership for link in one.tie_links.all()] == [yokohama]
    promise = Commitment.objects.get()
    assert (promise.side, promise.what, str(promise.due)[5:]) == ("them", "Send the draft", "03-01")
    assert promise.tie_link.partnership == yokohama


def test_eng_1_a_name_of_several_is_asked_about(cast: Cast) -> None:
    first, second = person(cast, "Anna Müller"), person(cast, "Anna Möller")
    client = signed_in(cast.officer)
    offered = understood(client, "met Anna about schools today")
    page = send(client, QUICK, offered)
    assert "Say who is meant, or keep the name as words." in page.text
    assert not Engagement.objects.exists()
    assert client.post(QUICK, {**offered, "name_0": second.uid}).status_code == 302
    assert [row.person for row in Engagement.objects.get().participations.all()] == [second]
    assert first not in {row.person for row in Engagement.objects.get().participations.all()}


def test_eng_1_a_name_nobody_bears_stays_words(cast: Cast) -> None:
    client = signed_in(cast.officer)
    offered = understood(client, "met the mayor of Nowhere and Zoltan Kiss about wine in the cellar")
    assert client.post(QUICK, offered).status_code == 302
    one = Engagement.objects.get()
    assert (one.people_text, one.title) == ("mayor of Nowhere; Zoltan Kiss", "Wine in the cellar")


def test_eng_1_a_near_name_is_asked_about_and_never_taken(cast: Cast) -> None:
    person(cast, "Kenji Ito")
    client = signed_in(cast.officer)
    offered = understood(client, "called Kenjii Ito today")
    assert "people" not in offered
    send(client, QUICK, offered)
    assert client.post(QUICK, {**offered, "name_0": "words"}).status_code == 302
    assert Engagement.objects.get().people_text == "Kenjii Ito"


def test_eng_1_hidden_people_and_ties_are_not_found_by_their_names(cast: Cast, tie: Tie) -> None:
    tie("Yokohama", visibility="confidential")
    add_person(cast.office, by=cast.operator, values={"name": "Kenji Ito"}, visibility="confidential")
    for one in whom(cast.officer, cast.office, ["Yokohama", "Kenji Ito", "Kenj Ito", "mayor of Yokohama"]):
        assert one.choices == ()


def test_eng_1_the_tie_behind_the_people_is_offered(cast: Cast, tie: Tie) -> None:
    trier = tie("Trier")
    body = trier.parties.get().organisation
    posts = [{"organisation": body, "title": "Mayor", "starts": PartialDate(2020), "ends": None}]
    ana = add_person(cast.office, by=cast.operator, values={"name": "Ana Lund"}, posts=posts)
    assert ties_behind(cast.officer, cast.office, [ana]) == [trier]
    offered = understood(signed_in(cast.officer), "met Ana Lund today")
    assert offered["ties"] == [trier.uid]
    assert ties_behind(cast.officer, cast.office, []) == []


def test_eng_1_a_promise_says_its_tie_where_there_are_several(cast: Cast, tie: Tie) -> None:
    trier, nimes = tie("Trier"), tie("Nîmes")
    client = signed_in(cast.officer)
    offered = understood(client, "met Trier and Nîmes about wine, we will send the list by Friday")
    assert set(offered["ties"]) == {trier.uid, nimes.uid}
    assert "Say to which tie the promise belongs." in send(client, QUICK, offered).text
    assert client.post(QUICK, {**offered, "promise_0_tie": nimes.uid}).status_code == 302
    assert Commitment.objects.get().tie_link.partnership == nimes


def test_eng_1_an_unticked_promise_is_not_recorded(cast: Cast, tie: Tie) -> None:
    trier, client = tie("Trier"), signed_in(cast.officer)
    offered = understood(client, "call today, they will write", from_tie=trier.uid)
    assert offered["ties"] == [trier.uid]
    del offered["promise_0_keep"]
    assert client.post(QUICK, offered).status_code == 302
    assert not Commitment.objects.exists()


def test_eng_1_a_refused_promise_logs_nothing(cast: Cast) -> None:
    client = signed_in(cast.officer)
    offered = understood(client, "met Ana today, they will write")
    send(client, QUICK, {**offered, "promise_0_what": " "})
    send(client, QUICK, {**offered, "date": "31 February"})
    assert not Engagement.objects.exists()


def test_eng_1_the_box_stands_on_today_and_on_every_page(cast: Cast, tie: Tie) -> None:
    tie("Trier")
    for address in ("/o/halden/", "/o/halden/engagements/log/", QUICK):
        assert 'name="line"' in fetch(signed_in(cast.officer), address).html
    for who, is_offered in ((cast.officer, True), (cast.unit_editor, True), (cast.viewer, False)):
        assert (f'href="{QUICK}"' in fetch(signed_in(who), "/o/halden/engagements/").html) == is_offered
    send(signed_in(cast.officer), QUICK, {"line": ""})


def test_eng_1_a_name_is_found_in_a_moment_among_many(
    cast: Cast, tie: Tie, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        person(cast, f"Anna Number{number}")
    with django_assert_max_num_queries(10):
        whom(cast.officer, cast.office, ["Anna"])
