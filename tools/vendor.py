"""Fetch what the pages carry from npm, check it, and lay it out under static/vendor and data/map.

Run by hand when a version below changes: `python tools/vendor.py`. It needs `npm`; nothing at run time does.
Every stored file stands in `static/vendor/VENDORED.json` with package, version, licence and SHA-256; a test
compares that list with the folder.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from proxenia.core.coasts import land_path  # noqa: E402  (the tool runs from a clone, not from an installed package)

VENDOR = ROOT / "static" / "vendor"
SUBSETS = ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")


@dataclass(frozen=True)
class Package:
    """One pinned npm package, and why it is here."""

    name: str
    version: str
    licence: str
    why: str

    @property
    def folder(self) -> str:
        """The folder's name under static/vendor: the last part of the package's name."""
        return self.name.rsplit("/", 1)[-1].removesuffix(".org")


HTMX = Package(
    "htmx.org", "4.0.1", "0BSD", "makes pages smooth where scripts run; every page works without it"
)
SANS = Package("@fontsource-variable/source-sans-3", "5.3.0", "OFL-1.1", "the text face")
SERIF = Package("@fontsource-variable/source-serif-4", "5.3.1", "OFL-1.1", "the face of headings")
ATLAS = Package("world-atlas", "2.0.2", "ISC", "land of the world map, after Natural Earth (public domain)")


def fetch(package: Package, folder: Path) -> Path:
    """Download and unpack one package with npm, which checks the registry's own digest; returns its folder."""
    command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    archive = folder / done.stdout.strip().splitlines()[-1]
    target = folder / package.folder
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def font_rules(source: Path, family: str) -> Iterator[tuple[str, str]]:
    """(file name, @font-face rule) for the subsets kept, from the package's own style sheets."""
    sheets = (source / "index.css", source / "wght-italic.css")
    css = "\n".join(sheet.read_text() for sheet in sheets if sheet.exists())
    for rule in re.findall(r"@font-face \{.*?\}", css, flags=re.S):
        file = re.search(r"files/([\w.-]+\.woff2)", rule)
        if file is None or re.sub(r"^source-\w+-\d-|-wght-\w+\.woff2$", "", file[1]) not in SUBSETS:
            continue
        rule = re.sub(r"font-family: '[^']+'", f'font-family: "{family}"', rule)
        yield (
            file[1],
            re.sub(r"url\(\./files/([\w.-]+)\) format\('[\w-]+'\)", r'url("\1") format("woff2")', rule),
        )


def vendor_font(package: Package, source: Path, family: str) -> None:
    """Copy the subsets kept of one family and write its style sheet."""
    target = VENDOR / package.folder
    target.mkdir(parents=True, exist_ok=True)
    rules = []
    for name, rule in font_rules(source, family):
        (target / name).write_bytes((source / "files" / name).read_bytes())
        rules.append(rule)
    (target / "fonts.css").write_text("\n".join(rules) + "\n")
    (target / "LICENSE").write_bytes((source / "LICENSE").read_bytes())


def vendor_htmx(source: Path) -> None:
    """Copy the minified script and its licence."""
    target = VENDOR / HTMX.folder
    target.mkdir(parents=True, exist_ok=True)
    (target / "htmx.min.js").write_bytes((source / "dist" / "htmx.min.js").read_bytes())
    (target / "LICENSE").write_bytes((source / "LICENSE").read_bytes())


def rings(topology: dict) -> list[list[tuple[float, float]]]:
    """Every ring of the land as (longitude, latitude) in degrees; decodes the delta-coded arcs of TopoJSON."""
    (scale_x, scale_y), (shift_x, shift_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(points)

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            points += (arcs[number] if number >= 0 else arcs[~number][::-1])[1 if points else 0 :]
        return points

    polygons = [p for g in topology["objects"]["land"]["geometries"] for p in g["arcs"]]
    return [ring(numbers) for polygon in polygons for numbers in polygon]


def vendor_land(source: Path) -> None:
    """Project, simplify and store the land of the world map."""
    topology = json.loads((source / "land-110m.json").read_text())
    land = {"source": f"{ATLAS.name} {ATLAS.version}, land-110m", "land": land_path(rings(topology))}
    (ROOT / "data" / "map" / "land.json").write_text(json.dumps(land) + "\n")


def listing() -> dict[str, object]:
    """The list of what is vendored, with the digest of every stored file."""
    stored = {p.relative_to(VENDOR).as_posix(): p for p in sorted(VENDOR.rglob("*")) if p.is_file()}
    stored.pop("VENDORED.json", None)
    digests = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in stored.items()}
    packages = [
        {
            "name": package.name,
            "version": package.version,
            "licence": package.licence,
            "why": package.why,
            "files": {n: d for n, d in digests.items() if n.startswith(package.folder + "/")},
        }
        for package in (HTMX, SANS, SERIF)
    ]
    land = (ROOT / "data" / "map" / "land.json").read_bytes()
    atlas = {"name": ATLAS.name, "version": ATLAS.version, "licence": ATLAS.licence, "why": ATLAS.why}
    digest = hashlib.sha256(land).hexdigest()
    return {"packages": [*packages, {**atlas, "files": {"../../data/map/land.json": digest}}]}


def main() -> None:
    """Fetch everything and write the list."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vendor_htmx(fetch(HTMX, folder))
        vendor_font(SANS, fetch(SANS, folder), "Source Sans 3")
        vendor_font(SERIF, fetch(SERIF, folder), "Source Serif 4")
        vendor_land(fetch(ATLAS, folder))
    (VENDOR / "VENDORED.json").write_text(json.dumps(listing(), indent=2) + "\n")


if __name__ == "__main__":
    main()
