"""Proposals from mail and calendars: kept once however often they come, confirmed, dismissed; nothing by themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import NotFound, Refused
from proxenia.core.retention import ERASE, Rule, register_retention
from proxenia.core.values import PartialDate
from proxenia.directory.models import Person
from proxenia.engagements.actions.calendar import clear_hours, set_hours
from proxenia.engagements.actions.log import change_engagement, log_engagement
from proxenia.engagements.models import Engagement, Proposal
from proxenia.engagements.queries.captures import decided_before, proposals_for, waiting_since
from proxenia.engagements.rules.captures import CHANGED, NEW, SAME, Draft, When, check_waits
from proxenia.portfolio.models import Partnership
from proxenia.records.access import may_write
from proxenia.records.actions import add_note


def keep_drafts(
    office: Office, drafts: Iterable[Draft], *, owner: User | None, held_back: str = ""
) -> list[tuple[Proposal, str]]:
    """Keep what came in for a person, or for the office; each with whether it is new, changed or here already.

    ``held_back`` says why it is not trusted as it stands. Nothing but proposals is written.
    """
    return [_keep(office, draft, owner, held_back) for draft in drafts]


def _keep(office: Office, draft: Draft, owner: User | None, held_back: str) -> tuple[Proposal, str]:
    inbox = owner.uid if owner else ""
    named = {"office": office, "inbox": inbox, "key": draft.key}
    said = {
        "kind": draft.kind,
        "content": draft.content,
        "title": draft.title,
        "sender": draft.sender,
        "words": draft.words,
        "facts": draft.facts,
        "held_back": held_back[:300],
    }
    try:
        with transaction.atomic():
            found, made = Proposal.objects.select_for_update().get_or_create(
                **named, defaults={**said, "user": owner, "received_at": timezone.now()}
            )
            return (found, NEW) if made else (found, _brought_up_to_date(found, said))
    except IntegrityError:
        # The same came in twice at one moment: the other one stands.
        return Proposal.objects.get(**named), SAME


def _brought_up_to_date(found: Proposal, said: Mapping[str, Any]) -> str:
    """Write what a later version says over an earlier one; it waits again, and remembers what it became."""
    if found.kind == Proposal.Kind.MAIL:
        # A mail does not change under its name; what says otherwise is not that mail.
        return SAME
    if found.content == said["content"] or _age(said["facts"]) < _age(found.facts):
        return SAME
    for name, value in said.items():
        setattr(found, name, value)
    found.state, found.received_at = Proposal.State.WAITING, timezone.now()
    found.decided_at = found.decided_by = None
    found.save()
    return CHANGED


def _age(facts: Mapping[str, Any]) -> tuple[int, str]:
    """Return by what the later of two versions is known: their number, and of answers when they were written."""
    return facts.get("sequence", 0), facts.get("stamp", "")


@transaction.atomic
def take_up_proposal(
    proposal: Proposal,
    *,
    by: User,
    values: Mapping[str, Any],
    whens: Sequence[When],
    ties: Sequence[Partnership] = (),
    people: Sequence[Person] = (),
    unit: Unit | None = None,
    visibility: str = "",
    source: str = "",
    because: str = "",
) -> list[Engagement]:
    """Make a proposal what it says, as the person confirmed it: one engagement for each of ``whens``.

    What it became before is changed, not made again. ``source`` becomes a note, so that nothing said is lost;
    ``because`` settles what looks wrong and is right.
    """
    locked = locked_proposal(proposal, by)
    if not whens:
        raise Refused(_("Say on which day, or tick one of its times."), where="date")
    made = list[Engagement]()
    for when in whens:
        told = {**values, **_days(when)}
        before = locked.engagement if not made else None
        if before is not None and not before.is_archived and may_write(by, before):
            one = change_engagement(before, by=by, values=told, ties=ties, people=people, because=because)
        else:
            one = log_engagement(
                locked.office,
                by=by,
                values=told,
                ties=ties,
                people=people,
                unit=unit,
                visibility=visibility,
                because=because,
            )
        _set_hours(one, when, by)
        made.append(one)
    if source:
        add_note(made[0].anchor, by=by, text=source)
    locked.engagement = made[0]
    decide(locked, Proposal.State.TAKEN, by)
    return made


def _days(when: When) -> dict[str, Any]:
    until = PartialDate.of(when.last) if when.last != when.first else None
    return {"date": PartialDate.of(when.first), "until": until}


def _set_hours(engagement: Engagement, when: When, by: User) -> None:
    if when.starts is not None:
        set_hours(engagement, by=by, starts=when.starts, ends=when.ends, zone=when.zone)
    else:
        clear_hours(engagement, by=by)


@transaction.atomic
def dismiss_proposal(proposal: Proposal, *, by: User) -> None:
    """Put a proposal aside; it stays to be looked at for as long as the table of retention says."""
    decide(locked_proposal(proposal, by), Proposal.State.DISMISSED, by)


def locked_proposal(proposal: Proposal, by: User) -> Proposal:
    """Return a proposal nobody else decides on meanwhile, or refuse one that is not this person's."""
    found = proposals_for(by, proposal.office).filter(pk=proposal.pk)
    locked = Proposal.objects.select_for_update().filter(pk__in=found.values("pk")).first()
    if locked is None:
        raise NotFound(_("There is no such proposal."))
    check_waits(locked)
    return locked


def decide(proposal: Proposal, state: str, by: User) -> None:
    """Note what became of a proposal that is held."""
    proposal.state, proposal.decided_at, proposal.decided_by = state, timezone.now(), by
    proposal.save(update_fields=["state", "decided_at", "decided_by", "engagement"])


def _forget(rows: Sequence[Proposal], by: Any) -> None:
    Proposal.objects.filter(pk__in=[row.pk for row in rows]).delete()


RULES = (
    Rule(
        code="proposals_decided",
        what=gettext_lazy("Mail and calendar entries that were confirmed or dismissed"),
        after=gettext_lazy("the decision"),
        fate=ERASE,
        basis=gettext_lazy("What was taken over stands in the record: GDPR, Article 5(1)(e)."),
        months=6,
        least=1,
        most=36,
        due=decided_before,
        carry_out=_forget,
        anchor="",
    ),
    Rule(
        code="proposals_waiting",
        what=gettext_lazy("Mail and calendar entries that nobody decided on"),
        after=gettext_lazy("the day they came in"),
        fate=ERASE,
        basis=gettext_lazy("What nobody needs is not kept: GDPR, Article 5(1)(e)."),
        months=24,
        least=3,
        most=60,
        due=waiting_since,
        carry_out=_forget,
        anchor="",
    ),
)


def register() -> None:
    """Add the rules of what came in to the table of retention."""
    for rule in RULES:
        register_retention(rule)
