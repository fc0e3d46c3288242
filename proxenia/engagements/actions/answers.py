"""What guests' calendars answer: taken at once where everything fits, else kept until somebody looks at it."""

from django.db import transaction

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.engagements.actions.captures import decide, locked_proposal
from proxenia.engagements.actions.protocol import note_reply
from proxenia.engagements.models import CalendarInvitation, Engagement, Invitation, MailedInvitation, Proposal
from proxenia.engagements.queries.invitations import address_of_guest
from proxenia.engagements.rules.captures import Draft
from proxenia.engagements.rules.invitations import REPLIES, TAKEN, verdict
from proxenia.records.access import may_write


@transaction.atomic
def take_answer(mailed: MailedInvitation, draft: Draft) -> tuple[str, str]:
    """Note what a guest's calendar answered, if it can be believed; return what became of it, and why it is asked.

    It came to an address only this guest was told, names the invitation that went out, answers for the guest and was
    sent by them. The log names whoever sent the invitation, or the operator where they do not write here any more.
    """
    engagement = Engagement.objects.select_for_update().get(pk=mailed.guest.engagement_id)
    held = MailedInvitation.objects.select_related("guest__person").get(pk=mailed.pk)
    called = CalendarInvitation.objects.select_related("sent_by").get(engagement=engagement)
    became, why = verdict(
        draft.facts,
        engagement=engagement,
        mailed=held,
        sequence=called.sequence,
        address=address_of_guest(held.guest),
    )
    if became == TAKEN:
        reply = REPLIES[draft.facts["who"]["answer"]]
        note_reply(held.guest, by=_writer(called, engagement), reply=reply, through="calendar")
        held.answered_sequence, held.answered_stamp = draft.facts["sequence"], draft.facts["stamp"]
        held.save(update_fields=["answered_sequence", "answered_stamp"])
    return became, why


def _writer(called: CalendarInvitation, engagement: Engagement) -> User:
    sender = called.sent_by
    return sender if sender.is_active and may_write(sender, engagement) else User.objects.operator()


@transaction.atomic
def note_answer(proposal: Proposal, *, by: User, guest: Invitation, reply: str) -> Invitation:
    """Note an answer that was asked about, for the guest and as the reply that a person says it is."""
    locked = locked_proposal(proposal, by)
    if locked.kind != Proposal.Kind.ANSWER:
        raise Refused("This is no answer to an invitation.")
    noted = note_reply(guest, by=by, reply=reply, through="calendar")
    locked.engagement = guest.engagement
    decide(locked, Proposal.State.TAKEN, by)
    return noted
