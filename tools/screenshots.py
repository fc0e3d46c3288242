"""Pictures of every page of the demonstration office: `make screenshots`.

A server of its own is filled and started, one page of each kind is found by following links, and each is taken in
light, dark, phone width and print into var/screenshots (or the folder named as first argument).
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urldefrag, urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import machine, postgres  # noqa: E402  (importable once the root is on the path)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROXENIA = Path(sys.executable).with_name("proxenia")
# Width, height, colours of each look.
MODES: dict[str, tuple[int, int, Literal["light", "dark"]]] = {
    "light": (1280, 900, "light"),
    "dark": (1280, 900, "dark"),
    "phone": (390, 844, "light"),
    "print": (794, 1123, "light"),
}
UID = re.compile(r"/[0-9A-Za-z-]*\d[0-9A-Za-z-]{7,}")
MOST_PAGES = 60


def answered(address: str) -> bool:
    """Whether the server answers yet."""
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """The demonstration office on a free port: its address and a link that signs in."""
    with tempfile.TemporaryDirectory(prefix="proxenia-pictures-") as folder:
        port = postgres.free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "PROXENIA_DATA": folder, "PROXENIA_BASE_URL": address}
        filled = subprocess.run(
            [PROXENIA, "demo", "--load-only"], env=environment, check=True, capture_output=True, text=True
        )
        links = re.findall(r"https?://\S+", filled.stdout)
        server = subprocess.Popen([PROXENIA, "serve", "--port", str(port)], env=environment)
        try:
            until = time.monotonic() + 30
            while not answered(address) and time.monotonic() < until:
                time.sleep(0.2)
            yield address, links[-1]
        finally:
            server.terminate()
            server.wait(timeout=20)


def kind_of(address: str) -> str:
    """Pages that differ by their record only are one kind."""
    parts = urlsplit(address)
    keys = sorted(part.split("=")[0] for part in parts.query.split("&") if part)
    return UID.sub("/one", parts.path).rstrip("/") + ("?" + "&".join(keys) if keys else "")


def links_of(page: "Page", base: str) -> list[str]:
    """Addresses of this site that a page links to, without what signs out or downloads."""
    found = page.eval_on_selector_all("a[href]:not([download])", "links => links.map(link => link.href)")
    own = (urldefrag(link)[0] for link in found if link.startswith(base))
    return [link for link in own if not re.search(r"sign-out|export|template|\.(xlsx|ods|csv)", link)]


def pages(page: "Page", base: str) -> dict[str, str]:
    """One address per kind of page, found by following links from the start."""
    waiting = [page.url]
    found: dict[str, str] = {}
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop(0)
        if kind_of(address) in found:
            continue
        answer = page.goto(address)
        if answer is None or answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        found[kind_of(address)] = address
        waiting += links_of(page, base)
    return found


def take(browser: "Browser", state: Path, wanted: dict[str, str], folder: Path) -> None:
    """Take every page in every mode."""
    for mode, (width, height, colours) in MODES.items():
        visitor = browser.new_context(
            storage_state=str(state),
            locale="en-GB",
            reduced_motion="reduce",
            viewport={"width": width, "height": height},
            color_scheme=colours,
        )
        page = visitor.new_page()
        page.emulate_media(media="print" if mode == "print" else "screen")
        for kind, address in wanted.items():
            name = re.sub(r"[^a-z0-9]+", "-", kind.lower()).strip("-") or "start"
            page.goto(address)
            page.screenshot(path=folder / f"{name}.{mode}.png", full_page=True)
        visitor.close()


def main() -> None:
    """Serve, sign in, look around, take the pictures."""
    executable = machine.chromium()
    if executable is None:
        raise SystemExit("Chromium is not on this machine: install it, or run `make tools`.")
    from playwright.sync_api import sync_playwright

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with served() as (base, link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(executable), args=machine.CHROMIUM_FLAGS)
        visitor = browser.new_context()
        page = visitor.new_page()
        page.goto(link)
        button = page.locator("main form button[type=submit]")
        if button.count():
            button.first.click()
        state = folder / "state.json"
        wanted = pages(page, base)
        visitor.storage_state(path=state)
        take(browser, state, wanted, folder)
        state.unlink()
        browser.close()
    print(f"{len(wanted)} pages in {len(MODES)} looks: {folder}")


if __name__ == "__main__":
    main()
