"""``work``: run jobs; ``serve`` starts one such worker by itself, further ones may run beside it."""

import argparse

from proxenia.cli import ground


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    work = commands.add_parser("work", help="run jobs until stopped; serve does so by itself")
    work.add_argument("--with-parent", type=int, default=0, metavar="PID", help="end when this process does")
    work.set_defaults(run=run_work)


def run_work(arguments: argparse.Namespace) -> int:
    """Work until a signal comes; what was begun is left to the next worker."""
    ground.start_ready()
    from proxenia.cli.server import DAILY
    from proxenia.core.worker import Worker

    worker = Worker(DAILY, with_parent=arguments.with_parent)
    worker.obey()
    worker.run()
    return 0
