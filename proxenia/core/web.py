"""What every request passes and every answer carries: the peer, the method, the size; the headers."""

import ipaddress
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.request import split_domain_port, validate_host

from proxenia.core import failures

Next = Callable[[HttpRequest], HttpResponse]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""What a request may be; each page says which of them it takes."""

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), display-capture=(), encrypted-media=(),"
        " fullscreen=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), magnetometer=(),"
        " microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-create=(self),"
        " publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"
    ),
    "Reporting-Endpoints": 'csp="/csp-report/"',
}
"""Beside what Django and django-csp set; an answer that sets one itself keeps its own."""

THEMES = ("light", "dark")

_FORWARDED = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_SERVER",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)
"""What only a proxy may say. X-Forwarded-Host is never used; where it names another host the request is refused."""
_OVERRIDES = ("HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_HTTP_METHOD", "HTTP_X_METHOD_OVERRIDE")


class PeerMiddleware:
    """Who speaks: what only a proxy may say is dropped unless a proxy named in the settings says it.

    Afterwards ``REMOTE_ADDR`` is the visitor's own address, for everything that counts or logs by address.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_trusted_proxy(request.META.get("REMOTE_ADDR", "")):
            for name in _FORWARDED:
                request.META.pop(name, None)
        else:
            request.META["REMOTE_ADDR"] = _visitor(request)
        return self.get_response(request)


def is_trusted_proxy(address: str) -> bool:
    """Say whether an address is one of the proxies of the settings."""
    parsed = _parsed(address)
    return parsed is not None and any(
        parsed in ipaddress.ip_network(text, strict=False) for text in settings.TRUSTED_PROXIES
    )


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _visitor(request: HttpRequest) -> str:
    """Return the last address of the chain that no trusted proxy answers for; what stands before it is hearsay."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    for said in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        parsed = _parsed(said)
        if parsed is None:
            break
        peer = str(parsed)
        if not is_trusted_proxy(peer):
            break
    return peer


class HeadersMiddleware:
    """Put on every answer what browsers need to keep it to itself; nothing but shipped files may be stored."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.theme = _theme(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def _theme(request: HttpRequest) -> str:
    """Return the colours the reader chose; the script keeps them in a cookie bound to the host where there is https."""
    name = "__Host-theme" if settings.SESSION_COOKIE_SECURE else "theme"
    chosen = request.COOKIES.get(name, "")
    return chosen if chosen in THEMES else ""


class RequestMiddleware:
    """Refuse what no browser sends: forged hosts, odd methods, bodies without end or beyond the largest upload."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _check_host(request)
        if request.method not in METHODS:
            return failures.wrong_method(request, HttpResponseNotAllowed(METHODS))
        if any(name in request.META for name in _OVERRIDES):
            raise BadRequest("A header asks for another method.")
        if "HTTP_TRANSFER_ENCODING" in request.META:
            raise BadRequest("The body does not say how long it is.")
        if _length(request) > body_limit(request):
            return failures.too_large(request)
        return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return failures.wrong_method(request, response)
        return response


def _check_host(request: HttpRequest) -> None:
    request.get_host()
    said = request.META.get("HTTP_X_FORWARDED_HOST", "")
    for host in said.split(",") if said else ():
        if not validate_host(split_domain_port(host.strip())[0], settings.ALLOWED_HOSTS):
            raise DisallowedHost(f"X-Forwarded-Host names {host.strip()[:80]!r}")
    if request.META.get("HTTP_X_FORWARDED_PROTO", "https") not in ("http", "https"):
        raise BadRequest("X-Forwarded-Proto names no scheme.")


def _length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isascii() or not said.isdigit():
        raise BadRequest("Content-Length is not a number.")
    return int(said)


def body_limit(request: HttpRequest) -> int:
    """Return how many bytes a request may carry: an upload the largest file and its form, others 2.5 MB."""
    if request.content_type == "multipart/form-data":
        largest = max(settings.UPLOAD_LIMIT_MB, settings.FILE_LIMIT_MB)
        return largest * 1024 * 1024 + 64 * 1024
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return limit


def visitor_address(request: HttpRequest) -> str:
    """Return the address of whoever sent a request, as far as trusted proxies vouch for it."""
    return str(request.META.get("REMOTE_ADDR", ""))


def plain_line(value: Any, limit: int = 200) -> str:
    """Return a value from outside as one line for a log: no control characters, no end of line, not long."""
    text = str(value)[: limit * 2]
    return "".join(char if char.isprintable() else "?" for char in text)[:limit]
