"""A question is asked, changed, decided upon, put away and brought back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.evidence.countries import places
from proxenia.prioritisation.models import Question
from proxenia.prioritisation.queries.questions import check_factors
from proxenia.prioritisation.queries.tree import tree
from proxenia.prioritisation.rules import check_among, check_purpose, check_question
from proxenia.records import actions as records
from proxenia.records.access import check_may_write, check_may_write_in

PLAIN = {"among": "countries", "purpose": "", "factors": [], "draws": 10_000, "seed": 1}


def _ready(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a question that holds together; refuses what does not."""
    factors = tree()
    ready = {**values, "title": clean_text(values["title"])}
    check_question(ready["title"], ready["home"], places(), ready["draws"])
    check_purpose(ready["purpose"], factors.purposes)
    check_among(ready["among"])
    ready["factors"] = list(check_factors(ready["factors"], factors, "factors", ready["among"]))
    return ready


@transaction.atomic
def ask_question(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> Question:
    """Ask where to look."""
    check_may_write_in(by, office, unit)
    ready = _ready({**PLAIN, **values})
    return records.create(
        Question, by=by, office=office, verb="ask_question", values=ready, unit=unit, visibility=visibility
    )


@transaction.atomic
def change_question(
    one: Question, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Question:
    """Change a question; the runs that answered it stay as they were."""
    check_may_write(by, one)
    whole = {name: values.get(name, getattr(one, name)) for name in ("title", "home", *PLAIN)}
    return records.change(
        one,
        by=by,
        verb="change_question",
        values={**values, **_ready(whole)},
        expected_version=expected_version,
    )


@transaction.atomic
def decide_question(one: Question, *, by: User, decision: str) -> Question:
    """Write down what was decided upon a question, as of today; no words take the decision back."""
    check_may_write(by, one)
    words = clean_text(decision, lines=True)
    if not one.runs.exists() and words:
        raise Refused(_("Have the question answered before you decide."), where="decision")
    decided_on = timezone.localdate() if words else None
    return records.change(
        one, by=by, verb="decide_question", values={"decision": words, "decided_on": decided_on}
    )


@transaction.atomic
def bring_mix(one: Question, *, by: User, mix: Mapping[str, Any]) -> Question:
    """Bring the office's own exports to a question, as a file told them; an earlier file's go, its runs stay."""
    check_may_write(by, one)
    if not mix.get("shares"):
        raise Refused(_("The table holds nothing that is sold."), where="file")
    return records.change(one, by=by, verb="bring_mix", values={"mix": dict(mix)})


@transaction.atomic
def remove_mix(one: Question, *, by: User) -> Question:
    """Take the office's own exports away from a question: national shares stand in again."""
    check_may_write(by, one)
    if not one.mix:
        raise Refused(_("No exports of our own were brought to this question."), where="file")
    return records.change(one, by=by, verb="remove_mix", values={"mix": {}})


@transaction.atomic
def archive_question(one: Question, *, by: User, reason: str) -> Question:
    """Put a question away."""
    return records.archive(one, by=by, reason=reason, verb="archive_question")


@transaction.atomic
def restore_question(one: Question, *, by: User) -> Question:
    """Bring a question back."""
    return records.restore(one, by=by, verb="restore_question")
