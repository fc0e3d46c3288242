"""Two people who change one record at once: each sees what the other wrote before anything is written over."""

from collections.abc import Callable

import pytest
from django.test import Client

from proxenia.accounts.models import Office, User
from proxenia.core.values import PartialDate
from proxenia.directory import actions
from proxenia.directory.models import Organisation, Person
from tests.directory.conftest import person_with_role
from tests.pages import Page, send


def version_in(page: Page) -> str:
    [found] = [n.attrs["value"] for n in page.root.all("input") if n.attrs.get("name") == "expected_version"]
    return found


@pytest.mark.reliability("L8")
def test_dir_1_a_conflict_over_an_organisation_is_shown_and_settled(
    office: Office, officer: User, body: Callable[..., Organisation], client: Client
) -> None:
    client.force_login(officer)
    other, one = person_with_role(office, "director"), body("Chamber", kind="other")
    actions.change_organisation(Organisation.objects.get(pk=one.pk), by=other, values={"note": "Theirs."})
    sent = {"name": "Chamber of Trade", "kind": "other", "visibility": "internal", "expected_version": "1"}
    page = send(client, f"/o/halden/organisations/{one.uid}/edit/", sent)
    assert f"{other.name} changed this on" in page.text
    assert "Note Theirs. –" in page.root.all("tbody")[0].text
    sent["expected_version"] = version_in(page)
    assert client.post(f"/o/halden/organisations/{one.uid}/edit/", sent).status_code == 302


def test_dir_3_a_conflict_over_a_person_shows_the_posts(
    office: Office,
    officer: User,
    somebody: Callable[..., Person],
    body: Callable[..., Organisation],
    client: Client,
) -> None:
    client.force_login(officer)
    ana, trier = somebody("Ana Lund"), body("City of Trier")
    actions.add_post(
        Person.objects.get(pk=ana.pk), by=officer, organisation=trier, title="Mayor", starts=PartialDate(2020)
    )
    sent = {
        "name": "Ana Lund",
        "visibility": "internal",
        "posts-TOTAL_FORMS": "0",
        "posts-INITIAL_FORMS": "0",
    }
    page = send(client, f"/o/halden/people/{ana.uid}/edit/", {**sent, "expected_version": "1"})
    assert "Posts Mayor, City of Trier, 2020 –" in page.root.all("tbody")[0].text
    assert version_in(page) == str(Person.objects.get(pk=ana.pk).version)
