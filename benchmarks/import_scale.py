"""100,000 rows of people, with their posts and 20,000 organisations: previewed and committed, beside a peer.

The peer is django-import-export with its default settings, dry run and then import, filling the same business
tables (anchors, organisations, people, posts) without an audit. Each part runs in a process of its own, so that
memory is its own; `python -m benchmarks.import_scale ROWS [PEER_ROWS]` measures other sizes. A second sheet, of ties
whose places must be resolved, has no peer: nothing else resolves places.
"""

import csv
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import _report  # noqa: E402  (importable once the root is on the path)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
DATABASES = True
ROWS = 100_000
HEAD = ("sheet", "rows", "preview s", "writing s", "memory MB", "reader MB", "lock s per 100,000 records")
PEOPLE = ["name", "organisation", "post", "from", "e-mail"]
MEGABYTES_AT_MOST, TIMES_AT_LEAST, LOCK_AT_MOST = 512, 7.0, 5.0


def people(path: Path, rows: int) -> None:
    """Write a sheet of people: five of them in each organisation."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(PEOPLE)
        for number in range(rows):
            body = f"Organisation {number % max(1, rows // 5)}"
            table.writerow(
                [f"Person Müller {number}", body, "director", 1990 + number % 30, f"p{number}@example.org"]
            )


def ties(path: Path, rows: int) -> None:
    """Write a sheet of ties with towns of the gazetteer, each town once a unit."""
    from proxenia.places.queries import gazetteer

    sql = "SELECT name, country FROM place WHERE population > 20000 ORDER BY id LIMIT 20000"
    towns = gazetteer.connection().execute(sql).fetchall()
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["counterpart", "country", "kind", "since", "unit"])
        for number in range(rows):
            name, country = towns[number % len(towns)]
            table.writerow([name, country, "twinning", 1950 + number % 70, f"Unit {number // len(towns)}"])


class File:
    """A file as a browser sends it."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name

    def chunks(self) -> Any:
        """Yield its bytes."""
        yield self.path.read_bytes()


def office_for(name: str) -> tuple[Any, Any]:
    """Start Django; return a new office and who acts in it."""
    import django

    django.setup()
    from proxenia.accounts.actions import open_office
    from proxenia.accounts.models import User

    by = User.objects.operator()
    return open_office(by=by, name=name), by


def ours(kind: str, path: Path) -> dict[str, Any]:
    """Preview a file, then write it, by the verbs of the pages."""
    office, by = office_for(f"Ours {kind}")
    from proxenia.records.actions.imports import ask_commit, commit_run, preview_run, runs, start_run
    from proxenia.records.models import ImportRun

    held: list[float] = []
    write = runs.write

    def timed(*args: Any) -> None:
        begun = time.perf_counter()
        write(*args)
        held.append(time.perf_counter() - begun)

    runs.write = timed
    run = start_run(office, by=by, kind=kind, upload=File(path))
    preview, _none = clocked(lambda: preview_run(run))
    run = ImportRun.objects.get(pk=run.pk)
    ask_commit(run, by=by, good_rows=True)
    commit, outcome = clocked(lambda: commit_run(run))
    lock = held[0] * 100_000 / outcome.records
    return {
        "preview": preview,
        "commit": commit,
        "lock": lock,
        "created": outcome.created,
        "records": outcome.records,
    }


def clocked(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and result."""
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def peer(path: Path) -> dict[str, Any]:
    """Let django-import-export do the same: a dry run, then the import, with its default settings."""
    office, by = office_for("Peer")
    import tablib
    from django.conf import settings

    settings.INSTALLED_APPS.append("import_export")
    resource_of = _resource(office, by)
    data = tablib.Dataset().load(path.read_text(encoding="utf-8"), format="csv")
    dry, _none = clocked(lambda: resource_of().import_data(data, dry_run=True))
    real, result = clocked(lambda: resource_of().import_data(data, dry_run=False))
    return {"preview": dry, "commit": real, "created": result.totals["new"]}


def _resource(office: Any, by: Any) -> Any:
    from django.utils import timezone
    from import_export import fields, resources

    from proxenia.core.values import PartialDate, fold
    from proxenia.directory.models import Organisation, Person, Post
    from proxenia.records.models import Anchor

    now = timezone.now()
    shared = {"office": office, "created_at": now, "updated_at": now, "created_by": by, "updated_by": by}

    def anchored(kind: str) -> dict[str, Any]:
        anchor = Anchor.objects.create(office=office, kind=kind)
        return {"anchor": anchor, "uid": anchor.uid}

    class PersonResource(resources.ModelResource):
        name = fields.Field(attribute="name", column_name="name")
        name_folded = fields.Field(attribute="name_folded", column_name="name_folded")
        email = fields.Field(attribute="email", column_name="e-mail")

        class Meta:
            model = Person
            import_id_fields = ("name_folded",)
            fields = ("name", "name_folded", "email")

        def get_queryset(self) -> Any:
            # Only so is the index of names used: without it every row would read the whole table.
            return Person.objects.filter(office=office)

        def before_import_row(self, row: Any, **_: Any) -> None:
            row["name_folded"] = fold(row["name"])

        def before_save_instance(self, instance: Any, row: Any, **_: Any) -> None:
            for name, value in {**shared, **anchored("person")}.items():
                setattr(instance, name, value)

        def after_save_instance(self, instance: Any, row: Any, **_: Any) -> None:
            body = Organisation.objects.filter(office=office, name_folded=fold(row["organisation"])).first()
            if body is None:
                words = {"name": row["organisation"], "name_folded": fold(row["organisation"])}
                body = Organisation.objects.create(**shared, **anchored("organisation"), **words)
            starts = PartialDate.parse_iso(row["from"])
            Post.objects.create(person=instance, organisation=body, title=row["post"], starts=starts)

    return PersonResource


def in_its_own_process(part: str, path: Path) -> dict[str, Any]:
    """Run one part in a process of its own and return what it measured."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.import_scale", part, str(path)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def line_of(label: str, rows: int, found: dict[str, Any]) -> list[Any]:
    """Return one line of the table."""
    lock = f"{found['lock']:.1f}" if "lock" in found else "–"
    times = [f"{found[name]:.1f}" for name in ("preview", "commit")]
    return [label, f"{rows:,}", *times, found["megabytes"], found["reader"], lock]


def seconds_per(rows: int, found: dict[str, Any]) -> float:
    """Return the seconds for as many rows as ROWS."""
    return float((found["preview"] + found["commit"]) * ROWS / rows)


def missed(engine: str, times: float, ours: list[dict[str, Any]]) -> list[str]:
    """Return a sentence for every bar that was not met."""
    found = []
    if times < TIMES_AT_LEAST:
        found.append(f"{times:.1f} times as fast as the peer, under {TIMES_AT_LEAST:g}.")
    for one in ours:
        memory = max(one["megabytes"], one["reader"])
        if memory > MEGABYTES_AT_MOST:
            found.append(f"{memory} MB, over {MEGABYTES_AT_MOST}.")
        if engine == "sqlite" and one["lock"] > LOCK_AT_MOST:
            found.append(f"The lock was held {one['lock']:.1f} s per 100,000 records, over {LOCK_AT_MOST:g}.")
    return found


def compare(rows: int, peer_rows: int) -> int:
    """Measure all parts and say whether the bars are met."""
    engine = os.environ.get("PROXENIA_BENCH_ENGINE", "sqlite")
    folder = Path(os.environ.get("PROXENIA_DATA", "/tmp"))
    few, many, towns = folder / "few.csv", folder / "many.csv", folder / "ties.csv"
    people(few, peer_rows)
    people(many, rows)
    ties(towns, rows)
    owner = {**os.environ, "PROXENIA_AS_OWNER": "1"}
    subprocess.run([sys.executable, "-m", "proxenia", "migrate"], cwd=ROOT, env=owner, check=True)
    before = _report.load()
    first, second = in_its_own_process("people", many), in_its_own_process("partnerships", towns)
    theirs = in_its_own_process("peer", few)
    times = seconds_per(peer_rows, theirs) / seconds_per(rows, first)
    lines = [
        line_of("people, posts, organisations", rows, first),
        line_of("ties with places resolved", rows, second),
        line_of("django-import-export, the same tables as people", peer_rows, theirs),
    ]
    bad = missed(engine, times, [first, second])
    told = "All bars are met." if not bad else "Not met:\n\n" + "\n".join(f"- {one}" for one in bad)
    told = f"{times:.1f} times as fast as the peer (bar {TIMES_AT_LEAST:g}). {told}"
    text = f"{_report.table(HEAD, lines)}\n\n{told}\n\n{_report.machine()} Load average before: {before}."
    print(text)
    if rows == ROWS:
        title = {"sqlite": "SQLite", "postgres": "PostgreSQL"}[engine]
        _report.write_section(f"import-{engine}", f"Importing on {title}", text)
    return 1 if bad else 0


def main(words: list[str] | None = None) -> int:
    """Measure, or run one part and print what it measured as JSON."""
    words = sys.argv[1:] if words is None else words
    if not words or words[0].isdigit():
        rows = int(words[0]) if words else ROWS
        return compare(rows, int(words[1]) if len(words) > 1 else rows)
    part, path = words[0], Path(words[1])
    found = peer(path) if part == "peer" else ours(part, path)
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    found["reader"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
