"""SAML: an answer signed by the provider lets in; unsigned, for others, twice, late or wrapped ones do not."""

import base64
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import etree

from proxenia import identity_providers
from proxenia.accounts.models import Identity, Membership, User, Visit
from tests import pages
from tests.accounts.conftest import is_in
from tests.cast import Cast

pytest.importorskip("onelogin", reason="the extra saml is not installed")

from tests.accounts.providers import ENTITY, Saml, new_key

BASE = "http://testserver"
FILE = """
[[saml]]
name = "city"
label = "City of Halden"
entity_id = "{entity}"
sso_url = "https://saml.example.org/sso"
certificate = "{certificate}"
domains = ["example.org"]
"""


@pytest.fixture
def provider(settings: Any, tmp_path: Path, cast: Cast) -> Saml:
    """A provider that the installation knows."""
    made = Saml()
    file = tmp_path / "providers.toml"
    file.write_text(FILE.format(entity=ENTITY, certificate=made.certificate))
    settings.SOCIALACCOUNT_PROVIDERS, settings.SIGN_ON_PROVIDERS = identity_providers.read(str(file))
    return made


def visitor() -> Client:
    """A browser that says which host it asks, as all do."""
    return Client(HTTP_HOST="testserver")


def go(browser: Client) -> str:
    """Press the provider's button; return the number of our question."""
    page = pages.checked(browser.post("/sign-in/by/city/"))
    address = next(link for link in page.addresses if link.startswith("https://saml.example.org/sso"))
    packed = base64.b64decode(parse_qs(urlsplit(address).query)["SAMLRequest"][0])
    return str(etree.fromstring(zlib.decompress(packed, -15)).attrib["ID"])


def come_back(browser: Client, response: str) -> Any:
    """Post the provider's answer, as its page makes the browser do, and follow to the page that decides."""
    answer = browser.post("/sign-in/saml/city/", {"SAMLResponse": response})
    for _step in range(2):
        if answer.status_code == 302:
            answer = browser.get(answer.headers["Location"])
    return answer


@pytest.mark.asvs("6.8.2")
def test_sys_2_saml_a_signed_answer_lets_in(provider: Saml, cast: Cast) -> None:
    browser = visitor()
    answer = come_back(
        browser, provider.response(base=BASE, request_id=go(browser), email=cast.officer.email)
    )
    assert answer.headers["Location"] == "/"
    assert is_in(browser)
    assert Visit.objects.get().user == cast.officer
    assert Identity.objects.get().provider == "city"


@pytest.mark.asvs("6.8.2", "6.8.3")
@pytest.mark.parametrize(
    "lie",
    [
        {"is_signed": False},
        {"audience": "https://other.example.org/"},
        {"minutes": -20},
        {"wrapped": True},
        {"signed_by": True},
        {"request_id": "_somebody-else-s-question"},
        {"request_id": ""},
    ],
    ids=[
        "unsigned",
        "wrong audience",
        "too late",
        "wrapped",
        "another key",
        "another question",
        "no question",
    ],
)
def test_sys_2_saml_an_answer_that_lies_lets_nobody_in(
    provider: Saml, cast: Cast, lie: dict[str, Any]
) -> None:
    browser = visitor()
    words: dict[str, Any] = {"base": BASE, "request_id": go(browser), "email": cast.officer.email, **lie}
    if lie.get("wrapped"):
        words["wrapped"] = cast.director.email
    if lie.get("signed_by"):
        words["signed_by"] = new_key()
    answer = come_back(browser, provider.response(**words))
    assert answer.status_code == 403
    assert not is_in(browser)
    assert not Identity.objects.exists()


@pytest.mark.asvs("6.8.2")
def test_sys_2_saml_a_changed_word_breaks_the_signature(provider: Saml, cast: Cast) -> None:
    browser = visitor()
    good = provider.response(base=BASE, request_id=go(browser), email=cast.officer.email)
    text = base64.b64decode(good).decode()
    forged = text.replace(cast.officer.email, cast.director.email)
    assert forged != text
    assert come_back(browser, base64.b64encode(forged.encode()).decode()).status_code == 403
    assert not is_in(browser)


@pytest.mark.asvs("6.8.3")
def test_sys_2_saml_an_answer_counts_once(provider: Saml, cast: Cast) -> None:
    browser = visitor()
    response = provider.response(base=BASE, request_id=go(browser), email=cast.officer.email)
    assert come_back(browser, response).status_code == 302
    browser.post("/sign-out/")
    for again in (browser, visitor()):
        assert come_back(again, response).status_code == 403
        assert not is_in(again)


@pytest.mark.asvs("1.5.1")
@pytest.mark.parametrize(
    "text",
    ["", "!!!", "<a/>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'],
    ids=["nothing", "no base64", "other xml", "entity"],
)
def test_sys_2_saml_rubbish_is_refused(provider: Saml, text: str) -> None:
    browser = visitor()
    go(browser)
    packed = base64.b64encode(text.encode()).decode() if text.startswith("<") else text
    assert come_back(browser, packed).status_code == 403


def test_sys_2_saml_nobody_is_made_and_addresses_outside_the_named_domains_do_not_count(
    provider: Saml, cast: Cast
) -> None:
    User.objects.filter(pk=cast.viewer.pk).update(email="viewer@other.example")
    before = (User.objects.count(), Membership.objects.count())
    for email in ("stranger@example.org", "viewer@other.example"):
        browser = visitor()
        answer = come_back(browser, provider.response(base=BASE, request_id=go(browser), email=email))
        assert answer.status_code == 403
        assert not is_in(browser)
    assert (User.objects.count(), Membership.objects.count()) == before


def test_sys_2_saml_metadata_name_our_address(provider: Saml) -> None:
    text = visitor().get("/sign-in/saml/city/metadata/").content.decode()
    assert f'Location="{BASE}/sign-in/saml/city/"' in text
    assert visitor().get("/sign-in/saml/city/logout/").status_code == 404


@pytest.mark.reliability("A8")
def test_sys_2_saml_the_cookie_between_is_for_the_server_only(provider: Saml, cast: Cast) -> None:
    browser = visitor()
    browser.post("/sign-in/saml/city/", {"SAMLResponse": "x"})
    cookie = browser.cookies["saml"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/")
    assert "saml-acs-session" not in browser.cookies
