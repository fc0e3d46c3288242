"""SYS-8: what a backup holds comes back as it was, also taken while people write; damage is refused and named.

An installation of its own in other processes, as people run it. Its first office has an organisation with two files.
"""

import hashlib
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.plugins import prepared

pytestmark = pytest.mark.once
SEED = """
    import django
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from proxenia.accounts.models import Office, User
    from proxenia.directory.actions import add_organisation
    from proxenia.records.actions.files import add_file
    office, by = Office.objects.get(name="Kept"), User.objects.operator()
    body = add_organisation(office, by=by, values={"name": "City of Trier", "kind": "municipality", "country": "DE"})
    for text in ("signed in May", "signed in June"):
        add_file(body.anchor, by=by, upload=SimpleUploadedFile("terms.txt", text.encode()), title=text)
"""
"""What is put into the office by the verbs, with its events and its files."""
WRITER = """
    import django, sys, time
    django.setup()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from proxenia.accounts.models import Office, User
    from proxenia.directory.actions import add_organisation
    from proxenia.records.actions.files import add_file
    office, by = Office.objects.get(name="Kept"), User.objects.operator()
    for number in range(10_000):
        values = {"name": f"Body {number}", "kind": "municipality", "country": "DE"}
        body = add_organisation(office, by=by, values=values)
        add_file(body.anchor, by=by, upload=SimpleUploadedFile("a.txt", b"text %d" % number), title="a")
        print(number, flush=True)
"""
"""Writes without end: after each number it prints, a body with a file stands."""
Product = Callable[[str], str]


def python(
    code: str, environment: dict[str, str], *, check: bool = True
) -> "subprocess.CompletedProcess[str]":
    """Run a piece of Python in an installation."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**environment, "DJANGO_SETTINGS_MODULE": "proxenia.settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=check,
    )


@pytest.fixture(scope="session")
def seeded() -> Path:
    """The data folder of an office with a body and two files, made once a run and copied."""

    def make(folder: Path) -> None:
        shutil.copytree(prepared.office(), folder)
        python(SEED, prepared.environment_for(folder))

    return prepared.once_a_run("seeded", make)


@pytest.fixture(scope="session")
def kept_backup(seeded: Path) -> Path:
    """A good backup of it, made once a run and copied."""

    def make(folder: Path) -> None:
        shutil.copytree(seeded, folder / "product")
        prepared.proxenia(folder / "product", "backup", str(folder / "all.tar"))

    return prepared.once_a_run("kept-backup", make) / "all.tar"


@pytest.fixture
def full(proxenia: Command, seeded: Path, product_environment: dict[str, str]) -> Command:
    """An installation with what `seeded` has."""
    shutil.copytree(seeded, product_environment["PROXENIA_DATA"])
    return proxenia


def database(environment: dict[str, str]) -> sqlite3.Connection:
    """The database of an installation."""
    return sqlite3.connect(Path(environment["PROXENIA_DATA"]) / "proxenia.sqlite3")


def names_of_bodies(environment: dict[str, str]) -> list[str]:
    """What organisations there are."""
    return [
        row[0] for row in database(environment).execute("SELECT name FROM directory_organisation ORDER BY 1")
    ]


def files_of(environment: dict[str, str]) -> dict[str, bytes]:
    """What files lie in the folder of files."""
    folder = Path(environment["PROXENIA_DATA"]) / "files"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.reliability("L3")
def test_sys_8_a_backup_brings_everything_back(
    full: Command, product_environment: dict[str, str], tmp_path: Path
) -> None:
    target = tmp_path / "all.tar"
    made = full("backup", str(target), "--json")
    assert made.json["files"] == 2
    assert sorted(files_of(product_environment).values()) == [b"signed in June", b"signed in May"]
    before = files_of(product_environment)
    shutil.rmtree(Path(product_environment["PROXENIA_DATA"]) / "files")
    live = database(product_environment)
    live.execute("UPDATE directory_organisation SET name = 'Forged'")
    live.commit()
    live.close()
    answer = full("restore", str(target), "--replace", "--json")
    assert answer.code == 0, answer.err
    assert (answer.json["rows"], answer.json["tables"]) == (made.json["rows"], made.json["tables"])
    assert names_of_bodies(product_environment) == ["City of Trier"]
    assert files_of(product_environment) == before
    assert full("verify", "--json").json == {"ok": True, "problems": []}
    told = database(product_environment).execute(
        "SELECT verb FROM audit_event WHERE chain = 0 ORDER BY seq DESC"
    )
    assert told.fetchone() == ("restore_backup",)


@pytest.mark.reliability("L3")
@pytest.mark.asvs("15.4.2")
def test_sys_8_a_backup_taken_while_people_write_holds_one_moment(
    full: Command, product_environment: dict[str, str], tmp_path: Path
) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(WRITER)],
        env={**product_environment, "DJANGO_SETTINGS_MODULE": "proxenia.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "0\n"
        target = tmp_path / "all.tar"
        made = full("backup", str(target), "--json")
        after = int(writer.stdout.readline())
    finally:
        writer.kill()
        writer.wait()
    assert made.code == 0, made.err
    assert made.json["lost"] == []
    elsewhere = {**product_environment, "PROXENIA_DATA": str(tmp_path / "elsewhere")}
    back = full("restore", str(target), "--json", PROXENIA_DATA=elsewhere["PROXENIA_DATA"])
    assert back.code == 0, back.err
    assert full("verify", "--json", PROXENIA_DATA=elsewhere["PROXENIA_DATA"]).json["ok"] is True
    bodies = [name for name in names_of_bodies(elsewhere) if name.startswith("Body")]
    # Everything up to one number, nothing beyond, and a file for every row that speaks of one.
    assert sorted(bodies) == sorted(f"Body {number}" for number in range(len(bodies)))
    assert len(bodies) >= 1
    assert after >= 1, "the writer went on meanwhile"
    rows = database(elsewhere).execute("SELECT substr(uid, 1, 2) || '/' || uid, digest FROM records_file")
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files_of(elsewhere).items()}
    assert dict(rows) == digests


def test_restore_into_an_empty_folder_needs_no_replace(
    proxenia: Command, kept_backup: Path, product_environment: dict[str, str]
) -> None:
    assert proxenia("restore", str(kept_backup)).code == 0
    assert names_of_bodies(product_environment) == ["City of Trier"]


def test_restore_refuses_over_existing_data(full: Command, kept_backup: Path) -> None:
    answer = full("restore", str(kept_backup))
    assert answer.code == 1
    assert "--replace" in answer.err


def test_backup_never_overwrites(full: Command, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    target.write_text("precious")
    assert full("backup", str(target)).code == 1
    assert target.read_text() == "precious"


def test_a_backup_into_a_folder_that_cannot_be_written_leaves_nothing(full: Command, tmp_path: Path) -> None:
    assert full("backup", "/proc/all.tar").code == 1
    assert full("backup", str(tmp_path / "nowhere" / "all.tar")).code == 1
    assert list(tmp_path.glob(".*")) == []


def test_sys_8_a_file_that_was_lost_before_is_told_and_the_rest_is_kept(
    full: Command, product_environment: dict[str, str], tmp_path: Path
) -> None:
    gone = sorted(Path(product_environment["PROXENIA_DATA"]).glob("files/*/*"))[0]
    gone.unlink()
    verified = full("verify", "--json")
    assert verified.code == 1
    assert gone.name in " ".join(verified.json["problems"])
    made = full("backup", str(tmp_path / "all.tar"), "--json")
    assert made.json["lost"] == [f"files/{gone.parent.name}/{gone.name}"]
    back = full("restore", str(tmp_path / "all.tar"), "--replace", "--json")
    assert (back.json["lost"], back.json["files"]) == (made.json["lost"], 1)


PARTS = ("database.sqlite3", "files/", "manifest.json", "seal")


@pytest.mark.reliability("L5")
@pytest.mark.asvs("11.4.3")
@pytest.mark.parametrize("part", PARTS)
def test_sys_8_a_flipped_byte_in_any_part_is_refused_and_the_part_named(
    kept_backup: Path, tmp_path: Path, part: str
) -> None:
    from proxenia.cli.backup import archive
    from proxenia.core.errors import Refused

    target = tmp_path / "all.tar"
    for place in places_in(kept_backup, part):
        whole = bytearray(kept_backup.read_bytes())
        whole[place] ^= 0x01
        target.write_bytes(whole)
        with pytest.raises(Refused, match=part.replace("/", "/[0-9a-z/]+")):
            archive.check(target)


def places_in(source: Path, part: str) -> list[int]:
    """The first, a middle and the last byte of a part's content."""
    with tarfile.open(source) as file:
        member = next(one for one in file.getmembers() if one.name.startswith(part))
    return [member.offset_data, member.offset_data + member.size // 2, member.offset_data + member.size - 1]


@pytest.mark.reliability("L5")
def test_sys_8_no_byte_anywhere_can_be_flipped_unseen(kept_backup: Path, tmp_path: Path) -> None:
    """Between the parts too: names, sizes, gaps and the end; a thousand places spread over the file."""
    from proxenia.cli.backup import archive
    from proxenia.core.errors import Refused

    good = kept_backup.read_bytes()
    target = tmp_path / "all.tar"
    archive.check(kept_backup)
    step = max(len(good) // 300, 1)
    with tarfile.open(kept_backup) as file:
        heads = [one.offset + gap for one in file.getmembers() for gap in (0, 99, 124, 148, 156, 257, 500)]
    unseen = []
    for place in [*range(0, len(good), step), *heads, len(good) - 1]:
        whole = bytearray(good)
        whole[place] ^= 0x20
        target.write_bytes(whole)
        try:
            archive.check(target)
        except Refused:
            continue
        unseen.append(place)
    assert unseen == []


@pytest.mark.reliability("L5")
def test_sys_8_a_backup_that_was_cut_short_is_refused_wherever(kept_backup: Path, tmp_path: Path) -> None:
    from proxenia.cli.backup import archive
    from proxenia.core.errors import Refused

    good, target = kept_backup.read_bytes(), tmp_path / "all.tar"
    with tarfile.open(kept_backup) as file:
        end = next(one.offset_data + one.size for one in file.getmembers() if one.name == "seal")
    for length in [*range(0, end, max(end // 40, 1)), end - 1]:
        target.write_bytes(good[:length])
        with pytest.raises(Refused, match="damaged"):
            archive.check(target)


@pytest.mark.reliability("L5")
@pytest.mark.parametrize("damage", ["changed", "no tar", "missing", "another engine", "newer"])
def test_sys_8_a_refused_backup_changes_nothing(
    full: Command, kept_backup: Path, product_environment: dict[str, str], tmp_path: Path, damage: str
) -> None:
    target = tmp_path / "all.tar"
    if damage == "changed":
        whole = bytearray(kept_backup.read_bytes())
        whole[5000] ^= 1
        target.write_bytes(whole)
    elif damage == "no tar":
        target.write_text("hello")
    elif damage == "another engine":
        rewritten(kept_backup, target, lambda told: told.update(engine="postgresql"))
    elif damage == "newer":
        rewritten(kept_backup, target, lambda told: told["chains"][0].__setitem__(1, 99))
    before = database(product_environment).execute("SELECT * FROM audit_event").fetchall()
    answer = full("restore", str(target), "--replace")
    assert answer.code == 1
    assert answer.err.strip()
    assert database(product_environment).execute("SELECT * FROM audit_event").fetchall() == before
    assert list(Path(product_environment["PROXENIA_DATA"]).glob(".restore-*")) == []


def rewritten(source: Path, target: Path, change: Callable[[dict[str, Any]], None], **more: bytes) -> None:
    """Write a backup anew with another manifest, sealed as if it were good: what only a forger would do."""
    from proxenia.cli.backup import archive

    folder = target.parent / "parts"
    with tarfile.open(source) as file:
        file.extractall(folder, filter="data")
    manifest = json.loads((folder / "manifest.json").read_text())
    change(manifest)
    parts = [(name, folder / name) for name in manifest["parts"]]
    archive.pack(target, manifest, parts)


@pytest.mark.reliability("L3", "L5")
@pytest.mark.parametrize(
    "lie",
    [
        lambda told: told["tables"]["directory_organisation"].update(rows=5),
        lambda told: told["tables"]["directory_organisation"].update(sha256="0" * 64),
        lambda told: told["tables"].pop("records_note"),
        lambda told: told.pop("chains"),
        lambda told: told["files"].popitem(),
    ],
    ids=["rows", "digest", "table", "no chains", "files"],
)
def test_sys_8_a_backup_that_is_not_what_it_says_is_refused(
    full: Command, kept_backup: Path, tmp_path: Path, lie: Callable[[dict[str, Any]], None]
) -> None:
    target = tmp_path / "all.tar"
    rewritten(kept_backup, target, lie)
    answer = full("restore", str(target), "--replace", "--json")
    assert answer.code == 1
    assert "othing was changed" in answer.json["error"]["message"]


def evil(target: Path, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    """Write a tar of these members, and a manifest and a seal that mean nothing."""
    with tarfile.open(target, "w") as file:
        for member, content in (
            *members,
            (tarfile.TarInfo("manifest.json"), b"{}"),
            (tarfile.TarInfo("seal"), b""),
        ):
            if not member.size:
                member.size = len(content)
            file.addfile(member, io.BytesIO(content))
    return target


def told_as(name: str, **more: Any) -> tarfile.TarInfo:
    """A member with these properties."""
    member = tarfile.TarInfo(name)
    for key, value in more.items():
        setattr(member, key, value)
    return member


@pytest.mark.asvs("5.3.3", "5.2.3")
@pytest.mark.parametrize(
    "member",
    [
        told_as("../../escaped"),
        told_as("/tmp/escaped"),
        told_as("files/../../escaped"),
        told_as("files/ab/link", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        told_as("files/ab/link", type=tarfile.LNKTYPE, linkname="../../escaped"),
        told_as("files/ab/device", type=tarfile.CHRTYPE),
        told_as("files/ab/folder", type=tarfile.DIRTYPE),
        told_as("tables/Users;DROP.copy"),
    ],
    ids=lambda member: f"{member.name} {member.type!r}",
)
def test_sys_8_a_hostile_backup_climbs_nowhere(tmp_path: Path, member: tarfile.TarInfo) -> None:
    from proxenia.cli.backup import archive
    from proxenia.core.errors import Refused

    source = evil(tmp_path / "evil.tar", (member, b"" if member.type != tarfile.REGTYPE else b"x"))
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    with pytest.raises(Refused, match="damaged"):
        archive.unpack(source, folder)
    assert [path.name for path in tmp_path.rglob("*")] == ["evil.tar", "a", "b"] or not list(folder.iterdir())


@pytest.mark.asvs("5.2.3")
def test_sys_8_a_backup_that_would_fill_the_disk_is_refused_before_a_byte_is_written(
    kept_backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proxenia.cli.backup import archive
    from proxenia.core.errors import Refused

    monkeypatch.setattr(archive.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 1000}))
    with pytest.raises(Refused, match="no room"):
        archive.unpack(kept_backup, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_sys_8_the_same_part_twice_is_refused(tmp_path: Path) -> None:
    from proxenia.cli.backup import archive
    from proxenia.core.errors import Refused

    twice = [(told_as("files/ab/abc"), b"one"), (told_as("files/ab/abc"), b"two")]
    with pytest.raises(Refused, match="twice"):
        archive.check(evil(tmp_path / "evil.tar", *twice))


def test_sys_8_only_the_backup_of_that_seal_is_taken(full: Command, kept_backup: Path) -> None:
    answer = full("restore", str(kept_backup), "--replace", "--seal", "0" * 64)
    assert answer.code == 1
    assert "seal" in answer.err


KILLS = {
    "while files are added": ("durable", "write", "after"),
    "before the pages are written": ("sqlite", "put_in_place", "before"),
    "after the pages are written": ("sqlite", "put_in_place", "after"),
    "after the swap": ("restoring", "_swap", "after"),
}


@pytest.mark.reliability("L2", "L3")
@pytest.mark.parametrize("moment", KILLS)
def test_sys_8_a_restore_killed_in_the_middle_leaves_the_old_office_or_the_new_one(
    full: Command, kept_backup: Path, product_environment: dict[str, str], moment: str
) -> None:
    full("init", "--office", "Added later")
    for path in Path(product_environment["PROXENIA_DATA"]).glob("files/*/*"):
        path.write_bytes(b"worse")
    module, name, when = KILLS[moment]
    killed = python(
        f"""
        import os, sys
        from proxenia.cli import main
        from proxenia.cli.backup import restoring, sqlite
        from proxenia.core import durable
        module = {{"restoring": restoring, "sqlite": sqlite, "durable": durable}}["{module}"]
        whole = module.{name}
        def dies(*given, **more):
            if "{when}" == "after":
                whole(*given, **more)
            os.kill(os.getpid(), 9)
        module.{name} = dies
        main(["restore", {str(kept_backup)!r}, "--replace"])
        """,
        product_environment,
        check=False,
    )
    assert killed.returncode == -9
    offices = [
        row[0] for row in database(product_environment).execute("SELECT name FROM accounts_office ORDER BY 1")
    ]
    assert offices in (["Added later", "Kept"], ["Kept"])
    assert (offices == ["Kept"]) == moment.startswith("after")
    # Done once more, it comes to its end and clears up what the killed one left.
    assert full("restore", str(kept_backup), "--replace").code == 0
    assert full("verify", "--json").json["ok"] is True
    left = [path.name for path in Path(product_environment["PROXENIA_DATA"]).iterdir()]
    assert not [name for name in left if name.startswith((".restore", "before-restore"))]


def test_sys_8_nobody_stays_signed_in_over_a_restore(
    full: Command, kept_backup: Path, product_environment: dict[str, str]
) -> None:
    live = database(product_environment)
    live.execute("INSERT INTO django_session VALUES ('key', 'data', '2099-01-01')")
    live.commit()
    target = kept_backup.with_name("with-session.tar")
    assert full("backup", str(target)).code == 0
    assert full("restore", str(target), "--replace").code == 0
    assert database(product_environment).execute("SELECT count(*) FROM django_session").fetchone() == (0,)


@pytest.mark.reliability("L4")
def test_sys_8_a_drill_rehearses_times_and_keeps_its_result(
    full: Command, product_environment: dict[str, str]
) -> None:
    answer = full("drill", "--json")
    assert answer.code == 0, answer.out + answer.err
    told = answer.json
    assert (told["ok"], told["problems"], told["files"], told["opened"]) == (True, [], 2, 1)
    assert set(told["seconds"]) == {"backup", "restore", "open"}
    assert database(product_environment).execute("SELECT is_good FROM core_drill").fetchall() == [(1,)]
    assert list(Path(product_environment["PROXENIA_DATA"]).glob(".drill-*")) == []


@pytest.mark.reliability("L4")
def test_sys_8_a_drill_that_finds_a_difference_fails_loudly(
    full: Command, product_environment: dict[str, str]
) -> None:
    path = sorted(Path(product_environment["PROXENIA_DATA"]).glob("files/*/*"))[0]
    path.write_bytes(b"rotten")
    answer = full("drill", "--json")
    assert answer.code == 1
    assert path.name in " ".join(answer.json["problems"])
    assert database(product_environment).execute("SELECT is_good FROM core_drill").fetchall() == [(0,)]
