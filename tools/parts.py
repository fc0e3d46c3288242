"""What the product is made of, and whether any part is known to have a hole.

    python tools/parts.py sbom      write docs/reference/sbom.json (CycloneDX)
    python tools/parts.py audit     look the locked packages up; say so where nothing could be looked up

The list holds every package locked for running (core and extras) and every vendored front-end file. It carries no
time and no serial number, so that the same parts give the same bytes.
"""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SBOM = ROOT / "docs" / "reference" / "sbom.json"
VENDORED = ROOT / "static" / "vendor" / "VENDORED.json"
WAIVED = ROOT / "requirements" / "waived.csv"
LOCKS = ("core", "postgres", "saml", "everyday", "distributed")
SECONDS = 180


def locked(lock: str) -> set[tuple[str, str]]:
    """Return the packages a lock file pins with their versions; some differ by version of Python."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^]]*\])?==(\S+)", text, flags=re.MULTILINE))


def packages() -> set[tuple[str, str]]:
    """Return every package that runs with the product, with its version."""
    return {pinned for lock in LOCKS for pinned in locked(lock)}


def vendored() -> list[dict[str, Any]]:
    """Return the front-end packages that lie in the tree."""
    found: list[dict[str, Any]] = json.loads(VENDORED.read_text(encoding="utf-8"))["packages"]
    return found


def licence_of(name: str) -> str:
    """Return what an installed package says of its licence, in one line; '' where it says nothing or is absent."""
    try:
        about: Any = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""  # locked for another system
    words = about.get("License-Expression") or about.get("License") or ""
    if words and "\n" not in words.strip() and len(words) < 100:
        return words.strip()
    said = [one.split(" :: ")[-1] for one in about.get_all("Classifier", []) if one.startswith("License")]
    return " or ".join(said)


def components() -> Iterator[Any]:
    """Yield every part as a CycloneDX component."""
    from cyclonedx.model import HashAlgorithm, HashType
    from cyclonedx.model.component import Component, ComponentType
    from cyclonedx.model.license import DisjunctiveLicense
    from packageurl import PackageURL

    for name, version in sorted(packages()):
        licence = licence_of(name)
        yield Component(
            name=name, version=version, type=ComponentType.LIBRARY, bom_ref=f"pypi:{name}:{version}",
            purl=PackageURL("pypi", None, name, version),
            licenses=[DisjunctiveLicense(name=licence)] if licence else [],
        )  # fmt: skip
    for one in vendored():
        scope, _slash, bare = one["name"].rpartition("/")
        hashes = {
            digest: HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in one["files"].values()
        }
        files = [
            Component(
                name=path,
                type=ComponentType.FILE,
                hashes=[hashes[digest]],
                bom_ref=f"file:{one['name']}:{path}",
            )
            for path, digest in one["files"].items()
        ]
        yield Component(
            name=one["name"], version=one["version"], type=ComponentType.LIBRARY, bom_ref=f"npm:{one['name']}",
            purl=PackageURL("npm", scope or None, bare, one["version"]),
            licenses=[DisjunctiveLicense(name=one["licence"])], components=files,
        )  # fmt: skip


def sbom() -> str:
    """Return the list of parts as CycloneDX 1.6 JSON, the same for the same parts."""
    from cyclonedx.model.bom import Bom
    from cyclonedx.output.json import JsonV1Dot6

    bom = json.loads(JsonV1Dot6(Bom(components=components())).output_as_string())
    for drifting in ("serialNumber", "metadata", "dependencies"):
        bom.pop(drifting, None)
    return json.dumps(bom, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def waived(today: date) -> set[str]:
    """Return the known holes that are waived and whose waiver has not run out."""
    if not WAIVED.exists():
        return set()
    with WAIVED.open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file) if date.fromisoformat(row["until"]) >= today}


def looked_up() -> list[dict[str, Any]] | None:
    """Ask pip-audit about every lock file; None where it could look nothing up."""
    command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json"]
    command += ["--progress-spinner", "off"]
    for lock in (*LOCKS, "build", "dev", "peers"):
        command += ["--requirement", f"requirements/{lock}.txt"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, json.JSONDecodeError, KeyError):
        return None
    return found if any("vulns" in one for one in found) else None


def audit() -> int:
    """Look the locked packages up; 1 where a hole is known that no waiver covers."""
    answers = looked_up()
    if answers is None:
        print("Known holes: could not look. No list of them was reached, so nothing is known either way.")
        return 0
    passed = waived(date.today())
    unknown = sorted({one["name"] for one in answers if "vulns" not in one})
    holes = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}"
        for one in answers
        for hole in one.get("vulns", [])
        if hole["id"] not in passed
    ]
    print(f"Known holes: {len(holes)} in {len(answers) - len(unknown)} packages looked up.")
    print("\n".join(sorted(set(holes))))
    if unknown:
        print(f"Not looked up: {', '.join(unknown)}.")
    return 1 if holes else 0


def main() -> int:
    """Do what the command line asks for."""
    if sys.argv[1:] == ["sbom"]:
        SBOM.write_text(sbom(), encoding="utf-8")
        print(SBOM.relative_to(ROOT))
        return 0
    if sys.argv[1:] == ["audit"]:
        return audit()
    print(__doc__)
    return 2


if __name__ == "__main__":
    raise SystemExit(main())
