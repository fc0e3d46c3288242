"""Jobs: indicators computed from records every night; returns asked for before their period ends, late ones chased."""

import tempfile
from pathlib import Path

from django.core.mail import EmailMessage
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core.jobs import enqueue, job
from proxenia.core.mail import was_refused
from proxenia.results.actions.computing import compute_indicators, lately
from proxenia.results.actions.letters import chase_return, forget_chase, mail_return
from proxenia.results.actions.returns import open_due
from proxenia.results.actions.rounds import write_to_asked
from proxenia.results.documents.questionnaires import letter_of, write_slip
from proxenia.results.documents.returns import late_letter, mail_of, write_return
from proxenia.results.models.returns import BusinessPlan, Return
from proxenia.results.queries.questionnaires import slip_named, to_remind
from proxenia.results.rules.questionnaires import MOST_LETTERS
from proxenia.results.rules.returns import BETWEEN, OWED


@job("results.compute_indicators", label=_("Compute indicators from records"))
def compute() -> None:
    """Compute the indicators of all offices for the periods whose figures still move; a second run changes nothing."""
    today = timezone.localdate()
    for office in Office.objects.order_by("pk"):
        compute_indicators(office, by=User.objects.operator(), periods=lately(office, today), today=today)


@job("results.ask_returns", label=_("Ask for returns and write about late ones"))
def ask_returns() -> None:
    """Ask for the returns whose period is about to end, and for a letter about every late one; again: nothing twice."""
    for office in Office.objects.filter(is_demonstration=False).order_by("pk"):
        for plan in (
            BusinessPlan.objects.filter(office=office).live().select_related("office", "unit", "anchor")
        ):
            _ask(plan)
        _chase_late(office)
        _remind(office)


def _ask(plan: BusinessPlan) -> None:
    for one in open_due(plan, by=User.objects.operator(), today=timezone.localdate()):
        if plan.email:
            enqueue("results.mail_return", office=plan.office, key=f"mail {one.uid}", uid=one.uid)


def _chase_late(office: Office) -> None:
    late = Return.objects.live().filter(
        office=office, state__in=OWED, due__lt=timezone.localdate(), plan__archived_at=None
    )
    rested = Q(chased_at=None) | Q(chased_at__lte=timezone.now() - BETWEEN)
    for uid in late.filter(rested).exclude(plan__email="").values_list("uid", flat=True):
        enqueue("results.chase_return", office=office, key=f"chase {uid}", uid=uid)


def _remind(office: Office) -> None:
    """Have everybody written to who was asked to answer a questionnaire and did not, a week apart."""
    rested = Q(written_at=None) | Q(written_at__lte=timezone.now() - BETWEEN)
    slips = to_remind(office).filter(rested, letters__lt=MOST_LETTERS, of__due__gte=timezone.localdate())
    for uid in slips.values_list("uid", flat=True):
        enqueue("results.mail_slip", office=office, key=f"slip {uid}", uid=uid)


@job("results.mail_slip", label=_("Ask somebody to answer a questionnaire"))
def mail_questions(uid: str) -> None:
    """Write to somebody who is asked, with a link of their own and the workbook; within a week nothing twice."""
    slip = slip_named(uid)
    if token := write_to_asked(slip):
        slip.refresh_from_db(fields=["letters", "email"])
        with tempfile.TemporaryDirectory(prefix="proxenia-answers-") as folder:
            path = Path(folder) / "answers.xlsx"
            write_slip(path, slip)
            letter: EmailMessage = letter_of(slip, token, path.read_bytes())
        letter.send()


def _return(uid: str) -> Return:
    return Return.objects.select_related("plan__body", "office", "anchor", "unit").get(uid=uid)


@job("results.mail_return", label=_("Mail the workbook of a return"))
def mail(uid: str) -> None:
    """Mail whoever fills a return in its workbook and a link; a second run sends a new link, the first is worthless."""
    one = _return(uid)
    if one.plan.email and (token := mail_return(one)):
        with tempfile.TemporaryDirectory(prefix="proxenia-return-") as folder:
            path = Path(folder) / "return.xlsx"
            write_return(path, one)
            letter: EmailMessage = mail_of(one, token, path.read_bytes())
        letter.send()


@job("results.chase_return", label=_("Write about a late return"))
def chase(uid: str) -> None:
    """Write to whoever fills a late return in; within a week a second run writes nothing."""
    one = _return(uid)
    if one.plan.email and (token := chase_return(one)):
        try:
            late_letter(one, token).send()
        except OSError as error:
            if was_refused(error):
                forget_chase(one)
            raise
