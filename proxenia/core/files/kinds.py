"""The kinds of file that are kept: one table. What is not in it is refused."""

from dataclasses import dataclass

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"


@dataclass(frozen=True)
class Kind:
    """A kind of file: its code, its media type, the endings its name may have (the first is given where it has none).

    ``main``: what an office package says its main part is.
    """

    code: str
    media_type: str
    endings: tuple[str, ...]
    main: str = ""


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("pdf", "application/pdf", ("pdf",)),
        Kind(
            "docx",
            f"{_OOXML}.wordprocessingml.document",
            ("docx",),
            f"{_OOXML}.wordprocessingml.document.main+xml",
        ),
        Kind("xlsx", f"{_OOXML}.spreadsheetml.sheet", ("xlsx",), f"{_OOXML}.spreadsheetml.sheet.main+xml"),
        Kind(
            "pptx",
            f"{_OOXML}.presentationml.presentation",
            ("pptx",),
            f"{_OOXML}.presentationml.presentation.main+xml",
        ),
        Kind("odt", f"{_ODF}.text", ("odt",), f"{_ODF}.text"),
        Kind("ods", f"{_ODF}.spreadsheet", ("ods",), f"{_ODF}.spreadsheet"),
        Kind("odp", f"{_ODF}.presentation", ("odp",), f"{_ODF}.presentation"),
        Kind("jpeg", "image/jpeg", ("jpg", "jpeg")),
        Kind("png", "image/png", ("png",)),
        Kind("webp", "image/webp", ("webp",)),
        Kind("text", "text/plain", ("txt", "text", "md")),
        Kind("csv", "text/csv", ("csv", "tsv")),
        Kind("ics", "text/calendar", ("ics",)),
        Kind("eml", "message/rfc822", ("eml",)),
    )
}

PICTURES = ("jpeg", "png", "webp")
OOXML = ("docx", "xlsx", "pptx")
ODF = ("odt", "ods", "odp")
TEXTS = ("text", "csv", "ics", "eml")
