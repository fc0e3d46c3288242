"""The anchor: where every chain ends, outside the database; what was cut off or written anew since is named."""

import socket
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Command

pytestmark = [
    pytest.mark.reliability("H4"),
    pytest.mark.asvs("16.4.2", "16.4.3"),
    pytest.mark.engine("sqlite"),
]


def lay_open(folder: Path) -> sqlite3.Connection:
    """Return the database as whoever holds the file has it: without triggers."""
    file = sqlite3.connect(folder / "product" / "proxenia.sqlite3", isolation_level=None)
    for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        file.execute(f'DROP TRIGGER "{name}"')
    return file


def test_h_4_a_cut_tail_is_found_by_the_anchor_alone(office: Command, tmp_path: Path) -> None:
    goal = tmp_path / "elsewhere" / "anchor"
    where = {"PROXENIA_ANCHOR_FILE": str(goal)}
    assert office("anchor", **where).out.strip() == goal.read_text().strip()
    first = goal.read_text()
    office("link", "director@proxenia.invalid")
    assert office("anchor", "--json", **where).code == 0
    assert goal.read_text().startswith(first), "the file only grows"
    assert office("verify", "--anchor", str(goal), "--json").json == {"ok": True, "problems": []}
    file = lay_open(tmp_path)
    chain, seq = file.execute("SELECT chain, seq FROM audit_chainhead ORDER BY seq DESC").fetchone()
    last = file.execute("SELECT id FROM audit_event WHERE chain = ? AND seq = ?", (chain, seq)).fetchone()[0]
    file.execute("DELETE FROM audit_eventvalues WHERE event_id = ?", (last,))
    file.execute("DELETE FROM audit_event WHERE id = ?", (last,))
    file.execute(
        "UPDATE audit_chainhead SET seq = ?, hash = (SELECT hash FROM audit_event WHERE chain = ? AND seq = ?)"
        " WHERE chain = ?",
        (seq - 1, chain, seq - 1, chain),
    )
    file.close()
    alone = " ".join(office("verify", "--json").json["problems"])
    assert "Chain" not in alone, "without the anchor the shorter chain is whole"
    told = " ".join(office("verify", "--anchor", str(goal), "--json").json["problems"])
    assert f"event {seq} and what follows" in told


def test_the_anchor_goes_to_the_systems_log_and_is_read_from_a_copy_of_it(
    office: Command, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(20)
        goal = f"127.0.0.1:{listener.getsockname()[1]}"
        assert office("anchor", PROXENIA_ANCHOR_SYSLOG=goal).code == 0
        received = listener.recv(4000)
    assert b"proxenia-anchor at=" in received
    copy = tmp_path / "messages"
    copy.write_bytes(b"Nov 22 02:00:00 host other: noise\n\xff\xfe\n" + received.rstrip(b"\x00") + b"\n")
    assert office("verify", "--anchor", str(copy), "--json").json["ok"] is True


def test_an_anchor_without_a_place_or_that_cannot_be_written_or_read_is_refused(
    office: Command, tmp_path: Path
) -> None:
    assert "PROXENIA_ANCHOR_FILE" in office("anchor").err
    refused = office("anchor", PROXENIA_ANCHOR_FILE="/proc/version/anchor")
    assert refused.code == 1
    assert "could not be written" in refused.err
    assert office("verify", "--anchor", str(tmp_path / "none")).code == 1
    (tmp_path / "noise").write_text("nothing of ours\n")
    answer = office("verify", "--anchor", str(tmp_path / "noise"))
    assert answer.code == 1
    assert "no line of an anchor" in answer.err
