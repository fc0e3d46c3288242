"""A sheet or paper that is made for one answer."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.http import FileResponse

from proxenia.core.errors import Refused
from proxenia.core.sheets.problems import SheetError


def handed_out(name: str, write: Callable[[Path], Any]) -> FileResponse:
    """Return a file that ``write`` makes for this answer; it is gone when the answer is sent.

    A text is said to be UTF-8: without that word a program may read its letters wrongly. What cannot be made is
    refused with its own sentence.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="proxenia-out-") as folder:
            path = Path(folder) / f"out{Path(name).suffix}"
            write(path)
            answer = FileResponse(path.open("rb"), as_attachment=True, filename=name)
    except SheetError as error:
        raise Refused(error.message) from error
    if answer.headers["Content-Type"].startswith("text/") and "charset" not in answer.headers["Content-Type"]:
        answer.headers["Content-Type"] += "; charset=utf-8"
    return answer
