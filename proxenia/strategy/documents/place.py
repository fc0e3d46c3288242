"""The profile of the place as a paper of one page."""

from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office
from proxenia.core.papers import Block, Items, Paper, Section, Words, pdf, word
from proxenia.core.templatetags.words import full_date
from proxenia.strategy.queries.assets import Group, home_words

MAKERS = {
    "docx": (word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": (pdf, "application/pdf"),
}
SHOWN = 3
"""So many of each group fit on one page."""


def paper_of(office: Office, groups: list[Group], sentence: str) -> Paper:
    """Return the profile: five groups, the newest entries of each with their source and date."""
    sections = [Section(one.code, one.label, _blocks(one)) for one in groups]
    title = _("{place}: what counts abroad").format(place=home_words(office))
    fields = {"office": office.name, "subtitle": sentence, "made": full_date(timezone.localdate())}
    return Paper(title, tuple(sections), fields)


def _blocks(group: Group) -> tuple[Block, ...]:
    if not group.assets:
        return (Words(_("Nothing is recorded in this group yet."), "small"),)
    lines = tuple((one.title, f"{one.source}, {full_date(one.as_of)}") for one in group.assets[:SHOWN])
    more = group.count - len(lines)
    rest = (Words(_("And {n} more in the inventory.").format(n=more), "small"),) if more else ()
    return (Items(lines), *rest)
