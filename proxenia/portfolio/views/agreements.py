"""Agreements: the list of all, the page of one, and the steps it takes."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.pages import page, paginate
from proxenia.core.templatetags.words import full_date
from proxenia.portfolio import actions
from proxenia.portfolio.forms import AgreementForm, AmendForm, ApprovalForm, EndForm, SignForm
from proxenia.portfolio.models import Agreement
from proxenia.portfolio.queries.lists import lapsing
from proxenia.portfolio.queries.one import agreements_list, evidence_of, promises_of, versions_of
from proxenia.portfolio.views.answering import agreement_for, answer, reader, tie_for, version_of
from proxenia.portfolio.views.telling import promises
from proxenia.portfolio.views.words import label, tie_url
from proxenia.records.access import may_write

State = Agreement.State


def _url(office: Office, agreement: Agreement) -> str:
    return reverse("portfolio:agreement", args=[office.slug, agreement.uid])


def _before(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("before", ""))
    except ValueError:
        return None


@page(READ)
def agreements(request: HttpRequest, office: Office) -> HttpResponse:
    """Show all agreements, or those in force that end before a day (``?before=``)."""
    found, today, before = agreements_list(reader(request), office), timezone.localdate(), _before(request)
    if before:
        found = found.filter(lapsing(today, before))
    shown = paginate(request, found)
    heads = [
        {"label": name}
        for name in (_("Agreement"), _("Tie"), _("State"), _("Signed"), _("Ends"), _("Review"))
    ]
    rows = [{"cells": _cells(office, text, today, heads)} for text in shown.object_list]
    context = {"page": shown, "rows": rows, "columns": heads, "before": before}
    return render(request, "portfolio/agreements.html", context)


def _cells(office: Office, text: Agreement, today: date, heads: list[dict[str, str]]) -> list[dict[str, Any]]:
    code, words = state_of(text, today)
    cells: list[dict[str, Any]] = [
        {"text": text.title, "url": _url(office, text)},
        {"text": text.partnership.name, "url": tie_url(office, text.partnership)},
        {"text": words, "code": code},
        {"text": full_date(text.signed) or "–"},
        {"text": full_date(text.ends) or "–"},
        {"text": full_date(text.review) or "–"},
    ]
    return [{"label": head["label"], **cell} for head, cell in zip(heads, cells, strict=True)]


def state_of(text: Agreement, today: date) -> tuple[str, str]:
    """Return the state of an agreement as code and word; one signed whose end is past has lapsed."""
    if text.state == State.SIGNED and text.ends is not None and text.ends.last() < today:
        return "lapsed", _("lapsed")
    return text.state, text.get_state_display()


@page(READ_SHARED)
def agreement(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show one agreement: its terms, its texts, its approvals and its deliverables."""
    text, user, today = agreement_for(request, office, uid), reader(request), timezone.localdate()
    code, words = state_of(text, today)
    tie = text.partnership
    context = {
        "agreement": text, "tie": tie, "tie_url": tie_url(office, tie), "code": code, "state_label": words,
        "terms": _terms(text), "versions": versions_of(text, user), "approvals": text.approvals.all(),
        "promises": promises(office, list(promises_of(user, tie, text)), today),
        "steps": _steps(office, text), "missing": _missing(text),
        "may_write": may_write(user, text),
    }  # fmt: skip
    return render(request, "portfolio/agreement.html", context)


def _terms(text: Agreement) -> list[dict[str, Any]]:
    formality = label("formalities", text.formality) if text.formality else ""
    rows = [
        (_("How formal"), formality), (_("Signed"), full_date(text.signed)), (_("Starts"), full_date(text.starts)),
        (_("Ends"), full_date(text.ends)), (_("Review"), full_date(text.review)), (_("Renewal"), text.renewal),
        (_("How either side leaves"), text.exit_clause), (_("How it is amended"), text.amendment_clause),
        (_("Signed by"), text.signatories), (_("Notes"), text.note),
    ]  # fmt: skip
    return [{"term": term, "value": value} for term, value in rows]


def _missing(text: Agreement) -> list[str]:
    """Say what a text in force lacks of an end, a review and a way out."""
    if text.state == State.ENDED:
        return []
    lacks = [
        (text.ends is None, _("It has no end.")),
        (text.review is None, _("Nobody has said when it is looked at.")),
        (not text.exit_clause, _("It does not say how either side leaves.")),
    ]
    return [sentence for is_missing, sentence in lacks if is_missing]


def _steps(office: Office, text: Agreement) -> list[dict[str, str]]:
    signed, ended = text.state == State.SIGNED, text.state == State.ENDED
    draft = _("It is a draft: sign it first.")
    over = _("It has ended; renew it, or write a new one.")
    steps = [
        ("sign", _("Record the signature"), "" if text.state == State.DRAFT else _("It is signed already.")),
        ("amend", _("Amend or renew"), "" if signed or ended else draft),
        ("end", _("End it"), over if ended else ""),
        ("approve", _("Record an approval"), ""),
    ]
    return [
        {"label": words, "reason": reason, "url": reverse(f"portfolio:{name}_agreement", args=[office.slug, text.uid])}
        for name, words, reason in steps
    ]  # fmt: skip


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def add(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Add an agreement under a tie."""
    tie, user = tie_for(request, office, uid, write=True), reader(request)
    form = AgreementForm(request.POST or None, request.FILES or None)

    def act(data: dict[str, Any]) -> str:
        upload = data.pop("file", None)
        return _url(office, actions.add_agreement(tie, by=user, values=data, upload=upload))

    return answer(
        request, form, act, title=_("Add an agreement with %(name)s") % {"name": tie.name},
        submit=_("Add the agreement"), back=tie_url(office, tie),
        lede=_("A draft or a signed text. An end, a review and a way out for either side keep it alive."),
    )  # fmt: skip


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def edit(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Correct what is said of an agreement."""
    text, user = agreement_for(request, office, uid, write=True), reader(request)
    names = [name for name in AgreementForm.base_fields if name not in ("state", "file")]

    def said(text: Agreement) -> dict[str, Any]:
        return {name: getattr(text, name) for name in names}

    form = AgreementForm(request.POST or None, known=True, initial=said(text))

    def act(data: dict[str, Any]) -> str:
        actions.change_agreement(text, by=user, values=data, expected_version=version_of(request))
        return _url(office, text)

    return answer(
        request, form, act, title=_("Change %(title)s") % {"title": text.title}, submit=_("Save the agreement"),
        back=_url(office, text), record=text, said=said,
    )  # fmt: skip


def _step(
    request: HttpRequest,
    office: Office,
    uid: str,
    form: forms.Form,
    verb: Any,
    title: str,
    submit: str,
    **more: Any,
) -> HttpResponse:
    """Answer a form that takes an agreement one step on; ``verb`` takes the agreement and the typed values."""
    text = agreement_for(request, office, uid, write=True)

    def act(data: dict[str, Any]) -> str:
        verb(text, data)
        return _url(office, text)

    full_title = f"{title}: {text.title}"
    return answer(request, form, act, title=full_title, submit=submit, back=_url(office, text), **more)


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def sign(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Record the signature of a draft."""

    def verb(text: Agreement, data: dict[str, Any]) -> None:
        actions.sign_agreement(
            text,
            by=reader(request),
            signed=data["signed"],
            signatories=data["signatories"],
            upload=data["file"],
        )

    form = SignForm(request.POST or None, request.FILES or None)
    return _step(request, office, uid, form, verb, _("Signature"), _("Record the signature"))


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def amend(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Amend or renew an agreement, with what happened under it beside the form."""

    def verb(text: Agreement, data: dict[str, Any]) -> None:
        upload, kind = data.pop("file", None), data.pop("kind")
        actions.amend_agreement(text, by=reader(request), kind=kind, values=data, upload=upload)

    tie = agreement_for(request, office, uid, write=True).partnership
    evidence = evidence_of(reader(request), tie, timezone.localdate())
    initial = {"kind": request.GET.get("kind", "amendment")}
    form = AmendForm(request.POST or None, request.FILES or None, initial=initial)
    return _step(
        request, office, uid, form, verb, _("Amend or renew"), _("Add this text"),
        template="portfolio/amend.html", evidence=evidence,
    )  # fmt: skip


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def end(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say that an agreement has ended."""

    def verb(text: Agreement, data: dict[str, Any]) -> None:
        actions.end_agreement(text, by=reader(request), ended=data["ended"], reason=data["reason"])

    return _step(request, office, uid, EndForm(request.POST or None), verb, _("End"), _("End the agreement"))


@page(WRITE_SOMEWHERE, ("GET", "POST"))
def approve(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Record the decision of a body."""

    def verb(text: Agreement, data: dict[str, Any]) -> None:
        actions.add_approval(text, by=reader(request), **data)

    form = ApprovalForm(request.POST or None)
    return _step(request, office, uid, form, verb, _("Approval"), _("Record the approval"))
