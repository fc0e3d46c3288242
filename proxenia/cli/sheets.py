"""``template``, ``import``, ``export`` and ``undo``: spreadsheets in and out."""

import argparse


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
