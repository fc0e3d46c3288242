"""The score that Mozilla's HTTP Observatory would give an answer, computed here from its published modifiers.

The modifiers are those of its scoring document and score table (mozilla/http-observatory `docs/scoring.md`,
mdn/mdn-http-observatory `src/grader/charts.js`, read in November 2026): everybody starts at 100; bonuses count only
where the score without them is 90 or more; 100 and more is an A+. Left out is what one answer cannot show: the
redirect from http (our server answers https only) and the browsers' preload list (5 points we do not claim).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import Morsel
from typing import Any

from tests.pages import parse

BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
SIX_MONTHS = 15_768_000


@dataclass(frozen=True)
class Score:
    """The points by test."""

    modifiers: dict[str, int]

    @property
    def total(self) -> int:
        """Penalties first; bonuses only for what is good already."""
        base = 100 + sum(value for value in self.modifiers.values() if value < 0)
        bonus = sum(value for value in self.modifiers.values() if value > 0)
        return max(base + bonus if base >= 90 else base, 0)


def score(headers: dict[str, str], cookies: Iterable[Morsel[str]], html: str) -> Score:
    """Score one answer over https."""
    policy = directives(headers.get("Content-Security-Policy", ""))
    return Score(
        {
            "csp": _csp(policy),
            "cookies": _cookies(list(cookies), hsts=_hsts(headers) == 0),
            "cors": -50 if headers.get("Access-Control-Allow-Credentials") == "true" else 0,
            "referrer": _referrer(headers.get("Referrer-Policy")),
            "hsts": _hsts(headers),
            "sri": _scripts(html),
            "nosniff": 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
            "frames": _frames(policy, headers.get("X-Frame-Options", "")),
            "corp": {"same-origin": 10, "same-site": 10, "cross-origin": 0, None: 0}.get(
                headers.get("Cross-Origin-Resource-Policy"), -5
            ),
        }
    )


def directives(policy: str) -> dict[str, set[str]]:
    """Return a policy as directive -> sources."""
    parts = [part.split() for part in policy.split(";") if part.split()]
    return {words[0].lower(): {word.lower() for word in words[1:]} or {"'none'"} for words in parts}


def _csp(policy: dict[str, set[str]]) -> int:
    if not policy:
        return -25
    fallback = policy.get("default-src", {"*"})
    scripts, objects, styles = (
        policy.get(name, fallback) for name in ("script-src", "object-src", "style-src")
    )
    if scripts & (BROAD | INLINE) or objects & BROAD:
        return -20
    active = {
        source
        for name, sources in policy.items()
        if name not in ("img-src", "media-src")
        for source in sources
    }
    if any(source.startswith(("http:", "ftp:")) for source in active):
        return -20
    if "'unsafe-eval'" in scripts | styles:
        return -10
    passive = policy.get("img-src", fallback) | policy.get("media-src", fallback)
    if any(source.startswith(("http:", "ftp:")) for source in passive):
        return -10
    if styles & (BROAD | INLINE):
        return 0
    return 10 if fallback == {"'none'"} else 5


def _cookies(cookies: list[Any], *, hsts: bool) -> int:
    if not cookies:
        return 0
    worst = 5
    for cookie in cookies:
        is_session = any(word in cookie.key.lower() for word in ("login", "sess"))
        if not cookie["secure"]:
            worst = min(
                worst, {(True, True): -10, (True, False): -40, (False, True): -5}.get((is_session, hsts), -20)
            )
        if is_session and not cookie["httponly"]:
            worst = min(worst, -30)
        if not cookie["samesite"]:
            worst = min(worst, -20 if "csrf" in cookie.key.lower() else 0)
        elif cookie["samesite"].lower() not in ("lax", "strict"):
            worst = min(worst, -20)
    return worst


def _referrer(said: str | None) -> int:
    if said is None:
        return 0
    return 5 if said.split(",")[-1].strip().lower() in PRIVATE else -5


def _hsts(headers: dict[str, str]) -> int:
    said = dict(
        part.strip().lower().partition("=")[::2]
        for part in headers.get("Strict-Transport-Security", "").split(";")
    )
    if not said.get("max-age", "").isdigit():
        return -20
    return 0 if int(said["max-age"]) >= SIX_MONTHS else -10


def _scripts(html: str) -> int:
    """Scripts of our own without a checksum cost nothing; those of others without one do."""
    scripts = [node.attrs for node in parse(html).all("script") if "src" in node.attrs]
    foreign = [attrs for attrs in scripts if "//" in attrs["src"]]
    if any(not attrs["src"].startswith("https://") for attrs in foreign):
        return -50
    if any("integrity" not in attrs for attrs in foreign):
        return -5
    return 5 if scripts and all("integrity" in attrs for attrs in scripts) else 0


def _frames(policy: dict[str, set[str]], header: str) -> int:
    if "frame-ancestors" in policy and not policy["frame-ancestors"] & BROAD:
        return 5
    return 0 if header.upper() in ("DENY", "SAMEORIGIN") else -20
