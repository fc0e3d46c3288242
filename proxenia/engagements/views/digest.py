"""The digest of somebody: how often, who stands in, what it would say now; and the way to stop it from a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.commitments.actions.digests import change_digest
from proxenia.commitments.documents import read_token
from proxenia.commitments.forms.keeping import DigestForm
from proxenia.commitments.models import Rhythm
from proxenia.commitments.queries.digests import parts, wish_of
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.forms import show_refusal
from proxenia.core.pages import PUBLIC, page

BOTH = ("GET", "HEAD", "POST")


@page(READ, BOTH)
def digest(request: HttpRequest, office: Office) -> HttpResponse:
    """Read and change how often one's own digest comes and who stands in; show what it would say now."""
    user = signed_in(request)
    wish = wish_of(user, office)
    initial = {"rhythm": wish.rhythm, "deputy": wish.deputy_id}
    form = DigestForm(request.POST or None, user=user, office=office, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_digest(office, by=user, user=user, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("engagements:digest", office.slug)
    context = {"form": form, "parts": parts(user, office, timezone.localdate())}
    return render(request, "commitments/digest_wish.html", context, status=422 if form.errors else 200)


# A mail program that is told to stop a mail sends no cookie: the signed address itself is the leave, and stops no more
# than one person's digest of one office.
@csrf_exempt
@page(PUBLIC, BOTH)
def stop_digest(request: HttpRequest, office: str, token: str) -> HttpResponse:
    """Stop the digest from a mail, without signing in; a second press confirms it: scanners follow links."""
    named = read_token(token)
    user = User.objects.filter(uid=named[0], is_active=True).first() if named else None
    found = Office.objects.filter(slug=office, uid=named[1]).first() if named else None
    if user is None or found is None or not user.standing(found).has(READ):
        raise NotFound(_("There is no such page."))
    if request.method == "POST":
        change_digest(found, by=user, user=user, rhythm=Rhythm.NEVER, deputy=wish_of(user, found).deputy)
    stopped = wish_of(user, found).rhythm == Rhythm.NEVER
    return render(request, "commitments/stop_digest.html", {"where": found.name, "stopped": stopped})
