"""DIR-11: the host agreement of a body is one of the office's agreements, named on the body's page."""

import pytest
from django.urls import reverse

from proxenia.audit.models import Event
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.directory.actions import add_hosted_body, add_organisation
from proxenia.directory.models import HostedBody
from proxenia.portfolio import actions
from proxenia.portfolio.models import Agreement, HostAgreement
from tests.cast import Cast, make_cast, make_tie, signed_in
from tests.pages import fetch


@pytest.fixture
def cast(db: None) -> Cast:
    """The house's own cast."""
    return make_cast()


@pytest.fixture
def body(cast: Cast) -> HostedBody:
    ports = add_organisation(cast.office, by=cast.officer, values={"name": "Union of ports"})
    return add_hosted_body(cast.office, by=cast.officer, organisation=ports, values={})


@pytest.fixture
def text(cast: Cast) -> Agreement:
    tie = make_tie(cast.office, by=cast.officer, name="Trier")
    return actions.add_agreement(tie, by=cast.officer, values={"title": "Seat agreement"})


def test_dir_11_the_host_agreement_is_one_of_ours(cast: Cast, body: HostedBody, text: Agreement) -> None:
    client, where = (
        signed_in(cast.officer),
        reverse("portfolio:host_agreement", args=(cast.office.slug, body.uid)),
    )
    fetch(client, where)
    for _twice in range(2):
        assert client.post(where, {"agreement": text.uid}).status_code == 302
    assert HostAgreement.objects.get().agreement == text
    assert Event.objects.filter(subject_uid=body.uid, verb="name_host_agreement").count() == 1
    page = fetch(signed_in(cast.viewer), reverse("directory:hosted_body", args=(cast.office.slug, body.uid)))
    assert "Seat agreement" in page.text
    client.post(where, {"agreement": ""})
    assert not HostAgreement.objects.exists()


def test_dir_11_a_hidden_agreement_is_neither_shown_nor_named(
    cast: Cast, body: HostedBody, text: Agreement
) -> None:
    actions.name_host_agreement(body, by=cast.officer, agreement=text)
    text.anchor.__class__.objects.filter(pk=text.pk).update(visibility="confidential")
    Agreement.objects.filter(pk=text.pk).update(visibility="confidential")
    page = fetch(signed_in(cast.viewer), reverse("directory:hosted_body", args=(cast.office.slug, body.uid)))
    assert "Seat agreement" not in page.text
    with pytest.raises(NotFound):
        actions.name_host_agreement(body, by=cast.director, agreement=text)
    for user in (cast.viewer, cast.auditor):
        with pytest.raises(NotAllowed):
            actions.drop_host_agreement(body, by=user)
