"""PRT-18: the partner's own view by a mailed link that works once, beside ours; silence is shown."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.instruments.actions import take_instrument
from proxenia.portfolio.models import Partnership
from proxenia.records.actions import set_visibility, share
from proxenia.reviews import actions
from proxenia.reviews.models import PartnerView
from proxenia.reviews.queries.partner_views import digest_of, views_of
from tests.cast import Cast, signed_in


@pytest.fixture
def moss(tie: Any) -> Partnership:
    found: Partnership = tie("Moss")
    return found


@pytest.fixture
def asked(cast: Cast, moss: Partnership) -> PartnerView:
    return actions.ask_partner(
        moss,
        by=cast.officer,
        name="Camille Fontanel",
        email="camille@example.org",
        occasion="after the visit of May",
    )


def path_in_mail() -> str:
    """The path of the link in the last letter."""
    found = re.search(r"/view/[^\s]+", str(mail.outbox[-1].body))
    assert found
    return found[0]


def test_prt_18_a_link_is_mailed_and_only_its_digest_kept(asked: PartnerView) -> None:
    letter = mail.outbox[-1]
    assert letter.to == ["camille@example.org"]
    assert "after the visit of May" in letter.body
    token = path_in_mail().split("/")[2]
    asked.refresh_from_db()
    assert asked.digest == digest_of(token)
    assert token not in str(PartnerView.objects.values())


def test_prt_18_a_partner_answers_without_an_account_and_once(
    cast: Cast, moss: Partnership, asked: PartnerView
) -> None:
    stranger, link = Client(), path_in_mail()
    page = stranger.get(link)
    assert page.status_code == 200
    assert "Camille Fontanel" in page.content.decode()
    assert stranger.post(link, {}).status_code == 422
    assert stranger.post(link, {"a_worth": "9"}).status_code == 422
    thanks = stranger.post(
        link, {"a_worth": "0", "r_worth": "Too many visits.", "a_wish": "Meet by video.", "a_fit": ""}
    )
    assert "Thank you" in thanks.content.decode()
    again = stranger.post(link, {"a_worth": "2"})
    assert again.status_code == 409
    assert "answered already" in again.content.decode()
    asked.refresh_from_db()
    assert asked.answers["worth"] == {"value": 0, "remark": "Too many visits."}
    assert asked.email == ""
    story = signed_in(cast.viewer).get(reverse("portfolio:tie", args=["halden", moss.uid])).content.decode()
    for words in ("Their view", "Meet by video.", "Too many visits.", "We have not answered this."):
        assert words in story


def test_prt_18_their_rating_stands_beside_ours(cast: Cast, moss: Partnership) -> None:
    form = take_instrument(cast.office, by=cast.officer, code="partnership_review")
    review = actions.begin_review(moss, by=cast.officer, instrument=form)
    asked = actions.ask_partner(moss, by=cast.officer, name="Camille", email="c@example.org", review=review)
    actions.answer_review(review, by=cast.officer, answers={"worth": {"value": 2}, "fit": {"value": 1}})
    actions.give_partner_view(
        asked, answers={"worth": {"value": 0}, "fit": {"value": 1}, "kept": {"value": 1}}
    )
    [told] = views_of(moss, review)
    rows = {one.theirs: (one.ours, one.apart) for one in told.beside}
    assert rows["No"] == ("Yes", "less")
    assert rows["In part"] == ("In part", "")
    assert rows["Mostly"] == ("", "")
    assert rows[""] == ("", "")
    page = (
        signed_in(cast.officer).get(reverse("reviews:review", args=["halden", review.uid])).content.decode()
    )
    assert "they see it less well" in page


def test_prt_18_silence_is_shown(cast: Cast, moss: Partnership, asked: PartnerView) -> None:
    story = reverse("portfolio:tie", args=["halden", moss.uid])
    assert "no answer yet" in signed_in(cast.viewer).get(story).content.decode()
    PartnerView.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    assert "silent until the link ran out" in signed_in(cast.viewer).get(story).content.decode()
    late = Client().post(path_in_mail(), {"a_worth": "1"})
    assert late.status_code == 409
    assert "time to answer has passed" in late.content.decode()


def test_prt_18_a_withdrawn_or_unknown_link_opens_nothing(
    cast: Cast, moss: Partnership, asked: PartnerView
) -> None:
    url = reverse("reviews:withdraw_view", args=["halden", moss.uid, asked.uid])
    assert signed_in(cast.viewer).post(url).status_code == 403
    assert signed_in(cast.officer).post(url).status_code == 302
    assert "withdrawn" in Client().get(path_in_mail()).content.decode()
    unknown = Client().get("/view/nothing/")
    assert unknown.status_code == 409
    assert "not known" in unknown.content.decode()
    assert signed_in(cast.officer).post(url).status_code == 409


def test_prt_18_guessing_links_is_slowed_down(cast: Cast) -> None:
    stranger = Client()
    told = [stranger.get(f"/view/guess{number}/").content.decode() for number in range(45)]
    assert "not known" in told[0]
    assert "Too many tries" in told[-1]


def test_prt_18_nobodys_letter_box_is_filled(
    cast: Cast, tie: Any, moss: Partnership, asked: PartnerView
) -> None:
    with pytest.raises(Refused, match="within the last day"):
        actions.ask_partner(moss, by=cast.officer, name="Camille", email="CAMILLE@example.org")
    for number in range(4):
        actions.ask_partner(
            tie(f"Town {number}"), by=cast.officer, name="Camille", email="camille@example.org"
        )
    with pytest.raises(Refused, match="several ties"):
        actions.ask_partner(tie("One more"), by=cast.officer, name="Camille", email="camille@example.org")
    assert len(mail.outbox) == 5


def test_prt_18_who_may_ask(cast: Cast, moss: Partnership) -> None:
    with pytest.raises(NotAllowed):
        actions.ask_partner(moss, by=cast.viewer, name="Camille", email="c@example.org")
    with pytest.raises(NotFound):
        actions.ask_partner(moss, by=cast.outsider, name="Camille", email="c@example.org")
    with pytest.raises(Refused, match="whom"):
        actions.ask_partner(moss, by=cast.officer, name=" ", email="c@example.org")
    client, url = signed_in(cast.officer), reverse("reviews:ask_partner", args=["halden", moss.uid])
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": "Camille", "email": "nobody"}).status_code == 422
    assert client.post(url, {"name": "Camille", "email": "c@example.org"}).status_code == 302
    assert len(mail.outbox) == 1
    assert "\n" not in mail.outbox[0].subject


def test_prt_18_a_partner_with_a_role_does_not_read_what_others_said(
    cast: Cast, moss: Partnership, asked: PartnerView
) -> None:
    actions.give_partner_view(asked, answers={"wish": {"value": "Less paper."}})
    share(moss, by=cast.officer, reader=cast.partner)
    story = reverse("portfolio:tie", args=["halden", moss.uid])
    assert "Less paper." not in signed_in(cast.partner).get(story).content.decode()
    set_visibility(moss, by=cast.officer, visibility="confidential")
    assert signed_in(cast.director).get(story).status_code == 404
