"""A copy for the public: without author, place, tools, dates, comments; refused where that cannot be done."""

import io
import re
import zipfile
from collections.abc import Callable

import pikepdf
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from proxenia.core.errors import Refused
from proxenia.core.files.inspecting import inspect
from proxenia.core.files.kinds import ODF, OOXML, PICTURES
from proxenia.core.files.pictures import check_picture

_EPOCH = (1980, 1, 1, 0, 0, 0)
_CHANGES = re.compile(rb"<(w:(ins|del|moveFrom|moveTo|rPrChange|pPrChange)|text:tracked-changes)[ />]")
_COMMENT_MARKS = re.compile(
    rb"<w:comment(RangeStart|RangeEnd|Reference)\b[^>]*/>|<w:commentReference\b[^>]*/>"
    rb"|<office:annotation-end\b[^>]*/>|<office:annotation\b.*?</office:annotation>",
    re.DOTALL,
)
_COMMENT_PARTS = re.compile(
    r"(^|/)(comments?\w*|threadedComments?|persons?|commentAuthors)(/|\d*\.xml$)", re.IGNORECASE
)
_PROPERTIES = re.compile(
    r"^(docProps/.*|docMetadata/.*|customXml/.*|meta\.xml|Thumbnails/.*|Configurations2/.*)$"
)
_PICTURE = re.compile(r"(^|/)(?:media|Pictures)/[^/]+\.(jpe?g|png)$", re.IGNORECASE)
_RELATION = re.compile(rb"<Relationship\b[^>]*/>")
_OVERRIDE = re.compile(rb"<Override\b[^>]*/>")
_ENTRY = re.compile(rb"<manifest:file-entry\b[^>]*/>")
_TARGET = re.compile(rb'(?:Target|PartName|full-path)="([^"]*)"')
_AUTHORS = re.compile(rb'\s(w:author|w:initials|w:rsid\w*|dc:creator)="[^"]*"')


def public_copy(content: bytes, name: str) -> bytes:
    """Return a copy without what tells of its makers, or refuse it.

    Pictures are drawn anew; PDF loses its properties; an office document loses properties, comments and the
    marks of who edited it, and is refused while it holds tracked changes. Texts have nothing to lose; a mail
    and a calendar are refused: who wrote to whom is their content.
    """
    code = inspect(content, name).kind.code
    if code in PICTURES:
        return _picture(content, code)
    if code == "pdf":
        return _pdf(content)
    if code in OOXML or code in ODF:
        return _package(content)
    if code in ("text", "csv"):
        return content
    raise Refused(_("A mail or a calendar is not published: it says who wrote to whom."), "file")


def _picture(content: bytes, code: str) -> bytes:
    """Draw the picture anew: only its dots remain, turned as its notes said, and its colour profile."""
    check_picture(content, code)
    with Image.open(io.BytesIO(content), formats=[code.upper()]) as picture:
        profile = picture.info.get("icc_profile")
        upright = ImageOps.exif_transpose(picture)
        bare = Image.new(upright.mode, upright.size)
        if upright.mode == "P" and (palette := upright.getpalette("RGBA")):
            bare.putpalette(palette, "RGBA")
        bare.paste(upright)
    out = io.BytesIO()
    bare.save(out, code.upper(), icc_profile=profile, **({"quality": 92} if code != "png" else {}))
    return out.getvalue()


def _pdf(content: bytes) -> bytes:
    """Write the PDF anew without its properties, those of its parts, what is attached and who annotated it."""
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            for key in ("/Metadata", "/PieceInfo", "/AF", "/OpenAction", "/AA"):
                if key in document.Root:
                    del document.Root[key]
            for key in list(document.docinfo.keys()):
                del document.docinfo[key]
            if "/Names" in document.Root and "/EmbeddedFiles" in document.Root.Names:
                del document.Root.Names["/EmbeddedFiles"]
            for thing in document.objects:
                _bare(thing)
            document.remove_unreferenced_resources()
            document.save(out, deterministic_id=True)
    except pikepdf.PdfError as error:
        raise Refused(_("The PDF is damaged or locked; no public copy can be made of it."), "file") from error
    return out.getvalue()


def _bare(thing: pikepdf.Object) -> None:
    """Take from one object of a PDF what tells of its makers."""
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in ("/Metadata", "/PieceInfo", "/LastModified"):
        if key in thing:
            del thing[key]
    if thing.get("/Type") == "/Annot" or ("/Subtype" in thing and "/Rect" in thing):
        for key in ("/T", "/M", "/CreationDate", "/NM"):
            # `/T` of a form's field is its name; of a remark, its author.
            if key in thing and thing.get("/Subtype") != "/Widget":
                del thing[key]


def _package(content: bytes) -> bytes:
    """Pack an office document anew without properties and comments; all dates within become the same."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        gone = {name for name in old.namelist() if _PROPERTIES.match(name) or _COMMENT_PARTS.search(name)}
        for name in old.namelist():
            if name in gone or name.endswith("/"):
                continue
            entry = zipfile.ZipInfo(name, _EPOCH)
            # The type of an OpenDocument stands first and unpacked.
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(entry, _part(name, old.read(name), gone))
    return out.getvalue()


def _part(name: str, part: bytes, gone: set[str]) -> bytes:
    if name.endswith(".rels"):
        return _RELATION.sub(_unless(_leads_to(gone)), part)
    if name == "[Content_Types].xml":
        return _OVERRIDE.sub(_unless(_leads_to(gone)), part)
    if name == "META-INF/manifest.xml":
        return _ENTRY.sub(_unless(_leads_to(gone)), part)
    if picture := _PICTURE.search(name):
        return _picture(part, "png" if picture[2].lower() == "png" else "jpeg")
    if not name.endswith(".xml"):
        return part
    if _CHANGES.search(part):
        raise Refused(
            _("The document holds tracked changes. Accept or reject them, save, and publish then."), "file"
        )
    return _AUTHORS.sub(b"", _COMMENT_MARKS.sub(b"", part))


def _unless(drop: Callable[[bytes], bool]) -> Callable[[re.Match[bytes]], bytes]:
    return lambda found: b"" if drop(found[0]) else found[0]


def _leads_to(gone: set[str]) -> Callable[[bytes], bool]:
    """Say whether a line of a directory names one of the parts left out; parts are named from anywhere."""
    ends = {name.rsplit("/", 1)[-1] for name in gone}

    def drop(line: bytes) -> bool:
        target = _TARGET.search(line)
        return target is not None and target[1].decode("utf-8", "replace").rsplit("/", 1)[-1] in ends

    return drop
