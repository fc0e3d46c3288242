"""The packages that documents are written with: an extra of its own, asked for by the line that installs it."""

from importlib import import_module
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused

LINE = "pip install 'proxenia[reports]'"


def needed(name: str) -> Any:
    """Return a package; refuse, with the line to type, where it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        sentence = _("Documents need the package %(name)s; install it with: %(line)s")
        raise Refused(sentence % {"name": name.partition(".")[0], "line": LINE}, where=name) from error
