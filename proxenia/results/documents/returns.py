"""A return as its workbook, and the letters about it."""

import os

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.core.templatetags.words import full_date
from proxenia.results.documents.workbooks import Paper, write_workbook
from proxenia.results.models.returns import Return
from proxenia.results.queries.returns import (
    asked_in,
    comments_on,
    evidence_words,
    figures_of,
    last_reading,
    mark_of,
    period_of,
)
from proxenia.results.rules.returns import LINK_LIFE

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def paper_of(one: Return) -> Paper:
    """Return what stands in the workbook of a return: what was sent already is filled in."""
    reading = last_reading(one)
    comments = comments_on(one) if one.state == Return.State.SENT_BACK else {}
    plan, period = one.plan, period_of(one)
    whole = comments.pop("", "")
    return Paper(
        mark=mark_of(one),
        title=_("Return of %(unit)s for %(period)s") % {"unit": plan.title, "period": period.label},
        unit=plan.title,
        period=period.label,
        due=str(full_date(one.due)),
        layout=asked_in(one),
        evidence=evidence_words(),
        given=figures_of(reading) if reading else {},
        answers=reading.given.get("answers", {}) if reading else {},
        comments=comments,
        notes=[text for text in (plan.guidance, whole) if text],
    )


def write_return(path: str | os.PathLike[str], one: Return) -> None:
    """Write the workbook of a return to a file. Raises SheetError when the disk is full."""
    write_workbook(path, paper_of(one))


def file_name(one: Return) -> str:
    """Return what the workbook of a return is called."""
    return f"return-{one.plan.code}-{one.period}.xlsx"


def mail_of(one: Return, token: str, workbook: bytes) -> EmailMessage:
    """Return the mail that brings whoever fills a return in its workbook and the link."""
    told = _told(one, token)
    subject = _("Return of %(unit)s for %(period)s, by %(day)s") % told
    lines = [
        _("%(office)s asks for the return of %(unit)s for %(period)s, to be sent by %(day)s.") % told,
        "",
        _("The workbook is attached. Fill it in and send it here, or type the figures on the same page:"),
        told["link"],
        "",
        _("Leave blank what is not known and say so; write 0 only where there was none."),
        *_about_link(),
    ]
    mail = EmailMessage(_one_line(subject), "\n".join(lines), None, [one.plan.email])
    mail.attach(file_name(one), workbook, XLSX)
    return mail


def late_letter(one: Return, token: str) -> EmailMessage:
    """Return the letter about a return that is late, with a new link."""
    told = _told(one, token)
    subject = _("Return of %(unit)s for %(period)s: still awaited") % told
    lines = [
        _("The return of %(unit)s for %(period)s was due on %(day)s and has not come in.") % told,
        "",
        _("Its workbook, and a page to send it or to type the figures:"),
        told["link"],
        "",
        _("Leave blank what is not known and say so; a return with gaps is better than none."),
        *_about_link(),
    ]
    return EmailMessage(_one_line(subject), "\n".join(lines), None, [one.plan.email])


def _told(one: Return, token: str) -> dict[str, str]:
    link = settings.BASE_URL + reverse("return_by_link", args=(token,))
    return {
        "office": one.office.name, "unit": one.plan.title, "period": period_of(one).label,
        "day": str(full_date(one.due)), "link": link,
    }  # fmt: skip


def _about_link() -> list[str]:
    return [
        "",
        _(
            "Whoever has the link can send the return; it works for %(days)d days, and a newer one replaces it."
        )
        % {"days": LINK_LIFE.days},
    ]


def _one_line(text: str) -> str:
    return " ".join(text.split())
