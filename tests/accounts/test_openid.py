"""OpenID Connect against a provider of our own: the whole way with a code, and every lie refused."""

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail
from django.test import Client

from proxenia import identity_providers
from proxenia.accounts.models import Identity, Membership, Office, SecondFactor, SecurityEvent, User, Visit
from tests import pages
from tests.accounts.conftest import is_in, with_code_app
from tests.accounts.providers import CLIENT, OpenId, new_key, open_id
from tests.cast import Cast

FILE = """
[[oidc]]
name = "city"
label = "City of Halden"
issuer = "{issuer}"
client_id = "{client}"
client_secret = "not in any database"
"""


@pytest.fixture
def provider(settings: Any, tmp_path: Path, cast: Cast) -> Iterator[OpenId]:
    """A provider that the installation knows, on this machine."""
    with open_id() as made:
        made.claims = {"email": cast.officer.email, "email_verified": True}
        file = tmp_path / "providers.toml"
        file.write_text(FILE.format(issuer=made.address, client=CLIENT))
        settings.SOCIALACCOUNT_PROVIDERS, settings.SIGN_ON_PROVIDERS = identity_providers.read(str(file))
        settings.FETCH_NETWORKS, settings.FETCH_HTTP = ["127.0.0.1/32"], True
        yield made


def go(browser: Client, provider: OpenId, **more: Any) -> dict[str, str]:
    """Press the provider's button; return what we ask the provider, and let it know the nonce."""
    page = pages.checked(browser.post("/sign-in/by/city/", more))
    address = next(link for link in page.addresses if link.startswith(provider.address))
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    provider.nonce = asked["nonce"]
    return asked


def come_back(browser: Client, state: str, code: str = "code-1") -> Any:
    """Come back from the provider, and on to the page that decides."""
    answer = browser.get(f"/sign-in/openid/city/?code={code}&state={state}")
    return browser.get(answer.headers["Location"]) if answer.status_code == 302 else answer


def whole_way(browser: Client, provider: OpenId, **more: Any) -> Any:
    """There and back."""
    return come_back(browser, go(browser, provider, **more)["state"])


@pytest.mark.asvs("10.1.1", "10.2.1", "10.2.3", "7.6.2")
def test_sys_2_the_whole_way_with_a_code(provider: OpenId, cast: Cast) -> None:
    browser = Client()
    assert browser.get("/sign-in/by/city/").status_code == 405, (
        "a session begins with a press, not with a link"
    )
    assert "City of Halden" in pages.fetch(browser, "/sign-in/").text
    asked = go(browser, provider, next="/o/halden/search/")
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert asked["code_challenge_method"] == "S256"
    answer = come_back(browser, asked["state"])
    assert answer.headers["Location"] == "/o/halden/search/"
    assert is_in(browser)
    (sent,) = provider.asked
    verifier = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest())
    assert verifier.decode().rstrip("=") == asked["code_challenge"]
    assert Identity.objects.get().user == cast.officer
    assert not any("useless" in str(value) for value in browser.session.values()), "tokens are not kept"
    assert [letter.to for letter in mail.outbox] == [[cast.officer.email]]


@pytest.mark.asvs("6.8.2", "10.5.1", "10.5.4")
@pytest.mark.parametrize(
    "lie",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody else"},
        {"aud": None},
        {"exp": 1_600_000_000},
        {"exp": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
    ],
    ids=lambda lie: "-".join(f"{name}={value}" for name, value in lie.items()),
)
@pytest.mark.asvs("9.2.1", "9.2.2", "9.2.3")
def test_sys_2_a_token_that_lies_lets_nobody_in(provider: OpenId, lie: dict[str, Any]) -> None:
    provider.lies = lie
    browser = Client()
    answer = whole_way(browser, provider)
    assert answer.status_code == 403
    assert not is_in(browser)
    assert not Identity.objects.exists()
    assert SecurityEvent.objects.filter(kind="failed_identity").count() == 1


@pytest.mark.asvs("6.8.2", "9.1.1", "9.1.2", "9.1.3")
@pytest.mark.parametrize("how", ["another key", "HS256", "none", "no token"])
def test_sys_2_an_unsigned_or_wrongly_signed_token_lets_nobody_in(provider: OpenId, how: str) -> None:
    if how == "another key":
        provider.signed_by = new_key()
    elif how == "no token":
        provider.gives_token = False
    else:
        provider.algorithm = how
    browser = Client()
    assert whole_way(browser, provider).status_code == 403
    assert not is_in(browser)


@pytest.mark.asvs("10.5.3", "10.2.2")
def test_sys_2_a_provider_that_speaks_of_another_issuer_is_refused(provider: OpenId) -> None:
    provider.issuer = "https://other.example"
    answer = Client().post("/sign-in/by/city/")
    assert answer.headers.get("Location") == "/sign-in/by/failed/"


@pytest.mark.asvs("10.1.2", "10.2.1")
def test_sys_2_an_answer_counts_once_and_only_in_the_browser_that_asked(provider: OpenId) -> None:
    browser = Client()
    state = go(browser, provider)["state"]
    stranger = Client()
    assert come_back(stranger, state).status_code == 403
    assert not is_in(stranger)
    assert come_back(browser, state).status_code == 302
    browser.post("/sign-out/")
    assert come_back(browser, state).status_code == 403
    assert not is_in(browser)
    assert come_back(Client(), "").status_code == 403


@pytest.mark.asvs("10.5.2", "6.8.1")
def test_sys_2_a_person_is_known_by_the_provider_s_name_not_by_an_address_that_moves(
    provider: OpenId, cast: Cast
) -> None:
    whole_way(Client(), provider)
    provider.claims["email"] = cast.director.email
    browser = Client()
    whole_way(browser, provider)
    assert Visit.objects.latest("pk").user == cast.officer
    provider.claims = {"email": cast.officer.email, "email_verified": True, "sub": "subject-2"}
    assert whole_way(Client(), provider).status_code == 403, "the address is another's already"


@pytest.mark.parametrize(
    "claims", [{"email": "stranger@example.org", "email_verified": True}, {"email_verified": False}]
)
def test_sys_2_nobody_is_made_and_no_role_is_given(provider: OpenId, claims: dict[str, Any]) -> None:
    provider.claims |= claims
    before = (User.objects.count(), Membership.objects.count())
    browser = Client()
    answer = whole_way(browser, provider)
    assert answer.status_code == 403
    assert "to invite you" in pages.checked(answer, status=403).text
    assert not is_in(browser)
    assert (User.objects.count(), Membership.objects.count()) == before
    assert not Identity.objects.exists()


def test_sys_2_whoever_left_is_not_let_in_by_a_provider(provider: OpenId, cast: Cast) -> None:
    whole_way(Client(), provider)
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    browser = Client()
    assert whole_way(browser, provider).status_code == 403
    assert not is_in(browser)


@pytest.mark.asvs("6.8.4", "6.3.4", "6.1.3")
@pytest.mark.parametrize(("amr", "is_strong"), [(["pwd"], False), (["pwd", "mfa"], True), (None, False)])
def test_sys_2_a_provider_s_second_factor_counts_only_where_it_says_so(
    provider: OpenId, cast: Cast, amr: list[str] | None, is_strong: bool
) -> None:
    Office.objects.filter(pk=cast.office.pk).update(second_factor=SecondFactor.EVERYBODY)
    provider.claims["amr"] = amr
    browser = Client()
    whole_way(browser, provider)
    asked = browser.get("/o/halden/search/").headers.get("Location", "")
    assert (not asked.startswith("/sign-in/second/")) is is_strong


@pytest.mark.asvs("6.3.4")
def test_sys_2_a_provider_does_not_walk_around_a_code_app(provider: OpenId, cast: Cast) -> None:
    with_code_app(cast.officer)
    browser = Client()
    assert whole_way(browser, provider).headers["Location"] == "/sign-in/second/"
    assert not is_in(browser)


def test_sys_2_a_provider_nobody_named_is_not_there(provider: OpenId) -> None:
    for path in ("/sign-in/by/other/", "/sign-in/saml/city2/"):
        assert Client().post(path).status_code == 404
    assert Client().get("/sign-in/openid/other/?code=1&state=1").status_code == 404


@pytest.mark.parametrize("text", ["[[ldap]]\nname = 'x'\n", FILE.format(issuer="x", client="y") * 2])
def test_a_file_of_providers_that_makes_no_sense_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "providers.toml"
    file.write_text(text)
    with pytest.raises(ValueError):
        identity_providers.read(str(file))
