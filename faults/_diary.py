"""What was acknowledged, written by those who were told so, outside the filesystem at fault."""

import json
import os
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
        os.write(self.handle, (json.dumps(facts) + "\n").encode())

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


def acknowledged(folder: Path) -> list[dict[str, Any]]:
    """Return what was acknowledged."""
    return [line for line in lines(folder) if line["said"] == "done"]


def refusals(folder: Path) -> list[dict[str, Any]]:
    """Return what was refused."""
    return [line for line in lines(folder) if line["said"] == "refused"]
