"""The engagement itself, and who the other side is."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.names import country_name
from proxenia.core.papers import Block, Facts, Heading, Items, Words
from proxenia.core.templatetags.words import full_date, money, number
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Organisation
from proxenia.engagements.models import Engagement
from proxenia.portfolio.models import Agreement, Membership, Partnership
from proxenia.portfolio.queries.one import agreements_of
from proxenia.publication.documents.books import BRIEFING, HANDOVER, Ask, part, span
from proxenia.records.models import Sharing
from proxenia.records.queries.hangings import files_on, notes_on

Pair = tuple[str, str]


def told(*pairs: Pair) -> tuple[Pair, ...]:
    """Keep the facts that say something."""
    return tuple((str(term), str(value).strip()) for term, value in pairs if str(value or "").strip())


@part("event", gettext_lazy("The engagement"), order=10, books=(BRIEFING,))
def event(ask: Ask) -> Sequence[Block]:
    """Tell what it is, when, where, who is behind it, and what is noted of it."""
    one: Engagement = ask.subject
    cost = money(one.cost, one.currency) if one.cost is not None else ""
    facts = told(
        (_("What"), Vocabulary.load("engagement_kinds").label(one.kind)),
        (_("When"), span(one)),
        (_("Where"), _where(one)),
        (_("Which way"), one.get_direction_display() if one.direction else ""),
        (_("How people meet"), one.get_mode_display() if one.mode else ""),
        (_("Who hosts"), one.get_hosted_by_display()),
        (_("Who pays"), one.get_paid_by_display()),
        (_("Cost"), cost),
        (_("Staff hours"), number(one.staff_hours.normalize()) if one.staff_hours is not None else ""),
        (_("Also named"), one.people_text),
    )
    return [Facts(facts), *([Words(one.note)] if one.note.strip() else [])]


def _where(one: Engagement) -> str:
    place = one.place
    if place is None:
        return ""
    named = place.name if place.local_name in ("", place.name) else f"{place.name} ({place.local_name})"
    return ", ".join(word for word in (named, country_name(place.country)) if word)


@part("counterpart", gettext_lazy("Who they are"), order=20, books=(BRIEFING, HANDOVER))
def counterpart(ask: Ask) -> Sequence[Block]:
    """Tell of each tie what it is for, since when and on which texts it stands; of each body where it is."""
    blocks: list[Block] = []
    for tie in ask.scope.ties:
        blocks += _tie(ask, tie)
    for body in ask.scope.bodies:
        blocks += [Heading(body.name), *_body(body)]
    return blocks


def _tie(ask: Ask, tie: Partnership) -> Iterator[Block]:
    agreements = list(agreements_of(ask.user, tie))
    ask.saw(agreements)
    member = Membership.objects.filter(partnership=tie).first()
    yield Heading(tie.name)
    yield Facts(
        told(
            (_("Kind"), Vocabulary.load("partnership_kinds").label(tie.kind)),
            (_("State"), Vocabulary.load("partnership_states").label(tie.state)),
            (_("Since"), full_date(tie.since)),
            (_("Runs until"), full_date(tie.ends) or tie.open_ended_reason),
            (_("Next review"), full_date(tie.review_on)),
            (_("Role held"), Vocabulary.load("network_roles").label(member.role) if member else ""),
            (_("What it is for"), tie.purpose),
            (_("Note"), tie.note),
        )
    )
    if agreements:
        yield Items(tuple((text.title, _agreement(text)) for text in agreements))


def _agreement(text: Agreement) -> str:
    signed = (
        _("signed %(day)s") % {"day": full_date(text.signed)} if text.signed else text.get_state_display()
    )
    ends = _("to %(day)s") % {"day": full_date(text.ends)} if text.ends else _("no end date")
    return ", ".join((str(signed), ends))


def _body(body: Organisation) -> Iterator[Block]:
    place = body.place
    named = place.name if place else body.place_asked
    local = place.local_name if place and place.local_name != place.name else ""
    facts = told(
        (_("Kind"), Vocabulary.load("organisation_kinds").label(body.kind)),
        (_("Where"), ", ".join(word for word in (named, local, country_name(body.country)) if word)),
        (_("Inhabitants"), number(place.population) if place and place.population else ""),
        (_("Website"), body.website),
        (_("Note"), body.note),
    )
    if facts:
        yield Facts(facts)


@part("notes", gettext_lazy("Notes and files"), order=90, books=(HANDOVER,))
def notes(ask: Ask) -> Sequence[Block]:
    """Tell the notes on the subject and its ties, and which files there are; what stays in the room is not printed."""
    keys = {ask.subject.pk} if ask.scope.place is None else set()
    keys |= {record.pk for record in (*ask.scope.ties, *ask.scope.bodies)}
    blocks: list[Block] = []
    lines: list[Pair] = []
    for key in sorted(keys):
        for note in notes_on(key, ask.user, ask.office):
            if note.sharing != Sharing.ROOM:
                author = f"{note.told_by}, " if note.told_by else ""  # type: ignore[attr-defined]
                lines.append((note.text, f"{author}{full_date(note.created_at)}"))
    files = [file for key in sorted(keys) for file in files_on(key, ask.user, ask.office)]
    kept = [file for file in files if file.sharing != Sharing.ROOM]
    if lines:
        blocks += [Heading(_("Notes")), Items(tuple(lines))]
    if kept:
        blocks += [Heading(_("Files")), Items(tuple((file.title, file.original_name) for file in kept))]
    return blocks
