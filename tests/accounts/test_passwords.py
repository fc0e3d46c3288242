"""What a password must be, and that it is taken exactly as typed."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from proxenia.accounts.models import User, Visit
from proxenia.accounts.rules.passwords import common_words, is_breached, pieces
from tests import pages
from tests.accounts.conftest import PASSWORD, is_in, sign_in, with_password
from tests.cast import Cast, signed_in

LONG = "Ångström's boat 🛶 crosses the grey fjord; "


@pytest.mark.asvs("6.2.1", "6.2.5", "6.2.9")
@pytest.mark.reliability("A1")
@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("grey fjord boat", True),
        ("grey fjord boa", False),
        ((LONG * 4)[:64], True),
        ((LONG * 4)[:128], True),
        ("zq vk wj xp ɸð lm", True),
        ("ⵣⴰⵢⵓⵔ ⴰⵎⵓⵔ ⵜⴰⴼⵓⴽⵜ", True),
        ("8291 boat 8271 fjord", True),
    ],
    ids=["15", "14", "64", "128", "no composition", "any script", "digits"],
)
def test_sys_2_length_alone_counts(officer: User, password: str, is_good: bool) -> None:
    if is_good:
        validate_password(password, officer)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, officer)


@pytest.mark.asvs("6.2.4", "6.2.11", "6.1.2")
@pytest.mark.reliability("A1")
@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword",
        "qwertyuiopqwertyuiop",
        "123456789012345678",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyz",
        "Proxenia Proxenia 2026",
        "International Office",
        "Office of Halden",
        "halden halden halden!",
        "Sunshine.Sunshine.1",
    ],
)
def test_sys_2_what_is_tried_first_is_refused(officer: User, password: str) -> None:
    with pytest.raises(ValidationError, match="tried first"):
        validate_password(password, officer)


@pytest.mark.once
@pytest.mark.asvs("6.2.4")
@pytest.mark.reliability("A1")
def test_sys_2_every_one_of_the_most_common_passwords_is_refused_whatever_its_length(db: None) -> None:
    """Those that are long enough by themselves, and every shorter one said twice or thrice."""
    common = sorted(CommonPasswordValidator().passwords)
    assert len(common) > 3000
    for word in common:
        text = word
        while len(text) < 15:
            text += word
        with pytest.raises(ValidationError):
            validate_password(text, None)


@pytest.mark.once
def test_pieces_are_counted_as_they_should() -> None:
    words = common_words()
    assert pieces("dragon dragon dragon", words) == 1
    assert pieces("dragonmonkey", words) == 2
    assert pieces("dragon zxqvk", words) is None
    assert (pieces("correct horse battery staple", words) or 9) > 2


@pytest.mark.asvs("6.2.8")
@pytest.mark.reliability("A1")
@pytest.mark.parametrize("length", [15, 64, 128])
def test_sys_2_every_character_and_its_case_counts(officer: User, length: int) -> None:
    password = (LONG * 4)[: length - 1] + "Z"
    with_password(officer, password)
    assert sign_in(Client(), officer, password[:-1]).status_code == 422
    assert sign_in(Client(), officer, password.swapcase()).status_code == 422
    assert sign_in(Client(), officer, password).status_code == 302


@pytest.mark.asvs("6.2.8")
def test_sys_2_blanks_at_the_ends_are_part_of_a_password(officer: User) -> None:
    with_password(officer, f" {PASSWORD} ")
    assert sign_in(Client(), officer, PASSWORD).status_code == 422
    assert sign_in(Client(), officer, f" {PASSWORD} ").status_code == 302


@pytest.mark.asvs("6.2.12")
@pytest.mark.once
def test_sys_2_stolen_passwords_are_refused_where_a_list_is_named(
    db: None, tmp_path: Path, settings: Any
) -> None:
    stolen = [f"grey boat number {number} sails" for number in range(200)]
    digests = sorted(hashlib.sha1(word.encode()).hexdigest().upper() for word in stolen)
    file = tmp_path / "stolen.txt"
    file.write_text("".join(f"{digest}:3\r\n" for digest in digests))
    assert all(is_breached(word, file) for word in stolen)
    assert not is_breached("grey boat without number", file)
    settings.BREACHED_PASSWORDS = str(file)
    with pytest.raises(ValidationError, match="stolen"):
        validate_password(stolen[7], None)
    validate_password("grey boat without number", None)


@pytest.mark.asvs("6.2.2", "6.2.3")
def test_sys_2_changing_a_password_takes_the_present_one(officer: User) -> None:
    browser = signed_in(officer)
    new = "eleven loud windmills"
    answer = pages.send(browser, "/password/", {"current": "wrong", "password": new})
    assert "not your present password" in answer.text
    assert browser.post("/password/", {"password": new}).status_code == 422
    assert browser.post("/password/", {"current": PASSWORD, "password": new}).status_code == 302
    assert sign_in(Client(), officer, new).status_code == 302


@pytest.mark.asvs("7.4.3", "6.3.7")
@pytest.mark.reliability("A6")
def test_sys_2_a_new_password_ends_the_other_sessions_and_is_told_by_mail(officer: User) -> None:
    here, elsewhere = signed_in(officer), signed_in(officer)
    mail.outbox.clear()
    here.post("/password/", {"current": PASSWORD, "password": "eleven loud windmills"})
    assert is_in(here)
    assert not is_in(elsewhere)
    assert Visit.objects.filter(user=officer).count() == 1
    assert [letter.to for letter in mail.outbox] == [[officer.email]]
    assert "Your password was set" in mail.outbox[0].body


@pytest.mark.asvs("6.2.6", "6.2.7", "6.4.2")
def test_sys_2_password_fields_hide_and_let_managers_and_paste_through(cast: Cast) -> None:
    fields = pages.fetch(Client(), "/sign-in/").root.all("input")
    password = next(node for node in fields if node.attrs.get("name") == "password")
    assert password.attrs["type"] == "password"
    assert password.attrs["autocomplete"] == "current-password"
    assert not {"onpaste", "maxlength", "pattern"} & set(password.attrs)
    assert {node.attrs["name"] for node in fields} >= {"email", "password"}, "and no secret question"


@pytest.mark.asvs("6.2.10")
def test_sys_2_a_password_does_not_age(officer: User) -> None:
    from datetime import timedelta

    from django.utils import timezone

    User.objects.filter(pk=officer.pk).update(created_at=timezone.now() - timedelta(days=4000))
    assert sign_in(Client(), officer).headers["Location"] == "/"
