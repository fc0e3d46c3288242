"""DIR-3: who works here gets their data too, and who has left is erased while the log stays provable."""

import json
from typing import Any

import pytest
from django.utils import timezone

from proxenia.accounts.models import Membership, User, Visit
from proxenia.audit.models import Event
from proxenia.audit.queries import verify_chains
from proxenia.core.errors import NotAllowed, Refused
from proxenia.directory import actions
from proxenia.records.actions import keep_view
from proxenia.records.actions.erasing import reapply_erasures
from proxenia.records.actions.erasing_users import NOBODY, erase_user, note_user_export, preview_user_erasure
from proxenia.records.queries.own_data import everything_about_user
from tests.cast import Cast, signed_in


@pytest.fixture
def leaver(cast: Cast, settings: Any, tmp_path: Any) -> User:
    """An officer who wrote a record and keeps a view."""
    settings.DATA_FOLDER = tmp_path
    actions.add_person(cast.office, by=cast.officer, values={"name": "Somebody"})
    keep_view(cast.office, by=cast.officer, page="x", name="my-view-canary", query="a=b")
    User.objects.filter(pk=cast.officer.pk).update(name="Leaver Canary", email="leaver-canary@example.org")
    cast.officer.refresh_from_db()
    return cast.officer


def test_dir_3_a_user_gets_everything_but_secrets(cast: Cast, leaver: User) -> None:
    leaver.set_password("a-secret-canary-of-this-test")
    leaver.save()
    told = json.dumps(everything_about_user(leaver), default=str)
    wanted = (
        "Leaver Canary",
        "leaver-canary@example.org",
        "my-view-canary",
        "add_person",
        '"role": "officer"',
    )
    assert [canary for canary in wanted if canary not in told] == []
    assert leaver.password not in told


def test_dir_3_everybody_asks_for_their_own_data(cast: Cast, leaver: User) -> None:
    note_user_export(leaver, by=leaver)
    note_user_export(leaver, by=cast.operator)
    with pytest.raises(NotAllowed):
        note_user_export(leaver, by=cast.director)


@pytest.mark.asvs("7.4.2", "14.2.4")
def test_dir_3_an_erased_user_is_nobody_and_the_log_holds(cast: Cast, leaver: User) -> None:
    client = signed_in(leaver)
    assert client.get("/o/halden/").status_code == 200
    foretold = preview_user_erasure(leaver)
    assert User.objects.get(pk=leaver.pk).name == "Leaver Canary"
    done = erase_user(leaver, by=cast.operator, reason="left")
    assert [(part.name, part.count) for part in done] == [(part.name, part.count) for part in foretold]
    leaver.refresh_from_db()
    assert leaver.name == NOBODY
    assert not leaver.is_active
    assert not leaver.has_usable_password()
    assert "canary" not in leaver.email
    assert not Membership.objects.filter(user=leaver).exists()
    assert Event.objects.filter(by_uid=leaver.uid, verb="add_person").exists()
    assert verify_chains() == []
    assert client.get("/o/halden/").status_code == 302
    with pytest.raises(Refused):
        erase_user(leaver, by=cast.operator, reason="again")


def test_dir_3_only_the_operator_erases_and_never_the_last_manager(cast: Cast, leaver: User) -> None:
    with pytest.raises(NotAllowed):
        erase_user(leaver, by=cast.director, reason="no")
    with pytest.raises(Refused):
        erase_user(cast.operator, by=cast.operator, reason="no")
    erase_user(cast.administrator, by=cast.operator, reason="left")
    with pytest.raises(Refused):
        erase_user(cast.director, by=cast.operator, reason="left")


@pytest.mark.reliability("I2")
def test_dir_3_a_restored_user_is_erased_again(
    cast: Cast, leaver: User, django_capture_on_commit_callbacks: Any
) -> None:
    values = {"name": leaver.name, "email": leaver.email, "is_active": True}
    with django_capture_on_commit_callbacks(execute=True):
        erase_user(leaver, by=cast.operator, reason="left")
    User.objects.filter(pk=leaver.pk).update(**values)
    assert reapply_erasures() == 1
    leaver.refresh_from_db()
    assert leaver.name == NOBODY
    assert reapply_erasures() == 0


def test_dir_3_ones_own_data_is_taken_away_from_the_page_of_ones_account(cast: Cast, leaver: User) -> None:
    client = signed_in(leaver)
    assert "What is kept about you" in client.get("/account/").content.decode()
    answer = client.post("/account/data/")
    if answer.status_code == 302:  # who has not lately proved who they are does so first
        Visit.objects.filter(user=leaver).update(proved_at=timezone.now())
        answer = client.post("/account/data/")
    told = json.loads(answer.content)
    assert "leaver-canary@example.org" in json.dumps(told)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert Event.objects.filter(verb="export_user", subject_uid=leaver.uid).exists()
    assert client.get("/account/data/").status_code == 405
