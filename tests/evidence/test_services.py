"""Clients of live services, driven through a server on this machine: busy, cut off, old, gone, and well."""

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from proxenia.core.errors import Refused
from proxenia.evidence.readers.services import Service
from proxenia.evidence.sources.comtrade import client as comtrade
from proxenia.evidence.sources.eurostat import client as eurostat
from proxenia.evidence.sources.oecd import client as oecd
from proxenia.evidence.sources.worldbank import client as worldbank
from proxenia.evidence.store import Store, source, source_names
from tests.evidence.conftest import body_of_httptest

pytestmark = pytest.mark.once
START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


@dataclass
class Said:
    """One answer: status, body, headers; `cut` leaves the second half of the body out."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


class Desk:
    """A service that gives the answers it was told, in their order, the last one again and again."""

    def __init__(self) -> None:
        self.answers: list[Said] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers)))
                said = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                self.wfile.write(said.body[: len(said.body) // 2] if said.cut else said.body)

            def log_message(self, *_arguments: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def desk(settings: Any) -> Iterator[Desk]:
    settings.FETCH_HTTP, settings.FETCH_NETWORKS = True, ["127.0.0.1/32"]
    one = Desk()
    yield one
    one.close()


class Clock:
    """A clock that only moves when somebody sleeps, and remembers for how long."""

    def __init__(self) -> None:
        self.now, self.slept = START, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> Service:
    return Service(tmp_path / "cache", apart=1.0, now=lambda: clock.now, sleep=clock.sleep)


def whole(content: bytes) -> None:
    json.loads(content)


def test_evd_1_an_answer_is_kept_and_not_asked_for_again(desk: Desk, service: Service) -> None:
    desk.answers = [Said(b"[1]")]
    first, again = service.get(desk.url, {"a": "1"}), service.get(desk.url, {"a": "1"})
    assert (first.content, again.content, len(desk.asked)) == (b"[1]", b"[1]", 1)
    assert (first.is_from_cache, again.is_from_cache, again.is_stale) == (False, True, False)
    service.get(desk.url, {"a": "2"})
    assert [path for path, _headers in desk.asked] == ["/?a=1", "/?a=2"]


def test_evd_1_requests_are_kept_apart(desk: Desk, service: Service, clock: Clock) -> None:
    desk.answers = [Said(b"[1]")]
    for number in range(3):
        service.get(desk.url, {"a": str(number)})
    assert clock.slept == [1.0, 1.0]


def test_evd_1_a_busy_service_is_waited_for_as_it_asks(desk: Desk, service: Service, clock: Clock) -> None:
    at = (START + dt.timedelta(seconds=60)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    desk.answers = [
        Said(status=429, headers={"Retry-After": "17"}), Said(status=503, headers={"Retry-After": at}),
        Said(status=429), Said(b"[1]"),
    ]  # fmt: skip
    assert service.get(desk.url).content == b"[1]"
    assert clock.slept[0] == 17
    assert 17 + clock.slept[1] == pytest.approx(60)
    assert clock.slept[2] == 4.0
    assert service.stale == []


def test_evd_1_a_service_that_wants_to_be_left_alone_is(desk: Desk, service: Service, clock: Clock) -> None:
    desk.answers = [Said(status=429, headers={"Retry-After": "86400"})]
    with pytest.raises(Refused, match="left alone for 86400 seconds"):
        service.get(desk.url)
    assert clock.slept == []


def test_evd_1_a_service_that_stays_busy_is_given_up(desk: Desk, service: Service) -> None:
    desk.answers = [Said(status=503)]
    with pytest.raises(Refused, match="busy"):
        service.get(desk.url)
    assert len(desk.asked) == 4
    assert not service.folder.exists()


def test_evd_1_an_answer_cut_off_is_asked_for_again_and_never_kept(desk: Desk, service: Service) -> None:
    desk.answers = [Said(b"[1, 2, 3, 4]", cut=True), Said(b"[1, 2, 3, 4]")]
    assert service.get(desk.url, check=whole).content == b"[1, 2, 3, 4]"
    # Cut off before the service counted its length: only the check of the content can tell.
    desk.answers = [Said(b'{"rows": [1, 2'), Said(b'{"rows": [1, 2]}')]
    assert service.get(desk.url + "/other", check=whole).content == b'{"rows": [1, 2]}'
    desk.answers = [Said(b'{"rows": [1, 2')]
    with pytest.raises(Refused, match="not whole"):
        service.get(desk.url + "/never", check=whole)
    assert len(list(service.folder.glob("*.body"))) == 2


def test_evd_1_an_old_answer_is_asked_for_with_its_tag(desk: Desk, service: Service, clock: Clock) -> None:
    modified = "Tue, 01 Jul 2025 00:00:00 GMT"
    desk.answers = [Said(b"[1]", headers={"ETag": '"a"', "Last-Modified": modified}), Said(status=304)]
    service.get(desk.url)
    clock.now += dt.timedelta(days=40)
    again = service.get(desk.url)
    asked = desk.asked[1][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"a"', modified)
    assert (again.content, again.is_stale, again.fetched) == (b"[1]", False, clock.now)


def test_evd_1_when_a_service_is_gone_the_old_answer_stands_in_and_says_so(
    desk: Desk, service: Service, clock: Clock
) -> None:
    desk.answers = [Said(b"[1]")]
    service.get(desk.url)
    clock.now += dt.timedelta(days=40)
    desk.answers = [Said(status=503)]
    old = service.get(desk.url)
    assert (old.content, old.is_from_cache, old.is_stale) == (b"[1]", True, True)
    assert service.stale == [desk.url]
    desk.answers = [Said(status=404)]
    assert service.get(desk.url).is_stale


def test_evd_1_offline_nothing_is_asked(desk: Desk, service: Service) -> None:
    desk.answers = [Said(b"[1]")]
    service.get(desk.url)
    service.offline = True
    assert service.get(desk.url).content == b"[1]"
    with pytest.raises(Refused, match="offline"):
        service.get(desk.url, {"a": "1"})
    assert len(desk.asked) == 1


def test_evd_1_an_answer_damaged_on_disk_is_asked_for_again(desk: Desk, service: Service) -> None:
    desk.answers = [Said(b"[1]")]
    service.get(desk.url).path.write_bytes(b"[2]")
    assert service.get(desk.url).content == b"[1]"
    assert len(desk.asked) == 2


def test_evd_1_a_service_on_the_inside_is_never_asked(service: Service, settings: Any) -> None:
    settings.FETCH_HTTP = True
    with pytest.raises(Refused, match="not on the open internet"):
        service.get("http://127.0.0.1:9/")


def test_evd_1_world_bank_page_by_page(
    desk: Desk, service: Service, store: Store, open_data: Callable[[str], Path]
) -> None:
    recorded = json.loads(open_data("cassettes/trase_world_bank_gdp_indicators.json").read_text())
    pages = [
        json.dumps([recorded[0] | {"page": n, "pages": 2}, recorded[1][n - 1 :: 2]]).encode() for n in (1, 2)
    ]
    desk.answers = [Said(pages[0]), Said(status=429, headers={"Retry-After": "1"}), Said(pages[1])]
    files = worldbank.fetch(service, desk.url, ("NY.GDP.MKTP.CD",))
    assert [path.partition("?")[0] for path, _headers in desk.asked] == [
        "/country/all/indicator/NY.GDP.MKTP.CD"
    ] * 3
    assert "page=2" in desk.asked[2][0]
    loaded = store.load("worldbank", files)
    assert loaded.vintage == "2020-03-18"
    found = store.table("worldbank").execute()
    assert dict(zip(found.iso3, found.value, strict=True))["ARG"] == 2867811095547.36
    assert {"CSS", "CEB"} <= {one.text for one in loaded.dropped}


def test_evd_1_the_world_bank_says_no_with_status_200(desk: Desk, service: Service) -> None:
    desk.answers = [Said(json.dumps([{"message": [{"id": "120", "value": "Invalid indicator"}]}]).encode())]
    with pytest.raises(Refused, match="Invalid indicator"):
        worldbank.fetch(service, desk.url, ("NO.SUCH",))


def test_evd_1_comtrade_of_today(
    desk: Desk, service: Service, store: Store, open_data: Callable[[str], Path]
) -> None:
    body = open_data("cassettes/comtrade_HS-60a6ad.json").read_bytes()
    cut_out = body_of_httptest(open_data("cassettes/comtrade_HS-5e2730.httptest.R").read_text())
    assert json.loads(cut_out)["data"][0]["partnerISO"] == "ARG"
    desk.answers = [Said(body), Said(cut_out)]
    files = comtrade.fetch(service, desk.url, ("156",), 2010)
    assert "reporterCode=156" in desk.asked[0][0]
    loaded = store.load("comtrade", files)
    table = store.table("comtrade")
    found = table.filter(table.destination == "DEU").execute()
    assert dict(zip(found.indicator, found.value, strict=True))["exports"] == 68047133397.0
    assert (loaded.vintage, set(found.origin)) == ("2010", {"CHN"})


def test_evd_1_comtrade_without_figures_is_no_table(
    desk: Desk, service: Service, store: Store, open_data: Callable[[str], Path]
) -> None:
    empty = body_of_httptest(open_data("cassettes/comtrade_EB-b31ccb.httptest.R").read_text())
    assert json.loads(empty)["count"] == 0
    desk.answers = [Said(empty)]
    with pytest.raises(Refused, match="cannot be relied on"):
        store.load("comtrade", comtrade.fetch(service, desk.url, ("156",), 2010))


def test_evd_1_comtrades_reporters_are_all_resolved(open_data: Callable[[str], Path]) -> None:
    from proxenia.evidence import countries

    told = json.loads(
        body_of_httptest(open_data("cassettes/comtrade_reference_Reporters.httptest.R").read_text()).lstrip(
            b"\xef\xbb\xbf"
        )
    )
    looks = {one["text"]: countries.look(str(one["reporterCode"]), "comtrade") for one in told["results"]}
    unknown = [text for text, look in looks.items() if look.reason == "unknown"]
    assert len(looks) > 200
    assert unknown == []
    wrong = {
        one["text"]: looks[one["text"]].iso3
        for one in told["results"]
        if looks[one["text"]].iso3 and one["reporterCodeIsoAlpha3"] in countries.places()
        and looks[one["text"]].iso3 != one["reporterCodeIsoAlpha3"]
    }  # fmt: skip
    assert wrong == {}


def test_evd_1_comtrade_of_the_old_service(store: Store, open_data: Callable[[str], Path]) -> None:
    partner, world = (
        open_data(f"cassettes/trase_com_trade_{name}_BEEF_BRA_2015.json") for name in ("partner", "world")
    )
    loaded = store.load("comtrade", [partner, world])
    table = store.table("comtrade_products")
    found = table.filter((table.destination == "URY") & (table["product"] == "020120")).execute()
    assert found.value.tolist() == [9416575.0]
    assert "aggregate" in {one.rule for one in loaded.problems}, "the world is nobody's partner"


def test_evd_1_eurostat(desk: Desk, service: Service, store: Store, open_data: Callable[[str], Path]) -> None:
    desk.answers = [Said(open_data("cassettes/sdmx_ESTAT_NAMA_10_GDP-ss.xml").read_bytes())]
    loaded = store.load("eurostat", eurostat.fetch(service, desk.url))
    assert desk.asked[0][0].startswith("/NAMA_10_GDP/A.CP_MEUR.B1GQ.")
    found = store.table("eurostat").execute()
    assert loaded.vintage == "2022-11-11"
    assert set(found.iso3) == {"LUX"}
    assert set(found.dataset) == {"NAMA_10_GDP"}
    assert dict(zip(found.year, found.value, strict=True))[2012] == 46526.2


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("sdmx_ESTAT_footer.xml", "large query"),
        ("sdmx_ESTAT_footer2.xml", "no figures"),
        ("sdmx_ESTAT_apro_mk_cola-structure.xml", "no figures"),
        ("sdmx_ESTAT_GOV_10Q_GGNFA.xml", "no figures"),
    ],
)
def test_evd_1_an_answer_of_eurostat_without_figures_says_why(
    desk: Desk, service: Service, open_data: Callable[[str], Path], file: str, words: str
) -> None:
    desk.answers = [Said(open_data(f"cassettes/{file}").read_bytes())]
    with pytest.raises(Refused, match=words):
        eurostat.fetch(service, desk.url)


@pytest.mark.parametrize("letters", ["utf-8", "utf-16"])
def test_evd_1_xml_with_a_document_type_is_not_read(desk: Desk, service: Service, letters: str) -> None:
    desk.answers = [Said('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(letters))]
    with pytest.raises(Refused, match="document type"):
        eurostat.fetch(service, desk.url)


@pytest.mark.parametrize(
    ("file", "count", "first"),
    [
        ("sdmx_WB_gh-78.xml", 1, ("840", "1989", "0")),
        ("sdmx_recorded_b1957b05ba522041.json", 11, ("001001", "2013", "0")),
    ],
)
def test_evd_1_generic_sdmx(
    open_data: Callable[[str], Path], tmp_path: Path, file: str, count: int, first: tuple[str, str, str]
) -> None:
    """The World Bank's tariffs, and Italy's office as it was recorded (its body packed in base 64)."""
    import base64

    from proxenia.evidence.readers import sdmx

    path = open_data(f"cassettes/{file}")
    if path.suffix == ".json":
        body = base64.b64decode(json.loads(path.read_text())["_content"])
        path = tmp_path / "answer.xml"
        path.write_bytes(body)
    found = list(sdmx.observations(path))
    key, period, value = found[0]
    assert len(found) >= count
    assert (key.get("REPORTER") or key.get("REF_AREA"), period, value) == first


def test_evd_1_oecd(desk: Desk, service: Service, store: Store, open_data: Callable[[str], Path]) -> None:
    desk.answers = [Said(open_data("cassettes/sdmx_OECD_data-PART2-all-all.json").read_bytes())]
    loaded = store.load("oecd", oecd.fetch(service, desk.url))
    assert loaded.vintage == "2021-06-19"
    found = store.table("oecd").execute()
    assert "AUS" in set(found.iso3)
    assert set(found.dataset) == {"PART2"}
    assert 11.963615756565 in set(found.value)


@dataclass(frozen=True)
class Asked:
    """A client: what it fetches, and a whole answer of its service."""

    source: str
    fetch: Callable[[Service, str], list[Path]]
    recorded: str


CLIENTS = {
    "worldbank": Asked(
        "worldbank", lambda service, url: worldbank.fetch(service, url, ("NY.GDP.MKTP.CD",)),
        "trase_world_bank_gdp_indicators.json",
    ),
    "comtrade": Asked(
        "comtrade", lambda service, url: comtrade.fetch(service, url, ("156",), 2010), "comtrade_HS-60a6ad.json"
    ),
    "eurostat": Asked("eurostat", lambda service, url: eurostat.fetch(service, url), "sdmx_ESTAT_NAMA_10_GDP-ss.xml"),
    "oecd": Asked("oecd", lambda service, url: oecd.fetch(service, url), "sdmx_OECD_data-PART2-all-all.json"),
}  # fmt: skip


def test_evd_1_every_source_with_a_service_is_driven() -> None:
    live = {name for name in source_names() if source(name).live is not None}
    assert live == set(CLIENTS)


@pytest.fixture(params=CLIENTS.values(), ids=list(CLIENTS))
def client(request: pytest.FixtureRequest) -> Asked:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def body(client: Asked, open_data: Callable[[str], Path]) -> bytes:
    """A whole answer as it was recorded; of one page only, whatever it says of others."""
    found = open_data(f"cassettes/{client.recorded}").read_bytes()
    if client.source == "worldbank":
        told = json.loads(found)
        found = json.dumps([told[0] | {"page": 1, "pages": 1}, told[1]]).encode()
    return found


def test_evd_1_each_client_waits_for_a_busy_service(
    desk: Desk, service: Service, clock: Clock, store: Store, client: Asked, body: bytes
) -> None:
    desk.answers = [
        Said(status=429, headers={"Retry-After": "17"}),
        Said(status=429, headers={"Retry-After": "9"}),
        Said(body),
    ]
    loaded = store.load(client.source, client.fetch(service, desk.url))
    assert {17.0, 9.0} <= set(clock.slept)
    assert loaded.rows > 0
    assert service.stale == []


def test_evd_1_each_client_asks_again_for_a_cut_body_and_keeps_none(
    desk: Desk, service: Service, store: Store, client: Asked, body: bytes
) -> None:
    """Cut on its way, and cut before the service counted its length, which only the client's own look can tell."""
    half = body[: len(body) // 2]
    desk.answers = [Said(body, cut=True), Said(half), Said(body)]
    files = client.fetch(service, desk.url)
    assert len(desk.asked) >= 3
    assert {path.read_bytes() for path in service.folder.glob("*.body")} == {body}
    assert store.load(client.source, files).rows > 0


def test_evd_1_each_client_that_only_gets_halves_keeps_nothing(
    desk: Desk, service: Service, client: Asked, body: bytes
) -> None:
    desk.answers = [Said(body[: len(body) // 2])]
    with pytest.raises(Refused, match="not whole"):
        client.fetch(service, desk.url)
    assert list(service.folder.glob("*")) == []


def test_evd_1_each_client_says_so_when_an_old_answer_stands_in(
    desk: Desk, service: Service, clock: Clock, store: Store, client: Asked, body: bytes
) -> None:
    desk.answers = [Said(body)]
    files = client.fetch(service, desk.url)
    fresh = len(desk.asked)
    clock.now += dt.timedelta(days=40)
    desk.answers = [Said(status=503)]
    assert client.fetch(service, desk.url) == files
    assert len(service.stale) == len(files)
    assert len(desk.asked) > fresh, "the service was asked before the old answer was taken"
    assert store.load(client.source, files).rows > 0
