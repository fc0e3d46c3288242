"""What is vendored is what the list says, and each has a licence and a reason."""

import hashlib
import json

import pytest

from proxenia.core import shipped

pytestmark = pytest.mark.once

VENDOR = shipped.root("static") / "vendor"


def test_every_vendored_file_is_listed_with_its_digest() -> None:
    listed = {
        n: d
        for p in json.loads((VENDOR / "VENDORED.json").read_text())["packages"]
        for n, d in p["files"].items()
    }
    for name, digest in listed.items():
        path = shipped.path("map", "land.json") if name.endswith("land.json") else VENDOR / name
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, name
    stored = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()} - {"VENDORED.json"}
    assert stored == {name for name in listed if not name.startswith("..")}


def test_every_vendored_package_says_its_version_licence_and_reason() -> None:
    packages = json.loads((VENDOR / "VENDORED.json").read_text())["packages"]
    assert all(package[key] for package in packages for key in ("name", "version", "licence", "why"))


def test_the_faces_stay_small() -> None:
    assert sum(file.stat().st_size for file in VENDOR.rglob("*.woff2")) < 1_000_000
