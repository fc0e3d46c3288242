"""An exit kit as documents: one letter alone, or all of it."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.papers import Block, Facts, Paper, Section, Words
from proxenia.core.templatetags.words import full_date
from proxenia.reviews.models import ExitKit

TITLES = {
    "letter": gettext_lazy("Letter to the partner"),
    "notice": gettext_lazy("Letter to those who took part here"),
    "questions": gettext_lazy("Questions and answers"),
    "press_line": gettext_lazy("Press line"),
    "remains": gettext_lazy("What remains"),
}
ALL = "kit"
PARTS = (ALL, *TITLES)


def paper_of(kit: ExitKit, part: str) -> Paper:
    """Return one part of an exit kit, or all of it (``kit``), as a paper."""
    tie = kit.review.partnership
    names = TITLES if part == ALL else {part: TITLES[part]}
    sections = [Section(name, str(title), _paragraphs(getattr(kit, name))) for name, title in names.items()]
    if part == ALL:
        sections.append(_contact(kit))
    title = _("The end of the partnership: {name}").format(name=tie.name)
    fields = {"office": tie.office.name, "subtitle": "", "made": full_date(timezone.localdate())}
    return Paper(title, tuple(sections), fields)


def _paragraphs(text: str) -> tuple[Block, ...]:
    return tuple(Words(one.strip()) for one in text.split("\n\n") if one.strip()) or (Words("–"),)


def _contact(kit: ExitKit) -> Section:
    pairs = (
        (_("Follow-up contact"), kit.contact_name or "–"),
        (_("How to reach them"), kit.contact_way or "–"),
    )
    return Section("contact", _("Afterwards"), (Facts(pairs),))
