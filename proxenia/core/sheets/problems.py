"""Every way a file can be refused or read with a remark, as a code with its sentence.

The reader's own process knows codes and figures only; the sentence is made, and translated, where it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping

from proxenia.core.values.sentences import gettext, gettext_noop

Figures = Mapping[str, object]


class SheetError(ValueError):
    """A file that cannot be read or written: `message` says what and what to do, `where` says where ('' = the file)."""

    def __init__(self, message: str, where: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.code = code


class Refusal(Exception):
    """A refusal inside the reader's process, before it has a sentence."""

    def __init__(self, code: str, where: str = "", **figures: object) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.figures = figures


def sentence(code: str, figures: Figures) -> str:
    """Return the sentence of a code in the reader's language."""
    found = figures.get("found")
    if found in KINDS:
        figures = {**figures, "found": gettext(KINDS[str(found)])}
    return gettext(SENTENCES[code]) % figures


def sheet_error(code: str, where: str = "", **figures: object) -> SheetError:
    """Return the error of a code, ready to raise."""
    return SheetError(sentence(code, figures), where, code)


SENTENCES: dict[str, str] = {
    # The file as a whole.
    "missing": gettext_noop("There is no file here. Check its name and folder."),
    "folder": gettext_noop("This is a folder, not a file. Name the spreadsheet in it."),
    "unreadable": gettext_noop("The file cannot be opened: %(reason)s. Check that you may read it."),
    "empty": gettext_noop("The file is empty. Save the spreadsheet again and send that file."),
    "too_big": gettext_noop(
        "The file has %(megabytes)d MB; at most %(limit)d MB can be read. Split it into several files."
    ),
    "wrong_type": gettext_noop(
        "This is %(found)s, not a spreadsheet. Save the table as .xlsx, .ods or .csv and send that file."
    ),
    "old_excel": gettext_noop(
        "This is a workbook of Excel 97–2003 (.xls). Save it as .xlsx and send that file."
    ),
    "binary_excel": gettext_noop("This is a binary workbook (.xlsb). Save it as .xlsx and send that file."),
    "password": gettext_noop(
        "The file is protected by a password. Open it, save it without the password and send that file."
    ),
    "damaged": gettext_noop(
        "The file is cut short or damaged. Open it in your spreadsheet program, save it again and send "
        "that file."
    ),
    "bomb": gettext_noop(
        "The file unpacks to far more than it should (%(megabytes)d MB in %(part)s) and was not read. "
        "Save the table alone as a new file."
    ),
    "entries": gettext_noop(
        "The file holds %(count)d parts; at most %(limit)d are read. Save the table alone as a new file."
    ),
    "path": gettext_noop(
        "The file holds a part with a forbidden name (%(part)s) and was not read. Save it again in your "
        "spreadsheet program."
    ),
    "dtd": gettext_noop(
        "The file declares XML entities (in %(part)s), which a spreadsheet never needs, and was not "
        "read. Save it again in your spreadsheet program."
    ),
    "memory": gettext_noop(
        "Reading the file needs more than the %(megabytes)d MB of memory allowed. Delete unused rows and"
        " columns or split it."
    ),
    "time": gettext_noop(
        "Reading the file took longer than the %(seconds)d seconds allowed. Delete unused sheets or split it."
    ),
    "disk_full": gettext_noop(
        "There is no room left on the disk, so the file was not read. Nothing was changed. Free some "
        "space and try again."
    ),
    # The table in it.
    "no_sheet": gettext_noop("There is no sheet “%(name)s”. The file has: %(sheets)s."),
    "no_header": gettext_noop(
        "No row with known headings was found. Looked at: %(found)s. Name the columns as in the template."
    ),
    "blank": gettext_noop("The file has no filled cell. Check that you sent the right file."),
    "duplicate": gettext_noop(
        "The heading “%(text)s” stands twice, in columns %(first)s and %(second)s. Rename or delete one "
        "of them."
    ),
    "too_many_rows": gettext_noop(
        "The sheet has more than %(limit)d rows of data. Split it into several files."
    ),
    "too_many_columns": gettext_noop(
        "The sheet uses column %(column)s; at most %(limit)d columns can be read. Delete what is not needed."
    ),
    "open_quote": gettext_noop(
        "A quotation mark opened in row %(row)d is never closed. Close or delete it and send the file again."
    ),
    "long_cell": gettext_noop(
        "A cell in row %(row)d holds more than %(limit)d characters, probably because a quotation mark "
        "is not closed."
    ),
    "too_long": gettext_noop(
        "The text in row %(row)d, column %(column)s has %(length)d characters; a spreadsheet cell holds "
        "%(limit)d."
    ),
    "sheet_full": gettext_noop("A spreadsheet ends at %(limit)d rows. Filter the list or export it as .csv."),
    "write_type": gettext_noop(
        "A file ending in “%(suffix)s” cannot be written. Choose .xlsx, .ods or .csv."
    ),
    "not_a_workbook": gettext_noop(
        "This is a text file, not the workbook that was sent. Fill in the workbook itself and send that file."
    ),
    "too_many_sheets": gettext_noop(
        "The workbook has %(count)d sheets; at most %(limit)d are read. Delete those that are not part of it."
    ),
    # Remarks on the whole table.
    "not_unicode": gettext_noop(
        "The file is not in Unicode; it was read as %(encoding)s. Check names with accents."
    ),
    "mixed": gettext_noop(
        "The file mixes encodings; rows %(rows)s were read as %(encoding)s. Check names with accents there."
    ),
    "unnamed": gettext_noop("Column %(column)s holds values but has no heading; it was not read."),
    "merged": gettext_noop("Merged cells %(cells)s: only row %(row)d has their value."),
    # Remarks on a row.
    "odd_row": gettext_noop("The row is not in UTF-8; it was read as %(encoding)s. Check its letters."),
    "no_value": gettext_noop(
        "%(cells)s holds a formula without a stored result; formulas are not computed, so the cell was left"
        " empty. Open and save the file in a spreadsheet program to store the result."
    ),
    "no_values": gettext_noop(
        "%(cells)s hold formulas without a stored result; formulas are not computed, so the cells were left"
        " empty. Open and save the file in a spreadsheet program to store the results."
    ),
    "few_cells": gettext_noop(
        "The row has %(count)d cells where the headings have %(columns)d; the missing ones were taken as"
        " blank."
    ),
    # Problems of a row.
    "many_cells": gettext_noop(
        "The row has %(count)d cells where the headings have %(columns)d: a separator inside a text may "
        "lack its quotation marks."
    ),
    "broken_text": gettext_noop(
        "The row holds bytes that are no text, in “%(text)s”. Write these words again and save the file as UTF-8."
    ),
    # Why a row was left out.
    "total": gettext_noop("a total, “%(text)s”"),
    "footnote": gettext_noop("a note under the table, “%(text)s”"),
    "header_again": gettext_noop("the headings again"),
    "only_formulas": gettext_noop("nothing but formulas without a stored result, in %(text)s"),
}

# What a file can turn out to be, by the code the reader's process sends.
KINDS: dict[str, str] = {
    "pdf": gettext_noop("a PDF document"),
    "png": gettext_noop("a picture (PNG)"),
    "jpeg": gettext_noop("a picture (JPEG)"),
    "gif": gettext_noop("a picture (GIF)"),
    "rtf": gettext_noop("a text document (RTF)"),
    "gzip": gettext_noop("a compressed file (gzip)"),
    "7z": gettext_noop("a compressed file (7z)"),
    "rar": gettext_noop("a compressed file (RAR)"),
    "database": gettext_noop("a database"),
    "program": gettext_noop("a program"),
    "markup": gettext_noop("a web page or XML document"),
    "unknown": gettext_noop("a file of unknown type"),
    "old_office": gettext_noop("a document of an old Office program"),
    "docx": gettext_noop("a text document (.docx)"),
    "pptx": gettext_noop("a presentation (.pptx)"),
    "other": gettext_noop("a document of another kind"),
    "zip": gettext_noop("a zip archive"),
}

ROW_PROBLEMS = frozenset({"many_cells", "broken_text"})
NO_RESULT = frozenset({"no_value", "no_values"})
