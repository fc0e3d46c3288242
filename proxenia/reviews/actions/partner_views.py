"""Every write about the partner's own view: asking by a mailed link, withdrawing it, keeping the answer."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import Refused
from proxenia.core.jobs import enqueue
from proxenia.core.values import clean_text
from proxenia.instruments.actions import take_instrument
from proxenia.instruments.models import Instrument, InstrumentVersion
from proxenia.instruments.queries import in_use
from proxenia.instruments.rules import check_answers
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.rules import HISTORIC
from proxenia.records.access import check_may_write
from proxenia.records.actions.files import event_on
from proxenia.reviews.models import PartnerView, Review
from proxenia.reviews.queries.partner_views import digest_of, short_form
from proxenia.reviews.rules.partner_views import (
    BETWEEN,
    FORM,
    LINK_LIFE,
    check_can_answer,
    check_not_too_often,
)


@transaction.atomic
def ask_partner(
    tie: Partnership, *, by: User, name: str, email: str, occasion: str = "", review: Review | None = None
) -> PartnerView:
    """Ask a partner for their view of a tie: a link that works once is mailed to them, only its digest is kept."""
    check_may_write(by, tie)
    if tie.state == HISTORIC or tie.is_archived:
        raise Refused(_("The tie has ended: there is nobody to ask."), where="tie")
    if review is not None and review.partnership_id != tie.pk:
        raise Refused(_("That review is of another tie."), where="review")
    address = email.strip().lower()
    Office.objects.select_for_update(no_key=True).get(pk=tie.office_id)
    _check_pace(tie, address)
    now = timezone.now()
    asked = PartnerView.objects.create(
        partnership=tie,
        review=review,
        version=_version(tie, by),
        name=_named(name),
        email=address,
        occasion=clean_text(occasion)[:300],
        digest=digest_of(secrets.token_urlsafe(32)),
        asked_at=now,
        asked_by=by,
        expires_at=now + LINK_LIFE,
    )
    event_on(tie.anchor, by=by, verb="ask_partner", after={"name": asked.name})
    enqueue("reviews.mail_partner", uid=asked.uid)
    return asked


def _named(name: str) -> str:
    told = clean_text(name)[:200]
    if not told:
        raise Refused(_("Say whom you ask."), where="name")
    return told


def _check_pace(tie: Partnership, email: str) -> None:
    since = timezone.now() - BETWEEN
    lately = PartnerView.objects.filter(partnership__office=tie.office_id, email=email, asked_at__gt=since)
    check_not_too_often(lately.filter(partnership=tie).count(), lately.count())


def _version(tie: Partnership, by: User) -> InstrumentVersion:
    """Return the short form in use; an office that has none yet takes the shipped one over with its first question."""
    own: Instrument = short_form(tie.office) or take_instrument(tie.office, by=by, code=FORM)
    version = in_use(own)
    if version is None:
        raise Refused(_("This form is not in use."), where="form")
    return version


@transaction.atomic
def withdraw_partner_view(asked: PartnerView, *, by: User) -> PartnerView:
    """Make a link worthless that has not been answered."""
    check_may_write(by, asked.partnership)
    locked = _locked(asked)
    check_can_answer(locked, timezone.now() - timedelta(days=10_000))
    locked.withdrawn_at, locked.email = timezone.now(), ""
    locked.save(update_fields=["withdrawn_at", "email"])
    event_on(asked.partnership.anchor, by=by, verb="withdraw_partner_view", before={"name": locked.name})
    return locked


@transaction.atomic
def give_partner_view(asked: PartnerView, *, answers: Mapping[str, Mapping[str, Any]]) -> PartnerView:
    """Keep what a partner answered by their link, which is used up with it; their address is not needed any more."""
    locked = check_can_answer(_locked(asked), timezone.now())
    kept = check_answers(locked.version.form(), answers)
    if not kept:
        raise Refused(_("Answer at least one question first."), where="form")
    locked.answers, locked.answered_at, locked.email = kept, timezone.now(), ""
    locked.save(update_fields=["answers", "answered_at", "email"])
    told = {"name": locked.name, "by": "mailed link"}
    event_on(asked.partnership.anchor, by=User.objects.operator(), verb="give_partner_view", after=told)
    return locked


def _locked(asked: PartnerView) -> PartnerView:
    return (
        PartnerView.objects.select_for_update(of=("self",), no_key=True)
        .select_related("partnership__anchor", "version")
        .get(pk=asked.pk)
    )


@transaction.atomic
def new_partner_link(asked: PartnerView) -> str:
    """Return a link for a letter that is about to be sent; the one before is worthless, only a digest is kept."""
    locked, token = _locked(asked), secrets.token_urlsafe(32)
    locked.digest = digest_of(token)
    locked.save(update_fields=["digest"])
    anchor, told = locked.partnership.anchor, {"name": locked.name}
    event_on(anchor, by=User.objects.operator(), verb="send_partner_link", after=told)
    return token


def send_partner_letter(asked: PartnerView, letter: tuple[str, str]) -> None:
    """Send the letter with the link."""
    send_mail(*letter, None, [asked.email])
