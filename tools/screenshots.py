"""Pictures of every page of the demonstration office: `make screenshots`.

A server of its own is filled and started, one page of each kind is found by following links, and each is taken in
light, dark, phone width and print into var/screenshots (or the folder named as last argument). With `--empty`, the
office has nothing in it yet.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
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


def sign_in_link(lines: Iterable[str]) -> str:
    """The address of the single-use link among printed lines."""
    found = (re.search(r"https?://\S+/sign-in/link/\S+", line) for line in lines)
    return next(match[0] for match in found if match)


@contextmanager
def served(empty: bool) -> Iterator[tuple[str, str]]:
    """The demonstration office (or one with nothing in it) on a free port: its address and a link that signs in."""
    with tempfile.TemporaryDirectory(prefix="proxenia-pictures-") as folder:
        port = str(postgres.free_port())
        address = f"http://127.0.0.1:{port}"
        environment = {**os.environ, "PROXENIA_DATA": folder, "PROXENIA_BASE_URL": address}
        link = ""
        if empty:
            line = [str(PROXENIA), "init", "--email", "director@example.org", "--place", "Halifax, Canada"]
            opened = subprocess.run(line, env=environment, check=True, stdout=subprocess.PIPE, text=True)
            link = sign_in_link(opened.stdout.splitlines())
        command = [PROXENIA, "serve" if empty else "demo", "--port", port]
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            link = link or sign_in_link(server.stdout or [])
            until = time.monotonic() + 30
            while not answered(address) and time.monotonic() < until:
                time.sleep(0.2)
            yield address, link
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
    return [
        link for link in own if not re.search(r"sign-out|export|template|\.(xlsx|ods|csv|docx|pdf)", link)
    ]


def pages(page: "Page", base: str) -> dict[str, str]:
    """One address per kind of page, found by following links from the start."""
    waiting = [page.url]
    found: dict[str, str] = {}
    while waiting and len(found) < MOST_PAGES:
        address = waiting.pop(0)
        if kind_of(address) in found:
            continue
        answer = page.goto(address)
        if answer is not None and answer.status >= 500:
            raise SystemExit(f"{address} answers {answer.status}.")
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

    empty = "--empty" in sys.argv
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    folder = (
        Path(named[-1]) if named else ROOT / "var" / "screenshots" / ("empty" if empty else "demonstration")
    )
    folder.mkdir(parents=True, exist_ok=True)
    with served(empty) as (base, link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(executable), args=machine.CHROMIUM_FLAGS)
        visitor = browser.new_context()
        page = visitor.new_page()
        page.goto(link)
        page.locator("main form button").first.click()
        state = folder / "state.json"
        wanted = pages(page, base)
        visitor.storage_state(path=state)
        take(browser, state, wanted, folder)
        state.unlink()
        browser.close()
    print(f"{len(wanted)} pages in {len(MODES)} looks: {folder}")


if __name__ == "__main__":
    main()
