"""Nothing inside the house can be reached by an address from outside: the table of F6 and what is around it."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from proxenia.core import fetch
from proxenia.core.errors import Refused

pytestmark = pytest.mark.once

FORBIDDEN = """
127.0.0.1 127.0.0.53 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1
192.168.255.254 169.254.169.254 169.254.170.2 169.254.0.1 100.64.0.1 100.100.100.200 100.127.255.254 168.63.129.16
192.0.0.1 192.0.0.192 192.0.2.1 198.51.100.7 203.0.113.9 192.88.99.1 198.18.0.1 198.19.255.254 224.0.0.1 239.255.255.250
240.0.0.1 255.255.255.255
:: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 ::127.0.0.1 64:ff9b::7f00:1
64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::1 2002:7f00:1:: 2002:a9fe:a9fe:: 2001:0:4136:e378:8000:63bf:3fff:fdd2
2001:db8::1 2001:10::1 2001:20::1 3fff::1 100::1 fc00::1 fd00:ec2::254 fd12:3456::1 fe80::1 fec0::1 ff02::1 ff0e::1
5f00::1
""".split()  # noqa: SIM905

NUMBERS = """
http://2130706433/ http://0x7f000001/ http://0x7f.0.0.1/ http://0177.0.0.1/ http://017700000001/ http://127.1/
http://127.0.1/ http://0/ http://0x0/ http://127.0.0.1./ http://1.1/ http://[::ffff:7f00:1]/ http://[0:0:0:0:0:0:0:1]/
http://[fe80::1%25eth0]/ http://[::1%25lo]/
""".split()  # noqa: SIM905

WORDS = """
file:///etc/passwd file://localhost/etc/passwd gopher://127.0.0.1:70/ ftp://127.0.0.1/ dict://127.0.0.1:11211/
ldap://127.0.0.1/ data:text/plain,x javascript:1 jar:http://127.0.0.1!/ http:///etc http://user@127.0.0.1/
http://example.org@127.0.0.1/ http://example.org:80@127.0.0.1/ http://127.0.0.1\\@example.org/
http://example.org\\@127.0.0.1/ //127.0.0.1/ http://[/ http://a:99999/ http://a:0/
""".split()  # noqa: SIM905


def payloads() -> list[str]:
    """Every address of the table, as a link from outside would write it."""
    literals = [f"http://[{text}]/" if ":" in text else f"http://{text}/" for text in FORBIDDEN]
    return [*literals, *NUMBERS, *WORDS]


class Server:
    """A server on this machine that counts who comes; what it answers is said by the path."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.location = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.seen.append((self.path, dict(self.headers)))
                outer.answer(self)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        class House(ThreadingHTTPServer):
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
            daemon_threads = True

            def handle_error(self, *args: Any) -> None:
                """A caller that hangs up is what some tests are about."""

        self.server = House((host, 0), Handler)
        self.port: int = self.server.server_address[1]
        self.url = f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        headers, body = {"Content-Type": "text/plain; charset=utf-8"}, b"answer"
        if request.path.startswith("/to"):
            request.send_response(302)
            headers |= {"Location": self.location, "Set-Cookie": "tracked=yes"}
        else:
            request.send_response(200)
        if request.path == "/big":
            body = b"x" * 300_000
        if request.path == "/bomb":
            headers["Content-Encoding"], body = "gzip", gzip.compress(b"\0" * 50_000_000)
        if request.path == "/liar":
            headers["Content-Length"] = str(10**12)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        if request.path == "/drip":
            for _ in range(100):
                request.wfile.write(b"x")
                request.wfile.flush()
                time.sleep(0.05)
        request.wfile.write(body)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def listener() -> Iterator[Server]:
    """A server inside the house."""
    server = Server()
    yield server
    server.close()


@pytest.fixture
def neighbour() -> Iterator[Server]:
    """Another one, where the installation permits nothing."""
    server = Server("::1")
    yield server
    server.close()


@pytest.fixture
def loose(settings: Any, listener: Server, neighbour: Server) -> Any:
    """Schemes and ports open, so that only the address decides."""
    settings.FETCH_HTTP, settings.FETCH_PORTS = True, (80, 443, listener.port, neighbour.port)
    return settings


@pytest.fixture
def permitted(loose: Any) -> Any:
    """The listener's own network is named in the settings, as an identity provider's would be."""
    loose.FETCH_NETWORKS = ["127.0.0.1/32"]
    return loose


def with_port(url: str, port: int) -> str:
    """The same address with the listener's port, where it has none."""
    head, slash, rest = url.partition("://")
    host, _, path = rest.partition("/")
    has_port = ":" in host.rpartition("]")[2].rpartition("@")[2]
    return url if not slash or has_port or head not in ("http", "https") else f"{head}://{host}:{port}/{path}"


@pytest.mark.reliability("F6")
@pytest.mark.asvs("1.3.6", "13.2.4", "13.2.5", "15.3.2")
def test_no_address_of_the_table_is_reached(loose: Any, listener: Server, neighbour: Server) -> None:
    table = payloads()
    assert len(table) >= 80
    reached = []
    for url in [*table, *(with_port(one, listener.port) for one in table), listener.url, neighbour.url]:
        try:
            reached.append((url, fetch.get(url, seconds=2)))
        except Refused:
            continue
    assert reached == []
    assert listener.seen == neighbour.seen == []


@pytest.mark.reliability("F6")
@pytest.mark.parametrize("text", FORBIDDEN)
def test_special_addresses_are_not_public(text: str) -> None:
    assert not fetch.is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"]
)
def test_addresses_of_the_open_internet_are_public(text: str) -> None:
    assert fetch.is_public(ipaddress.ip_address(text))


@pytest.mark.reliability("F6")
@pytest.mark.parametrize(
    "text", ["127.0.0.1", "::1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::7f00:1"]
)
@pytest.mark.parametrize("first", [True, False])
def test_a_name_with_one_forbidden_address_is_refused(
    loose: Any, monkeypatch: pytest.MonkeyPatch, text: str, first: bool
) -> None:
    both = [ipaddress.ip_address(text), ipaddress.ip_address("93.184.216.34")]
    monkeypatch.setattr(fetch, "lookup", lambda host, port: both if first else both[::-1])
    monkeypatch.setattr(fetch.socket, "create_connection", lambda *a: pytest.fail("it was connected to"))
    with pytest.raises(Refused, match="open internet"):
        fetch.get("http://partner.example/")


@pytest.mark.reliability("F6")
def test_a_resolver_that_changes_its_answer_is_asked_once(
    loose: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    asked, connected = [], []

    def lookup(host: str, port: int) -> list[fetch.Address]:
        asked.append(host)
        return [ipaddress.ip_address(next(answers))]

    def connect(address: tuple[str, int], timeout: Any) -> socket.socket:
        connected.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr(fetch, "lookup", lookup)
    monkeypatch.setattr(fetch.socket, "create_connection", connect)
    with pytest.raises(Refused):
        fetch.get("http://rebind.example/")
    assert (asked, connected) == (["rebind.example"], [("93.184.216.34", 80)])


@pytest.mark.reliability("F6")
def test_the_peer_is_looked_at_after_the_connection(
    loose: Any, monkeypatch: pytest.MonkeyPatch, listener: Server
) -> None:
    monkeypatch.setattr(fetch, "lookup", lambda host, port: [ipaddress.ip_address("93.184.216.34")])
    real = socket.create_connection
    monkeypatch.setattr(
        fetch.socket,
        "create_connection",
        lambda address, timeout: real(("127.0.0.1", listener.port), timeout),
    )
    with pytest.raises(Refused, match="open internet"):
        fetch.get("http://partner.example/")
    assert listener.seen == []


@pytest.mark.reliability("F6")
@pytest.mark.asvs("15.3.2")
@pytest.mark.parametrize(
    "location",
    [
        "{neighbour}/",
        "http://169.254.169.254/latest/",
        "http://[::ffff:10.0.0.1]/",
        "file:///etc/passwd",
        "http://0x7f.1/",
    ],
)
def test_a_redirect_leads_nowhere_forbidden(
    permitted: Any, listener: Server, neighbour: Server, location: str
) -> None:
    listener.location = location.format(neighbour=neighbour.url)
    with pytest.raises(Refused):
        fetch.get(f"{listener.url}/to")
    assert ([path for path, _ in listener.seen], neighbour.seen) == (["/to"], [])


def test_redirects_are_few_and_carry_no_cookies(permitted: Any, listener: Server) -> None:
    listener.location = f"{listener.url}/answer"
    assert fetch.get(f"{listener.url}/to").url == f"{listener.url}/answer"
    assert "Cookie" not in listener.seen[-1][1]
    listener.seen.clear()
    listener.location = f"{listener.url}/to"
    with pytest.raises(Refused):
        fetch.get(f"{listener.url}/to")
    assert len(listener.seen) == fetch.REDIRECTS + 1


def test_what_is_named_in_the_settings_is_fetched(permitted: Any, listener: Server) -> None:
    found = fetch.get(f"{listener.url}/x?y=1")
    assert (found.status, found.content, found.content_type) == (200, b"answer", "text/plain")
    assert listener.seen[0][0] == "/x?y=1"
    with fetch.session() as session:
        assert session.get(f"{listener.url}/x").text == "answer"


@pytest.mark.parametrize("path", ["/big", "/bomb", "/liar"])
def test_an_answer_that_is_too_large_is_left(permitted: Any, listener: Server, path: str) -> None:
    with pytest.raises(Refused, match="larger than"):
        fetch.get(listener.url + path, limit_bytes=200_000)


def test_an_answer_that_drips_is_left(permitted: Any, listener: Server) -> None:
    with pytest.raises(Refused, match="too long"):
        fetch.get(f"{listener.url}/drip", seconds=0.3)


@pytest.mark.asvs("12.2.1", "13.2.4")
def test_only_https_on_its_port_unless_the_settings_say_otherwise(listener: Server) -> None:
    for url in (
        listener.url,
        "http://partner.example/",
        "https://93.184.216.34:8443/",
        "https://93.184.216.34:22/",
    ):
        with pytest.raises(Refused):
            fetch.get(url)
    assert listener.seen == []


@pytest.mark.asvs("12.3.2")
def test_certificates_are_checked(permitted: Any, listener: Server) -> None:
    assert fetch.session().verify is True
    with pytest.raises(Refused, match="could not be reached"):
        fetch.get(listener.url.replace("http:", "https:"))


def test_proxies_and_passwords_of_the_environment_are_not_used(
    permitted: Any, listener: Server, neighbour: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, neighbour.url)
    fetch.get(listener.url)
    assert neighbour.seen == []
    assert "Authorization" not in listener.seen[0][1]
    permitted.FETCH_PROXY = listener.url
    assert fetch.session().proxies["https"] == listener.url


@pytest.mark.once
@pytest.mark.asvs("1.5.3")
@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a", "https://EXAMPLE.org:443/a?b#c", "https://example.org\\@evil.example/",
        "https://evil.example#@example.org/", "https://example.org%2f@evil.example/", "https:///evil.example",
        "https://[2606:4700::1111]/", "https://example.org:443@evil.example/", "https://exa\tmple.org/",
        "https://example.org;evil.example/", "https://example。org/", "https://user@example.org/", "https:evil.example",
    ],
)  # fmt: skip
def test_who_judges_an_address_reads_it_as_who_connects(url: str) -> None:
    """Either it is refused by its words, or the library that connects takes the same host out of it."""
    from urllib.parse import urlsplit

    import requests
    from urllib3.util import parse_url

    try:
        fetch.check_url(url)
        connects = parse_url(str(requests.Request("GET", url).prepare().url)).host or ""
    except (Refused, requests.RequestException, ValueError):
        return
    judged = urlsplit(url).hostname or ""
    assert connects.strip("[]") in (judged, judged.encode("idna").decode())
