"""The one door for requests that leave the house: guarded against being sent to where only the server may go.

A session of `requests` whose connections look an address up once, refuse it unless it is public, connect to what was
looked up, and look at the peer again. The library requests-hardened was read first: it looks at the first address
only, not at the peer, and bounds neither schemes, ports, sizes nor the whole time.
"""

import ipaddress
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from proxenia.core.errors import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

REDIRECTS = 5
LIMIT_BYTES = 5 * 1024 * 1024
SECONDS = 30.0
_CONNECT_SECONDS = 5.0
_CHUNK = 64 * 1024

_GLOBAL_V6 = ipaddress.ip_network("2000::/3")
_SPECIAL: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "100.64.0.0/10",  # behind a provider's translation; also a cloud's metadata (100.100.100.200)
        "168.63.129.16/32",  # a cloud's own server, though the address looks public
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "64:ff9b::/96",  # IPv4 within IPv6 (NAT64)
        "64:ff9b:1::/48",  # the same, local
        "2001::/23",  # protocol assignments, Teredo and ORCHID among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # IPv4 within IPv6 (6to4)
        "3fff::/20",  # documentation
    )
)
_NUMBER_AT_END = re.compile(r"(^|\.)(0[xX][0-9a-fA-F]*|[0-9]+)\.?$")


@dataclass(frozen=True)
class Fetched:
    """What came back: the last address, its status and headers, and the body, whole."""

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def content_type(self) -> str:
        """The type without its parameters, in lower case."""
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()


def session(*, limit_bytes: int = LIMIT_BYTES, seconds: float = SECONDS) -> requests.Session:
    """Return a session that reaches public addresses only, follows few redirects and keeps no cookies.

    ``limit_bytes``: the most a body may have, unpacked. ``seconds``: the most one answer may take, redirects
    each for themselves. Every body is read whole, also where the caller asks for a stream.
    """
    guarded = requests.Session()
    guarded.trust_env = False  # neither proxies of the environment nor passwords of .netrc
    guarded.max_redirects = REDIRECTS
    guarded.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    guarded.headers["User-Agent"] = "Proxenia"
    for scheme in ("https://", "http://"):
        guarded.mount(scheme, _Guard(limit_bytes, seconds))
    if settings.FETCH_PROXY:
        guarded.proxies = {"http": settings.FETCH_PROXY, "https": settings.FETCH_PROXY}
    return guarded


def get(
    url: str,
    *,
    limit_bytes: int = LIMIT_BYTES,
    seconds: float = SECONDS,
    headers: Mapping[str, str] | None = None,
) -> Fetched:
    """Fetch one address, or refuse with a sentence: forbidden, unreachable, too large or too slow."""
    check_url(url)
    try:
        with session(limit_bytes=limit_bytes, seconds=seconds) as guarded:
            answer = guarded.get(url, headers=headers)
    except (requests.RequestException, HTTPError, OSError, UnicodeError) as error:
        raise Refused(_("The address could not be reached, or its answer not read."), where=url) from error
    return Fetched(answer.url, answer.status_code, answer.headers, answer.content)


def is_public(address: Address) -> bool:
    """Say whether an address belongs to the open internet and to nothing special in it."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address not in _GLOBAL_V6:
            return False
    # `is_global` alone takes NAT64 and multicast for public, and differs between versions of Python.
    return address.is_global and not any(address in network for network in _SPECIAL)


def is_permitted(address: Address) -> bool:
    """Say whether the installation names a network of its own that this address lies in."""
    mapped = getattr(address, "ipv4_mapped", None) or address
    return any(mapped in ipaddress.ip_network(text) for text in settings.FETCH_NETWORKS)


def check_url(url: str) -> None:
    """Refuse an address by its words: scheme, names before the host, numbers written as no browser writes them."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _forbidden(url) from None
    if parts.scheme not in ({"https", "http"} if settings.FETCH_HTTP else {"https"}):
        raise Refused(_("Only addresses that begin with https:// are fetched."), where=url)
    if not host or "@" in parts.netloc or "\\" in url or port == 0 or "%" in host:
        raise _forbidden(url)
    address = _literal(host)
    if address is None and _NUMBER_AT_END.search(host):
        raise _forbidden(url)
    if address is not None:
        check_address(address, port or _PORTS[parts.scheme], url)


_PORTS = {"https": 443, "http": 80}


def check_address(address: Address, port: int, where: str) -> None:
    """Refuse an address, or a port of it, that is not for the open web; the installation's own networks pass."""
    if is_permitted(address):
        return
    if not is_public(address) or port not in settings.FETCH_PORTS:
        raise _forbidden(where)


def lookup(host: str, port: int) -> list[Address]:
    """Ask the system for the addresses of a name, once."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(str(entry[4][0])) for entry in found))


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _forbidden(where: str) -> Refused:
    return Refused(_("This address is not on the open internet; it is not fetched."), where=where)


def _connect(host: str, port: int, timeout: Any) -> socket.socket:
    """Look a host up, refuse it if one of its addresses is forbidden, connect, and look at the peer."""
    addresses = lookup(host, port)
    for address in addresses:
        check_address(address, port, host)
    last: OSError | None = None
    for address in addresses:
        try:
            sock = socket.create_connection((str(address), port), timeout)
        except OSError as error:
            last = error
            continue
        _check_peer(sock, address, port)
        return sock
    raise last or OSError(f"no address for {host}")


def _check_peer(sock: socket.socket, address: Address, port: int) -> None:
    peer = ipaddress.ip_address(sock.getpeername()[0])
    if peer != address:
        sock.close()
        raise _forbidden(str(peer))
    check_address(peer, port, str(peer))


@dataclass
class _Watch:
    """The time one answer may take, and the connections opened for it."""

    sockets: list[socket.socket] = field(default_factory=list)
    is_over: bool = False

    def cut(self) -> None:
        """Cut the connections: an answer that drips never ends by itself."""
        self.is_over = True
        for sock in list(self.sockets):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


_WATCH: ContextVar[_Watch] = ContextVar("watch")


@contextmanager
def _within(seconds: float, where: str) -> Iterator[None]:
    """Refuse an answer that is not whole when the time is over."""
    watch = _Watch()
    token = _WATCH.set(watch)
    timer = threading.Timer(seconds, watch.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        _WATCH.reset(token)
        for sock in watch.sockets:
            sock.close()
        if watch.is_over:
            raise Refused(_("The address took too long to answer."), where=where)


def _watched(connection: HTTPConnection) -> socket.socket:
    sock = _connect(connection._dns_host, int(connection.port or 0), connection.timeout)
    # A second handle, since TLS takes the first one over; cutting either cuts the connection.
    _WATCH.get().sockets.append(sock.dup())
    return sock


class _PlainConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(self)


class _TlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _watched(self)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


class _Guard(HTTPAdapter):
    """Sends one request, checked, bounded in time and size. A connection serves one request only."""

    def __init__(self, limit_bytes: int, seconds: float) -> None:
        self.limit_bytes, self.seconds = limit_bytes, seconds
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make connections of the guarded kind."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send one request of a chain of redirects; each of them comes through here."""
        check_url(request.url or "")
        # Kept connections would outlive the check of their address, and redirects hand cookies on.
        request.headers["Connection"] = "close"
        request.headers.pop("Cookie", None)
        kwargs |= {"stream": True, "timeout": kwargs.get("timeout") or (_CONNECT_SECONDS, self.seconds)}
        with _within(self.seconds, request.url or ""):
            response = super().send(request, *args, **kwargs)
            response._content = self._read(response)
            response._content_consumed = True
        response.close()
        return response

    def _read(self, response: requests.Response) -> bytes:
        where = response.url
        said = response.headers.get("Content-Length", "")
        if said.isdigit() and int(said) > self.limit_bytes:
            raise self._too_large(where)
        body = bytearray()
        for chunk in response.raw.stream(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > self.limit_bytes:
                raise self._too_large(where)
        return bytes(body)

    def _too_large(self, where: str) -> Refused:
        limit = self.limit_bytes // 1024
        return Refused(_("The answer is larger than %(limit)d kB.") % {"limit": limit}, where=where)
