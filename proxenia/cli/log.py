"""``anchor``: where every chain of the log ends, written where the database cannot reach."""

import argparse
import json
from dataclasses import asdict

from proxenia.cli import ground


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    anchor = commands.add_parser(
        "anchor", help="write where every chain of the log ends to the anchor's file or the system's log"
    )
    anchor.add_argument("--json", action="store_true")
    anchor.set_defaults(run=run_anchor)


def run_anchor(arguments: argparse.Namespace) -> int:
    """Write the anchor and print what was written."""
    ground.start_ready()
    from proxenia.audit.actions import write_anchor
    from proxenia.audit.rules import anchor_line

    written = write_anchor()
    if arguments.json:
        print(json.dumps({"heads": [asdict(head) for head in written]}))
    else:
        print("\n".join(map(anchor_line, written)))
    return 0
