"""The command line: ``proxenia COMMAND``. Every command calls the same queries and verbs as the pages."""

from proxenia.cli.parser import main, parser

__all__ = ["main", "parser"]
