"""The frame that every test stands in (tests/plugins): what it promises, it keeps."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection

from tests.plugins import house, network


@pytest.mark.django_db
def test_the_database_is_the_one_asked_for() -> None:
    vendor = {"sqlite": "sqlite", "postgres": "postgresql"}[house.ENGINE]
    assert connection.vendor == vendor
    assert "test" in str(connection.settings_dict["NAME"])


def test_whatever_is_written_lands_in_a_folder_of_this_run() -> None:
    assert settings.DATA_FOLDER == Path(os.environ["PROXENIA_DATA"]).resolve()
    assert house.ROOT not in settings.DATA_FOLDER.parents


def test_passwords_cost_little_here() -> None:
    assert make_password("a long enough password").startswith("md5$")


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_no_test_reaches_the_network(family: socket.AddressFamily) -> None:
    address = "192.0.2.1" if family is socket.AF_INET else "2001:db8::1"
    with socket.socket(family) as outside, pytest.raises(network.NetworkRefused):
        outside.connect((address, 80))


def test_no_test_looks_a_name_up() -> None:
    with pytest.raises(network.NetworkRefused):
        urllib.request.urlopen("http://example.org/")


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername()[0] == "127.0.0.1"


def test_another_process_gets_the_product_s_own_settings(product_environment: dict[str, str]) -> None:
    assert not {"PROXENIA_TESTING", "PROXENIA_DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(
        product_environment
    )
    assert product_environment["PROXENIA_DATA"] != os.environ["PROXENIA_DATA"]


def test_open_data_are_found_or_the_test_skips(open_data: Callable[[str], Path]) -> None:
    assert open_data("MANIFEST.md").is_file()


@pytest.mark.engine("postgres")
def test_two_roles_share_a_database(postgres_roles: tuple[str, str]) -> None:
    import psycopg

    names = []
    for address in postgres_roles:
        with psycopg.connect(address) as session:
            names.append(session.execute("select current_user").fetchone())
    assert names == [("proxenia_app",), ("proxenia_owner",)]


@pytest.mark.browser
def test_a_browser_opens_a_page(page: "object") -> None:
    page.set_content("<title>One</title><h1>One</h1>")  # type: ignore[attr-defined]
    assert page.title() == "One"  # type: ignore[attr-defined]


SKIPPER = "import pytest\n\ndef test_a():\n    pytest.skip('a thing absent')\n\ndef test_b():\n    pass\n"


@pytest.mark.once
@pytest.mark.parametrize(("ci", "data", "code"), [("true", True, 1), ("true", False, 0), ("", True, 0)])
def test_a_skip_fails_a_run_in_ci_with_the_data_present(
    tmp_path: Path, ci: str, data: bool, code: int
) -> None:
    (tmp_path / "test_skipper.py").write_text(SKIPPER)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PROXENIA", "PYTEST"))
    }
    environment |= {"CI": ci, "PROXENIA_OPEN_DATA": str(tmp_path if data else tmp_path / "nowhere")}
    environment |= {"PYTHONPATH": str(house.ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugins.house", "-p", "no:django"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
    assert "skips by reason: 1 a thing absent" in done.stdout
    assert ("test_skipper.py::test_a" in done.stdout.split("no test may skip")[-1]) == (code == 1)
