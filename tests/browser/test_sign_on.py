"""Sign-on in a real browser: passkeys made and shown, the second factor, proof; every page checked with axe."""

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from proxenia.accounts.models import Office, Passkey, SecondFactor, Visit
from tests.accounts.conftest import PASSWORD, with_code_app, with_password
from tests.cast import Cast

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SERIOUS = {"serious", "critical"}


@pytest.fixture
def device(page: "Page", context: "BrowserContext") -> Any:
    """A device that holds passkeys and says that its owner is there."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return lambda verified: session.send(
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": verified}
    )


def look(page: "Page", heading: str) -> None:
    """Be on the page with this heading; it is sound for everybody who reads it, and not too wide."""
    page.get_by_role("heading", name=heading, level=1).first.wait_for()
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"“{heading}” is {wide} pixels too wide"
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in SERIOUS]
    told = [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
    assert told == [], f"“{heading}”: {told}"


def sign_in(page: "Page", base: str, email: str) -> None:
    """Fill the form."""
    page.goto(f"{base}/sign-in/")
    look(page, "Sign in")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.asvs("6.3.3", "6.5.6", "6.5.7", "6.7.2")
@pytest.mark.reliability("A4")
def test_sys_2_a_passkey_is_asked_for_made_and_signs_in_by_itself(
    page: "Page", device: Any, live_server: Any, cast: Cast
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    base = live_server.url.replace("127.0.0.1", "localhost")
    Office.objects.filter(pk=cast.office.pk).update(second_factor=SecondFactor.EVERYBODY)
    sign_in(page, base, with_password(cast.director).email)
    look(page, "Your sign-in")
    assert page.get_by_text("Your office asks for a second factor").is_visible()
    page.get_by_role("link", name="Add a passkey").click()
    look(page, "Add a passkey")
    page.get_by_label("Name of the device or key").fill("Desk")
    page.get_by_role("button", name="Add the passkey").click()
    look(page, "Recovery codes")
    page.get_by_role("button", name="Make ten codes").click()
    assert page.locator("ol.codes li").count() == 10
    look(page, "Recovery codes")
    page.get_by_role("link", name="I have kept them").click()
    look(page, "Today")
    page.goto(f"{base}/account/")
    page.get_by_role("button", name="Sign out").click()
    look(page, "Sign in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    look(page, "Today")
    assert Visit.objects.get().how == "passkey"
    assert Passkey.objects.get().sign_count > 0


def test_sys_2_without_the_person_there_a_passkey_does_nothing(
    page: "Page", device: Any, live_server: Any, cast: Cast
) -> None:
    base = live_server.url.replace("127.0.0.1", "localhost")
    sign_in(page, base, with_password(cast.officer).email)
    look(page, "Today")
    page.goto(f"{base}/account/passkeys/")
    page.get_by_role("button", name="Add the passkey").click()
    look(page, "Recovery codes")
    page.goto(f"{base}/account/")
    page.get_by_role("button", name="Sign out").click()
    device(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("No passkey was shown.").wait_for()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("size", [(390, 844), (1280, 900)], ids=["phone", "desk"])
@pytest.mark.reliability("O1")
def test_sys_2_the_pages_of_sign_on_are_sound(
    page: "Page", live_server: Any, cast: Cast, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    base = live_server.url
    code = with_code_app(with_password(cast.officer))
    sign_in(page, base, cast.officer.email)
    look(page, "Second factor")
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Go on").click()
    look(page, "Today")
    for path, heading in (
        ("/account/", "Your sign-in"),
        ("/account/code-app/", "Add a code app"),
        ("/account/recovery-codes/", "Recovery codes"),
        ("/password/", "Set your password"),
        ("/prove/", "Is it you?"),
        ("/sign-in/link/", "Ask for a sign-in link"),
    ):
        page.goto(f"{base}{path}")
        look(page, heading)
