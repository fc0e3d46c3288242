"""Every write on local plans and on our powers."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import Refused
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.records import actions as records
from proxenia.records.access import check_may_write, check_may_write_in
from proxenia.strategy.access import check_may_set_powers
from proxenia.strategy.actions.shared import clean, whole
from proxenia.strategy.models import LocalPlan, Power
from proxenia.strategy.rules.plans import check_plan
from proxenia.strategy.rules.tree import check_words

EMPTY: dict[str, Any] = {
    **dict.fromkeys(("department", "sector", "address", "line_says", "note"), ""),
    **dict.fromkeys(("starts", "ends")),
    "line": LocalPlan.Line.UNKNOWN.value,
}


def _ready(office: Office, values: Mapping[str, Any], but: int | None) -> dict[str, Any]:
    ready = clean(values, lines=("line_says", "note"))
    ready["title"] = check_words(ready["title"], "title", _("Give the plan its name."))[:300]
    ready["title_folded"] = fold(ready["title"])[:300]
    same = LocalPlan.objects.live().filter(office=office, title_folded=ready["title_folded"])
    check_plan(ready, same.exclude(pk=but).exists())
    return ready


@transaction.atomic
def add_plan(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> LocalPlan:
    """Add a local plan; one of the same name is refused."""
    check_may_write_in(by, office, unit)
    ready = _ready(office, {**EMPTY, **values}, None)
    return records.create(
        LocalPlan, by=by, office=office, verb="add_plan", values=ready, unit=unit, visibility=visibility
    )


@transaction.atomic
def change_plan(
    one: LocalPlan, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> LocalPlan:
    """Change what is said of a local plan."""
    check_may_write(by, one)
    ready = _ready(one.office, whole(one, values), one.pk)
    return records.change(
        one, by=by, verb="change_plan", values={**values, **ready}, expected_version=expected_version
    )


@transaction.atomic
def archive_plan(one: LocalPlan, *, by: User, reason: str) -> LocalPlan:
    """Put a local plan away; stances to it stay and are shown no more."""
    check_may_write(by, one)
    return records.archive(one, by=by, reason=reason, verb="archive_plan")


@transaction.atomic
def restore_plan(one: LocalPlan, *, by: User) -> LocalPlan:
    """Bring a local plan back, unless one of its name was added since."""
    check_may_write(by, one)
    check_plan({}, LocalPlan.objects.live().filter(office=one.office, title_folded=one.title_folded).exists())
    return records.restore(one, by=by, verb="restore_plan")


@transaction.atomic
def set_powers(
    office: Office, *, by: User, sector: str, holders: Mapping[str, str], source: str = ""
) -> list[Power]:
    """Write down who decides, funds, delivers and regulates in a sector; an empty one is not known."""
    check_may_set_powers(by, office)
    if sector not in Vocabulary.load("policy_sectors").codes:
        raise Refused(_("Choose a sector from the list."), where="sector")
    for function, holder in holders.items():
        if function not in Power.Function.values or (holder and holder not in Power.Holder.values):
            raise Refused(_("Choose who it is from the list."), where=function)
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    words = clean({"source": source})["source"][:300]
    held = {one.function: one for one in Power.objects.filter(office=office, sector=sector)}
    before = {function: one.holder for function, one in held.items()}
    after = {function: holder for function, holder in holders.items() if holder}
    known_source = next((one.source for one in held.values()), "")
    if (before, known_source) == (after, words if after else ""):
        return list(held.values())
    Power.objects.filter(office=office, sector=sector).delete()
    made = [
        Power.objects.create(office=office, sector=sector, function=function, holder=holder, source=words)
        for function, holder in after.items()
    ]
    record_event(
        chain=office.pk, by=by, verb="set_powers", kind="office", uid=office.slug,
        name=Vocabulary.load("policy_sectors").english(sector), before=before, after={**after, "source": words},
    )  # fmt: skip
    return made
