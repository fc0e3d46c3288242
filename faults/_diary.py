"""What was acknowledged, written by those who were told so, outside the filesystem at fault."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Diary:
    """One writer's lines: each is written only after the verb came back."""

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.handle = os.open(folder / f"{name}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def write(self, **facts: Any) -> None:
        """Add a line; one call of the system, so that a killed writer leaves a whole line or none."""
        os.write(self.handle, (json.dumps({"at": time.monotonic(), **facts}) + "\n").encode())

    def acknowledge(self, facts: dict[str, Any]) -> None:
        """Note what a verb said was done."""
        self.write(said="done", **facts)

    def refuse(self, error: BaseException) -> None:
        """Note that a verb refused, and with what."""
        self.write(said="refused", error=type(error).__name__, words=str(error)[:300])


def lines(folder: Path) -> Iterator[dict[str, Any]]:
    """Return every line of every writer; a line cut short was never acknowledged."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                continue


def count(folder: Path) -> int:
    """Return how many lines there are by now."""
    return sum(path.read_bytes().count(b"\n") for path in folder.glob("*.jsonl"))


def wait_for(folder: Path, number: int, seconds: float = 30) -> None:
    """Wait until there are so many lines: on a busy machine writers begin late, and a fault too early hits nobody."""
    until = time.monotonic() + seconds
    while count(folder) < number and time.monotonic() < until:
        time.sleep(0.005)


def strike_out(folder: Path, since: float) -> int:
    """Strike out what was acknowledged after a moment; return how many lines that were.

    When the power goes, the machine goes with it. Here the machine goes on for some milliseconds, and a sync that was
    under way may come back as if it had been done: nobody would have been there to be told.
    """
    struck = 0
    for path in folder.glob("*.jsonl"):
        kept = []
        for text in path.read_text(encoding="utf-8").splitlines():
            line = json.loads(text)
            if line["said"] == "done" and line["at"] > since:
                line["said"], struck = "too late", struck + 1
            kept.append(json.dumps(line))
        path.write_text("".join(f"{text}\n" for text in kept), encoding="utf-8")
    return struck


def acknowledged(folder: Path) -> list[dict[str, Any]]:
    """Return what was acknowledged."""
    return [line for line in lines(folder) if line["said"] == "done"]


def refusals(folder: Path) -> list[dict[str, Any]]:
    """Return what was refused."""
    return [line for line in lines(folder) if line["said"] == "refused"]
