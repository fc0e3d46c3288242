"""DIR-11: bodies we host: agreement, support, benefits, burdens, reviews, assessments for named readers."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
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
from proxenia.directory.models import HostedAssessment, HostedBody, HostedLine, HostedReview, Organisation
from proxenia.directory.queries import hosting as queries
from proxenia.directory.rules.hosting import DECISIONS
from tests.cast import Cast, make_tie, signed_in
from tests.pages import fetch

ListBody = Callable[..., HostedBody]


@pytest.fixture
def hosted(cast: Cast) -> ListBody:
    """`hosted("Union of ports", seat="secretariat")` lists a body."""

    def add(name: str, visibility: str = "internal", **values: Any) -> HostedBody:
        body = actions.add_organisation(cast.office, by=cast.officer, values={"name": name})
        return actions.add_hosted_body(
            cast.office, by=cast.officer, organisation=body, values=values, visibility=visibility
        )

    return add


def url(cast: Cast, name: str, *args: str) -> str:
    return reverse(f"directory:{name}", args=(cast.office.slug, *args))


def line(body: HostedBody, by: Any, kind: str, what: str, **values: Any) -> HostedLine:
    return actions.add_hosted_line(body, by=by, values={"kind": kind, "what": what, **values})


def test_dir_11_figures_are_added_up_by_what_they_count_and_unknown_is_not_nought(
    cast: Cast, hosted: ListBody
) -> None:
    body = hosted("Union of ports")
    line(body, cast.officer, "rent", "Two floors", amount="120000", currency="EUR", source="Lease of 2019")
    line(body, cast.officer, "money", "Yearly grant", amount="30000.50", currency="EUR", source="Budget 2025")
    line(body, cast.officer, "money", "Opening grant", amount="1000", currency="CHF", source="Council, 2019")
    line(body, cast.officer, "seconded_staff", "One officer")
    line(body, cast.officer, "jobs", "At the seat", amount="14", counted="jobs", source="Annual report 2024")
    line(body, cast.officer, "security", "Two summits a year")
    support, benefit, burden = queries.sides_of(body)
    assert support.totals == {"EUR": Decimal("150000.50"), "CHF": Decimal("1000.00")}
    assert (support.unknown, benefit.unknown, burden.unknown) == (1, 0, 1)
    assert benefit.totals == {"jobs": Decimal("14.00")}
    assert burden.totals == {}


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"what": ""}, "what"),
        ({"amount": "5", "source": "A"}, "counted"),
        ({"amount": "5", "currency": "EUR"}, "source"),
        ({"kind": "support"}, "kind"),
        ({"kind": "gold"}, "kind"),
    ],
)
def test_dir_11_a_line_says_what_it_counts_and_where_it_is_from(
    cast: Cast, hosted: ListBody, values: dict[str, str], where: str
) -> None:
    body = hosted("Union of ports")
    with pytest.raises(Refused) as refusal:
        line(body, cast.officer, **{"kind": "rent", "what": "Rooms", **values})
    assert refusal.value.where == where
    assert not HostedLine.objects.exists()


def test_dir_11_every_kind_of_line_belongs_to_a_side() -> None:
    words = Vocabulary.load("hosted_effects")
    tops = [code for code in words.codes if words.parent(code) is None]
    assert tops == HostedLine.Side.values
    assert all(words.children(top) for top in tops)
    assert tuple(Vocabulary.load("hosting_decisions").codes) == DECISIONS


def test_dir_11_a_review_decides_with_a_reason_and_says_when_we_look_again(
    cast: Cast, hosted: ListBody
) -> None:
    body = hosted("Union of ports", review_on=timezone.localdate() - dt.timedelta(days=3))
    due = queries.reviews_due(cast.viewer, cast.office, timezone.localdate())
    assert due == [body]
    next_on = timezone.localdate() + dt.timedelta(days=365)
    actions.review_hosted_body(body, by=cast.officer, decision="more", reason="Jobs grow", next_on=next_on)
    body.refresh_from_db()
    assert body.review_on == next_on
    assert queries.reviews_due(cast.viewer, cast.office, timezone.localdate()) == []
    actions.review_hosted_body(body, by=cast.director, decision="less", reason="They left two floors")
    assert [one.decision for one in queries.reviews_of(body)] == ["less", "more"]
    event = Event.objects.filter(subject_uid=body.uid, verb="review_hosted_body").first()
    assert event is not None


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"decision": "perhaps"}, "decision"),
        ({"reason": "  "}, "reason"),
        ({"next_on": dt.date(2020, 1, 1)}, "next_on"),
        ({"held_on": dt.date(2999, 1, 1)}, "held_on"),
    ],
)
def test_dir_11_a_review_without_decision_or_reason_is_refused(
    cast: Cast, hosted: ListBody, values: Any, where: str
) -> None:
    body = hosted("Union of ports")
    with pytest.raises(Refused) as refusal:
        actions.review_hosted_body(
            body, by=cast.officer, **{"decision": "same", "reason": "As before", **values}
        )
    assert refusal.value.where == where
    assert not HostedReview.objects.exists()


def test_dir_11_what_cannot_be_is_refused(cast: Cast, hosted: ListBody) -> None:
    body = hosted("Union of ports")
    with pytest.raises(Refused, match="already"):
        actions.add_hosted_body(cast.office, by=cast.officer, organisation=body.organisation, values={})
    first, last = PartialDate.parse_iso("2024"), PartialDate.parse_iso("2020")
    for values, where in (
        ({"since": first, "until": last}, "until"),
        ({"signed": first, "expires": last}, "expires"),
        ({"kind": "castle"}, "kind"),
        ({"seat": "castle"}, "seat"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.change_hosted_body(body, by=cast.officer, values=values)
        assert refusal.value.where == where
    with pytest.raises(NotAllowed):
        actions.change_hosted_body(body, by=cast.viewer, values={"note": "x"})
    with pytest.raises(NotFound):
        actions.change_hosted_body(body, by=cast.outsider, values={"note": "x"})


CANARY = "zanzibarcanary"


def test_rsk_8_an_assessment_is_for_its_named_readers_only(cast: Cast, hosted: ListBody) -> None:
    body = hosted("Union of ports")
    found = actions.assess_hosted_body(
        body, by=cast.officer, title=f"{CANARY} title", text=f"{CANARY} words", readers=[cast.viewer]
    )
    assert found.visibility == "confidential"
    assert {one.name for one in queries.readers_of(found)} == {"Officer", "Viewer"}
    places = (
        url(cast, "hosted_body", body.uid),
        url(cast, "hosted_assessment", found.uid),
        url(cast, "edit_assessment", found.uid),
        reverse("records:history", args=(cast.office.slug, found.uid)),
        reverse("records:history", args=(cast.office.slug, body.uid)),
        reverse("desk:search", args=(cast.office.slug,)) + f"?q={CANARY}",
        reverse("desk:today", args=(cast.office.slug,)),
    )
    for role in ("director", "auditor", "administrator", "unit_editor", "partner"):
        client = signed_in(cast.everybody[role])
        for place in places:
            text = (
                client.get(place).content.decode().replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', "")
            )
            assert f"{CANARY} title" not in text, (role, place)
            assert f"{CANARY} words" not in text, (role, place)
        assert client.get(places[1]).status_code == 404
    for user in (cast.officer, cast.viewer):
        assert f"{CANARY} words" in fetch(signed_in(user), places[1]).text
        assert f"{CANARY} title" in fetch(signed_in(user), places[0]).text
    with pytest.raises(NotFound):
        actions.change_assessment(found, by=cast.director, values={"text": "Mine"})
    with pytest.raises(NotAllowed):
        actions.change_assessment(found, by=cast.viewer, values={"text": "Mine"})


def test_rsk_8_the_words_of_an_assessment_are_not_in_the_search_index(cast: Cast, hosted: ListBody) -> None:
    body = hosted("Union of ports")
    actions.assess_hosted_body(body, by=cast.officer, title="Plain title", text=CANARY)
    assert search.find(CANARY, cast.office.pk, limit=9) == []


def test_rsk_8_a_reader_holds_a_role_in_the_office(cast: Cast, hosted: ListBody) -> None:
    body = hosted("Union of ports")
    with pytest.raises(Refused) as refusal:
        actions.assess_hosted_body(body, by=cast.officer, title="A", text="B", readers=[cast.outsider])
    assert refusal.value.where == "readers"
    assert not HostedAssessment.objects.exists()
    for values in ({"title": ""}, {"text": " "}):
        with pytest.raises(Refused):
            actions.assess_hosted_body(body, by=cast.officer, **{"title": "A", "text": "B", **values})


def test_dir_11_the_pages_tell_the_body(cast: Cast, hosted: ListBody) -> None:
    body = hosted(
        "Union of ports", kind="network_secretariat", seat="secretariat", agreement="Seat agreement",
        review_on=dt.date(2020, 5, 1),
    )  # fmt: skip
    line(body, cast.officer, "jobs", "At the seat", amount="14", counted="jobs", source="Annual report 2024")
    line(body, cast.officer, "security", "Summits")
    actions.review_hosted_body(
        body, by=cast.officer, decision="same", reason="It pays", minutes="All were there", next_on=None
    )
    client = signed_in(cast.viewer)
    page = fetch(client, url(cast, "hosted_bodies"))
    for words in ("Union of ports", "Secretariat", "Seat agreement", "The same"):
        assert words in page.text
    page = fetch(client, url(cast, "hosted_body", body.uid))
    for words in (
        "14 jobs",
        "Annual report 2024",
        "no figure known",
        "unknown, not nought",
        "It pays",
        "All were there",
    ):
        assert words in page.text, words
    other = hosted("Federation of rowers", kind="federation", seat="headquarters")
    text = fetch(client, url(cast, "hosted_bodies") + "?seat=headquarters").text
    assert other.organisation.name in text
    assert "Union of ports" not in text
    assert (
        f'href="{url(cast, "hosted_body", body.uid)}"'
        in fetch(client, url(cast, "organisation", body.organisation.uid)).html
    )
    for name in ("hosted_bodies", "add_hosted_body"):
        assert signed_in(cast.outsider).get(url(cast, name)).status_code == 404
        assert signed_in(cast.partner).get(url(cast, name)).status_code == 403


def test_dir_11_everything_is_written_by_the_forms(cast: Cast) -> None:
    client = signed_in(cast.officer)
    fetch(client, url(cast, "add_hosted_body"))
    sent = {
        "organisation": "Union of ports", "kind": "network_secretariat", "seat": "secretariat",
        "visibility": "internal", "since": "2019", "agreement": "Seat agreement", "review_on": "2027-05-01",
    }  # fmt: skip
    assert client.post(url(cast, "add_hosted_body"), {**sent, "until": "2001"}).status_code == 422
    assert not Organisation.objects.exists()
    client.post(url(cast, "add_hosted_body"), sent)
    body = HostedBody.objects.get()
    assert (body.organisation.kind, str(body.since), body.review_on) == (
        "city_network",
        "2019",
        dt.date(2027, 5, 1),
    )
    fetch(client, url(cast, "add_hosted_line", body.uid))
    money = {
        "kind": "rent",
        "what": "Two floors",
        "amount": "1200.5",
        "currency": "€",
        "source": "Lease",
        "on": "2024",
    }
    assert client.post(url(cast, "add_hosted_line", body.uid), {**money, "source": ""}).status_code == 422
    client.post(url(cast, "add_hosted_line", body.uid), money)
    row = HostedLine.objects.get()
    assert (row.side, row.amount, row.currency, str(row.on)) == ("support", Decimal("1200.50"), "EUR", "2024")
    fetch(client, url(cast, "edit_hosted_line", body.uid, row.uid))
    client.post(url(cast, "edit_hosted_line", body.uid, row.uid), {**money, "amount": ""})
    row.refresh_from_db()
    assert (row.amount, row.currency) == (None, "")
    client.post(url(cast, "remove_hosted_line", body.uid, row.uid))
    assert not HostedLine.objects.exists()
    fetch(client, url(cast, "review_hosted_body", body.uid))
    decided = {"decision": "more", "reason": "Good", "held_on": timezone.localdate().isoformat()}
    assert (
        client.post(url(cast, "review_hosted_body", body.uid), {**decided, "decision": ""}).status_code == 422
    )
    client.post(url(cast, "review_hosted_body", body.uid), decided)
    assert HostedReview.objects.get().reason == "Good"
    fetch(client, url(cast, "add_assessment", body.uid))
    words = {"title": "In confidence", "text": "We think so", "readers": [cast.viewer.uid]}
    answer = client.post(url(cast, "add_assessment", body.uid), words)
    found = HostedAssessment.objects.get()
    assert answer.headers["Location"] == url(cast, "hosted_assessment", found.uid)
    fetch(client, url(cast, "edit_assessment", found.uid))
    client.post(
        url(cast, "edit_assessment", found.uid), {"title": "In confidence", "text": "We think otherwise"}
    )
    found.refresh_from_db()
    assert found.text == "We think otherwise"
    client.post(url(cast, "archive_assessment", found.uid))
    client.post(url(cast, "restore_assessment", found.uid))
    assert not HostedAssessment.objects.get().is_archived
    fetch(client, url(cast, "edit_hosted_body", body.uid))
    body.refresh_from_db()
    sent |= {"seat": "headquarters", "expected_version": str(body.version)}
    client.post(url(cast, "edit_hosted_body", body.uid), sent)
    assert HostedBody.objects.get().seat == "headquarters"
    client.post(url(cast, "archive_hosted_body", body.uid), {"reason": "Left"})
    assert HostedBody.objects.get().is_archived
    client.post(url(cast, "restore_hosted_body", body.uid))
    assert not HostedBody.objects.get().is_archived


def test_dir_11_a_line_of_another_body_is_not_found(cast: Cast, hosted: ListBody) -> None:
    one, other = hosted("One"), hosted("Other")
    row = line(one, cast.officer, "rent", "Rooms")
    client = signed_in(cast.officer)
    assert client.get(url(cast, "edit_hosted_line", other.uid, row.uid)).status_code == 404
    assert client.post(url(cast, "remove_hosted_line", other.uid, row.uid)).status_code == 404
    assert HostedLine.objects.count() == 1


def test_dir_11_merging_organisations_moves_the_hosted_body(cast: Cast, hosted: ListBody) -> None:
    body = hosted("Union of ports")
    other = actions.add_organisation(cast.office, by=cast.officer, values={"name": "Ports' union"})
    actions.merge(other, body.organisation, by=cast.officer)
    body.refresh_from_db()
    assert body.organisation == other


def test_dir_11_today_tells_of_a_review_that_is_due(cast: Cast, hosted: ListBody) -> None:
    late = hosted("Union of ports", review_on=timezone.localdate() - dt.timedelta(days=9))
    hosted("Federation", review_on=timezone.localdate() + dt.timedelta(days=400))
    make_tie(cast.office, by=cast.officer, name="Trier")
    page = fetch(signed_in(cast.viewer), reverse("desk:today", args=(cast.office.slug,)))
    owed = page.text.split("Owed to us")[0]
    assert "Union of ports" in owed
    assert "Federation" not in owed
    assert url(cast, "hosted_body", late.uid) in page.html
    page = fetch(signed_in(cast.viewer), url(cast, "hosted_bodies") + "?due=1")
    assert "Federation" not in page.text
