"""The mark every page of a workbook bears: whose return it is, of which period, which page; signed, so that a page
of another unit or another quarter is recognised whatever its sheet is called."""

from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from proxenia.results.rules.given import Problem
from proxenia.results.rules.layouts import Layout

BEGINNING = "proxenia-return|"
_SALT = "proxenia.results.returns"
_FIELDS = 7


@dataclass(frozen=True)
class Mark:
    """Whose page it is: office and return by uid, the unit's short code, period, edition, layout, page."""

    office: str
    uid: str
    code: str
    period: str
    edition: str
    layout: str
    page: str = ""

    def signed(self, page: str) -> str:
        """Return the mark of a page as the workbook holds it."""
        told = (self.office, self.uid, self.code, self.period, self.edition, self.layout, page)
        return BEGINNING + signing.Signer(salt=_SALT).sign("|".join(told))


def mark_from(text: str) -> Mark | None:
    """Return the mark that a cell holds; None where its signature does not hold."""
    try:
        told = signing.Signer(salt=_SALT).unsign(text.removeprefix(BEGINNING)).split("|")
    except signing.BadSignature:
        return None
    return Mark(*told) if len(told) == _FIELDS else None


def wrong_page(mark: Mark | None, asked: Mark) -> str:
    """Return the sentence on a page that is not of this return, '' where it is."""
    if mark is None:
        return _(
            "The hidden signature of this sheet does not hold. Take the workbook anew and copy your figures."
        )
    if mark.office != asked.office:
        return _("This sheet is of another office.")
    other = mark.uid != asked.uid
    if other and mark.code != asked.code:
        told = _("This sheet is of “%(found)s”; “%(asked)s” is asked.")
        return told % {"found": mark.code, "asked": asked.code}
    if other and mark.period != asked.period:
        told = _("This sheet is of %(found)s; %(asked)s is asked.")
        return told % {"found": mark.period, "asked": asked.period}
    if other and (mark.edition, mark.layout) == (asked.edition, asked.layout):
        return _("This workbook was given to somebody else. Send the one that came with this link.")
    if (mark.uid, mark.edition, mark.layout) != (asked.uid, asked.edition, asked.layout):
        return _("What is asked has changed since this workbook was made. Take the workbook anew.")
    return ""


def check_pages(pages: list[tuple[str, Mark | None]], asked: Mark, layout: Layout) -> list[Problem]:
    """Return what is wrong with the sheets of a workbook, as (name, mark): foreign, doubled and missing ones."""
    problems, seen = [], dict[str, str]()
    for sheet, mark in pages:
        if wrong := wrong_page(mark, asked):
            problems.append(Problem(sheet, "", wrong))
        elif mark is not None and mark.page in seen:
            message = _("The page stands twice: here and in “%(other)s”. Delete one of them.")
            problems.append(Problem(sheet, "", message % {"other": seen[mark.page]}))
        elif mark is not None:
            seen[mark.page] = sheet
    if not problems:
        for page in layout.pages:
            if page.key not in seen:
                message = _("The sheet “%(title)s” is missing. Bring it back, or take the workbook anew.")
                problems.append(Problem(page.title, "", message % {"title": page.title}))
    return problems
