"""The profile of the place as a paper of one page."""

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office
from proxenia.core.papers import Block, Items, Paper, Section, Words, page_count, pdf, word
from proxenia.core.templatetags.words import full_date
from proxenia.strategy.queries.assets import Group, home_words

KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
SIZES = ((3, 300), (3, 90), (2, 90), (1, 60))
"""How many entries of each group are tried on the one page, and how many letters of each; the last always fits."""


def made(office: Office, groups: list[Group], sentence: str, ending: str) -> bytes:
    """Return the profile as a file, with as many entries as one page holds."""
    for shown, letters in SIZES:
        paper = paper_of(office, groups, sentence, shown, letters)
        printed = pdf(paper)
        if page_count(printed) == 1:
            break
    return printed if ending == "pdf" else word(paper)


def paper_of(office: Office, groups: list[Group], sentence: str, shown: int, letters: int) -> Paper:
    """Return the profile: five groups, the newest entries of each with their source and date."""
    sections = [Section(one.code, one.label, _blocks(one, shown, letters)) for one in groups]
    title = _("{place}: what counts abroad").format(place=home_words(office))
    fields = {"office": office.name, "subtitle": sentence, "made": full_date(timezone.localdate())}
    return Paper(title, tuple(sections), fields)


def _blocks(group: Group, shown: int, letters: int) -> tuple[Block, ...]:
    if not group.assets:
        return (Words(_("Nothing is recorded in this group yet."), "small"),)
    lines = tuple(
        (_short(one.title, letters), f"{_short(one.source, letters)}, {full_date(one.as_of)}")
        for one in group.assets[:shown]
    )
    more = group.count - len(lines)
    rest = (Words(_("And {n} more in the inventory.").format(n=more), "small"),) if more else ()
    return (Items(lines), *rest)


def _short(text: str, letters: int) -> str:
    return str(Truncator(text).chars(letters))
