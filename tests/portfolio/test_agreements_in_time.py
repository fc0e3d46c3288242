"""PRT-3: an amendment that takes effect on a day to come waits; a lapsed text is told in one word."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from proxenia.audit.models import Event
from proxenia.core import jobs
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.portfolio import actions
from proxenia.portfolio.models import Agreement, AgreementVersion
from tests.cast import Cast, make_cast, make_tie, signed_in
from tests.pages import fetch


@pytest.fixture
def cast(db: None) -> Cast:
    """The house's own cast."""
    return make_cast()


def in_days(days: int) -> PartialDate:
    return PartialDate.of(timezone.localdate() + dt.timedelta(days=days))


@pytest.fixture
def text(cast: Cast) -> Agreement:
    tie = make_tie(cast.office, by=cast.officer, name="Trier")
    values = {"title": "Charter", "signed": PartialDate.parse_iso("2020-01-01"), "ends": in_days(100)}
    return actions.add_agreement(tie, by=cast.officer, values=values)


def amend(text: Agreement, by: Any, kind: str = "amendment", **values: Any) -> AgreementVersion:
    return actions.amend_agreement(text, by=by, kind=kind, values=values)


def test_prt_3_an_amendment_of_a_day_to_come_moves_the_end_on_that_day(cast: Cast, text: Agreement) -> None:
    version = amend(text, cast.officer, ends=in_days(900), review=in_days(400), effective=in_days(30))
    text.refresh_from_db()
    assert (text.ends, text.review, version.waits) == (in_days(100), None, True)
    with pytest.raises(Refused, match="takes effect"):
        actions.put_into_effect(version, by=cast.officer)
    jobs.known()["portfolio.put_into_effect"]()
    text.refresh_from_db()
    assert text.ends == in_days(100)
    AgreementVersion.objects.filter(pk=version.pk).update(effective=in_days(0))
    for _twice in range(2):
        jobs.known()["portfolio.put_into_effect"]()
        text.refresh_from_db()
        assert (text.ends, text.review) == (in_days(900), in_days(400))
    assert Event.objects.filter(subject_uid=text.uid, verb="put_into_effect").count() == 1


def test_prt_3_without_a_day_of_effect_it_counts_at_once(cast: Cast, text: Agreement) -> None:
    for effective in (None, in_days(-3)):
        version = amend(text, cast.officer, ends=in_days(300), effective=effective)
        text.refresh_from_db()
        assert (text.ends, version.waits) == (in_days(300), False)
        text.ends = in_days(100)


def test_prt_3_a_renewal_to_come_brings_an_ended_text_back_on_its_day(cast: Cast, text: Agreement) -> None:
    actions.end_agreement(text, by=cast.officer, ended=in_days(-1), reason="Over")
    version = amend(text, cast.officer, "renewal", ends=in_days(900), effective=in_days(5))
    text.refresh_from_db()
    assert text.state == "ended"
    AgreementVersion.objects.filter(pk=version.pk).update(effective=in_days(0))
    jobs.known()["portfolio.put_into_effect"]()
    text.refresh_from_db()
    assert (text.state, text.ends) == ("signed", in_days(900))


@pytest.mark.asvs("2.2.2", "2.2.3")
def test_prt_3_a_start_that_contradicts_a_text_in_waiting_is_refused(cast: Cast, text: Agreement) -> None:
    amend(text, cast.officer, ends=in_days(40), effective=in_days(30))
    text.refresh_from_db()
    with pytest.raises(Refused, match="before the beginning"):
        actions.change_agreement(text, by=cast.officer, values={"starts": in_days(60)})
    actions.change_agreement(text, by=cast.officer, values={"starts": in_days(10)})
    text.refresh_from_db()
    assert text.starts == in_days(10)


def test_prt_3_an_amendment_in_waiting_changes_nothing_of_a_text_that_ended(
    cast: Cast, text: Agreement
) -> None:
    version = amend(text, cast.officer, ends=in_days(900), effective=in_days(30))
    text.refresh_from_db()
    actions.end_agreement(text, by=cast.officer, ended=in_days(0), reason="The council left it.")
    AgreementVersion.objects.filter(pk=version.pk).update(effective=in_days(0))
    jobs.known()["portfolio.put_into_effect"]()
    text.refresh_from_db()
    version.refresh_from_db()
    assert (text.state, text.ends, version.waits) == ("ended", in_days(0), False)


def test_prt_3_a_renewal_in_waiting_does_not_shorten_what_a_later_one_set(
    cast: Cast, text: Agreement
) -> None:
    waiting = amend(
        text, cast.officer, "renewal", ends=in_days(500), review=in_days(300), effective=in_days(30)
    )
    text.refresh_from_db()
    amend(text, cast.officer, "renewal", ends=in_days(900), review=in_days(700))
    AgreementVersion.objects.filter(pk=waiting.pk).update(effective=in_days(0))
    jobs.known()["portfolio.put_into_effect"]()
    text.refresh_from_db()
    waiting.refresh_from_db()
    assert (text.state, text.ends, text.review, waiting.waits) == (
        "signed",
        in_days(900),
        in_days(700),
        False,
    )


def test_prt_3_the_page_says_what_waits_and_the_form_asks_for_the_day(cast: Cast, text: Agreement) -> None:
    client = signed_in(cast.officer)
    where = reverse("portfolio:amend_agreement", args=(cast.office.slug, text.uid))
    fetch(client, where)
    sent = {
        "kind": "amendment",
        "ends": str(in_days(900)),
        "effective": str(in_days(30)),
        "summary": "Longer",
    }
    assert client.post(where, sent).status_code == 302
    page = fetch(client, reverse("portfolio:agreement", args=(cast.office.slug, text.uid)))
    assert "takes effect on" in page.text
    assert "then ends" in page.text


def test_prt_3_a_lapsed_text_is_not_called_signed_beside_it(cast: Cast) -> None:
    tie = make_tie(cast.office, by=cast.officer, name="Graz")
    actions.add_agreement(tie, by=cast.officer, values={"title": "Old charter", "ends": in_days(-30)})
    page = fetch(signed_in(cast.viewer), reverse("portfolio:tie", args=(cast.office.slug, tie.uid)))
    after = page.text.split("Old charter", 1)[1][:60]
    assert "lapsed" in after
    assert "Signed" not in after
