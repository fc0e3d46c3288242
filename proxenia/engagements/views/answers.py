"""An answer to an invitation that is asked about: whose it is, why it was not taken, and noting it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import page
from proxenia.engagements.actions.answers import note_answer
from proxenia.engagements.forms.protocol import AnswerForm
from proxenia.engagements.models import Engagement, Invitation, Proposal
from proxenia.engagements.queries.captures import proposals_for, same_engagement
from proxenia.engagements.queries.invitations import address_of_guest
from proxenia.engagements.queries.protocol import guests_of
from proxenia.engagements.rules.invitations import REPLIES, engagement_uid
from proxenia.records.access import may_write


def own_proposal(request: HttpRequest, office: Office, uid: str) -> Proposal:
    found = proposals_for(signed_in(request), office).filter(uid=uid).first()
    if found is None:
        raise NotFound(_("There is no such proposal."))
    return found


def _guests(user: User, found: Engagement | None) -> list[Invitation]:
    """Return whom the answer can be noted for: the guests this person sees of an engagement they may write."""
    return guests_of(user, found) if found is not None and may_write(user, found) else []


def answer_page(
    request: HttpRequest, office: Office, one: Proposal, form: AnswerForm | None = None
) -> HttpResponse:
    """Show what a guest's calendar answered, and offer to note it where the engagement is one of ours."""
    user, who = signed_in(request), one.facts["who"]
    found = same_engagement(user, office, engagement_uid(one.facts["uid"]))
    guests = _guests(user, found)
    fitting = next((guest for guest in guests if address_of_guest(guest) == who["address"]), None)
    context = {
        "proposal": one,
        "who": who,
        "said": Invitation.Reply(REPLIES[who["answer"]]).label if who["answer"] in REPLIES else "",
        "found": found,
        "waits": one.state == Proposal.State.WAITING,
        "is_counter": one.facts["method"] == "COUNTER",
        "form": form or AnswerForm(guests=guests, initial=_initial(fitting, who["answer"])),
        "guests": guests,
    }
    return render(request, "engagements/answer.html", context, status=422 if form else 200)


def _initial(fitting: Invitation | None, answer: str) -> dict[str, str]:
    return {"guest": fitting.uid if fitting else "", "reply": REPLIES.get(answer, "")}


@page(WRITE_SOMEWHERE, ("POST",))
def take(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Note an answer for the guest and as the reply that were chosen."""
    user, one = signed_in(request), own_proposal(request, office, uid)
    if one.kind != Proposal.Kind.ANSWER:
        raise NotFound(_("There is no such proposal."))
    found = same_engagement(user, office, engagement_uid(one.facts["uid"]))
    guests = {guest.uid: guest for guest in _guests(user, found)}
    form = AnswerForm(request.POST, guests=list(guests.values()))
    if not form.is_valid() or found is None:
        return answer_page(request, office, one, form)
    chosen = guests[form.cleaned_data["guest"]]
    try:
        note_answer(one, by=user, guest=chosen, reply=form.cleaned_data["reply"])
    except NotAllowed:
        raise
    except Refused as refusal:
        show_refusal(form, refusal)
        return answer_page(request, office, one, form)
    messages.success(request, _("The reply of {name} is noted.").format(name=str(chosen)))
    return redirect("engagements:guests", office.slug, found.uid)
