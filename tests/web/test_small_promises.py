"""Small promises of the page on security that no other test keeps."""

import ast
import logging
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import BadHeaderError, EmailMessage
from django.test import Client

from proxenia.directory.forms import OrganisationForm
from tests.cast import Cast
from tests.repository import source

SCRIPTS = sorted((source.ROOT / "static" / "js").glob("*.js"))


@pytest.mark.once
@pytest.mark.asvs("11.4.2")
def test_sys_2_passwords_are_hashed_with_argon2_alone() -> None:
    hashers = ast.parse((source.ROOT / "proxenia" / "settings.py").read_text(encoding="utf-8"))
    named = [
        [one.value for one in node.value.elts if isinstance(one, ast.Constant)]
        for node in ast.walk(hashers)
        if isinstance(node, ast.Assign)
        and getattr(node.targets[0], "id", "") == "PASSWORD_HASHERS"
        and isinstance(node.value, ast.List)
    ]
    assert named == [["django.contrib.auth.hashers.Argon2PasswordHasher"]]


@pytest.mark.asvs("1.2.2")
@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "JaVaScRiPt:x"]
)
def test_dir_1_a_website_is_http_or_https(cast: Cast, address: str) -> None:
    typed = {"name": "Halden", "kind": "other", "website": address}
    form = OrganisationForm(typed, user=cast.officer, office=cast.office)
    assert not form.is_valid()
    assert "website" in form.errors


@pytest.mark.once
@pytest.mark.asvs("1.3.11")
@pytest.mark.parametrize("name", ["Anna\r\nBcc: all@example.org", "Anna\nX: y"])
def test_sys_2_line_ends_in_a_name_make_no_header_of_a_mail(name: str) -> None:
    with pytest.raises(BadHeaderError):
        EmailMessage(f"For {name}", "text", to=["a@example.org"]).message()
    assert mail.outbox == []


@pytest.mark.once
@pytest.mark.asvs("1.2.3", "15.3.6")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_sys_2_scripts_write_no_html_and_take_no_json_from_the_page(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert (
        re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|__proto__|JSON\.parse", text)
        == []
    )


@pytest.mark.asvs("16.3.4")
def test_sys_2_a_fault_is_logged_and_tells_the_visitor_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    def broken(*_arguments: object, **_named: object) -> None:
        raise ZeroDivisionError("a canary of the inside")

    monkeypatch.setattr("proxenia.accounts.views.signing_in.render", broken)
    with caplog.at_level(logging.ERROR):
        answer = Client(raise_request_exception=False).get("/sign-in/")
    assert answer.status_code == 500
    assert "canary" not in answer.content.decode()
    assert any("canary" in str(record.exc_info) for record in caplog.records)


@pytest.mark.once
@pytest.mark.asvs("13.2.3")
def test_sys_2_no_credential_is_shipped() -> None:
    assert settings.EMAIL_HOST_PASSWORD == ""
    files = [*source.ROOT.glob("*.toml"), source.ROOT / "proxenia" / "settings.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert re.findall(r"(?i)(?:password|secret|token)\w*\s*=\s*[\"'][^\"']{6,}[\"']", text) == []
