"""Looks aimed at the guards of results, their returns and their logs."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.core.periods import Period
from proxenia.core.values import PartialDate
from proxenia.results.actions import ledger as writing
from proxenia.results.models import Contribution, Evaluation, Observation, Ranking, Return
from proxenia.results.models.logs import Externality, MediaItem
from proxenia.results.queries import (
    beside,
    choosing,
    evaluations,
    logs,
    naming,
    observations,
    questionnaires,
    returns,
    rollups,
    value,
)
from proxenia.results.sheets import observations as sheet
from proxenia.results.views import log_facts, results
from proxenia.strategy.models import StrategyVersion
from tests.sweep.aimed import Aims, elsewhere, fresh, hide, hide_around, let, page_of, refused
from tests.sweep.world import MISSING, World

AIMED = Aims()
AHEAD = PartialDate(2099)


@AIMED.at("a hidden tie said to have led to a result", "unit_editor")
def _hidden_cause(world: World, user: User) -> str:
    result, tie = fresh(world, "result", "open"), fresh(world, "partnership", "confidential")
    return let(lambda: writing.add_contribution(result, by=user, target=tie))


@AIMED.at("a hidden tie sought by its name for the chain of a result")
def _sought_cause(world: World, user: User) -> str:
    tie = fresh(world, "partnership", "confidential")
    found = choosing.found_by(user, world.cast.office, "partnership", tie.name)
    return f"it gives {found}" if found else ""


@AIMED.at("when the last evaluation was reported, a hidden one")
def _last_reported(world: World, user: User) -> str:
    hidden = Evaluation.objects.filter(pk=fresh(world, "evaluation", "confidential").pk)
    hidden.update(state=Evaluation.State.REPORTED, ends=AHEAD)
    found = evaluations.last_reported(user, world.cast.office)
    return f"it tells {found}" if found == AHEAD.last() else ""


@AIMED.at("since when nobody has evaluated, by a hidden evaluation")
def _due_since(world: World, user: User) -> str:
    Evaluation.objects.update(state=Evaluation.State.REPORTED, ends=PartialDate(2015))
    hidden = Evaluation.objects.filter(pk=fresh(world, "evaluation", "confidential").pk)
    hidden.update(ends=PartialDate(2016))
    found = evaluations.due_since(user, world.cast.office, timezone.localdate())
    return "" if found == PartialDate(2015).last() else f"it tells {found}"


@AIMED.at("since when nobody has evaluated, by the first strategy, a hidden one")
def _first_strategy(world: World, user: User) -> str:
    Evaluation.objects.update(archived_at=timezone.now())
    strategy = fresh(world, "strategy", "confidential")
    told = {
        "number": 1,
        "adopted_on": dt.date(2001, 2, 3),
        "adopted_by": "The council",
        "created_at": timezone.now(),
    }
    StrategyVersion.objects.create(strategy=strategy, body={}, created_by=world.cast.operator, **told)
    found = evaluations.due_since(user, world.cast.office, timezone.localdate())
    return f"it tells {found}" if found == dt.date(2001, 2, 3) else ""


@AIMED.at("side effects by tie, one of a hidden tie")
def _by_hidden_tie(world: World, user: User) -> str:
    one, tie = fresh(world, "externality", "open"), world.extra["hidden_tie"]
    Externality.objects.filter(pk=one.pk).update(tie=tie)
    found = [line.name for line in beside.by_tie(user, world.cast.office)]
    return "it names the tie" if tie.name in found else ""


@AIMED.at("side effects, hidden ones")
def _side_effects(world: World, user: User) -> str:
    hidden = fresh(world, "externality", "confidential")
    return "it is listed" if hidden in beside.side_effects(user, world.cast.office) else ""


@AIMED.at("what the media said about a tie, hidden items")
def _media(world: World, user: User) -> str:
    assert world.base_tie is not None
    hidden = fresh(world, "media_item", "confidential")
    MediaItem.objects.filter(pk=hidden.pk).update(tie=world.base_tie)
    return "it is listed" if hidden in beside.media_of_tie(user, world.base_tie) else ""


@AIMED.at("the ledger by a hidden tie and by none that is there")
def _by_tie(world: World, _user: User) -> str:
    address = world.extra["hidden_tie"].uid
    Contribution.objects.create(result=fresh(world, "result", "open"), partnership=world.extra["hidden_tie"])
    told = []
    for uid in (address, MISSING):
        answer = page_of(world, "viewer", "results:ledger", query=f"?tie={uid}")
        told.append(answer.content.replace(uid.encode(), b"its address"))
    name = world.extra["hidden_tie"].name.encode()
    return "the page differs" if _steady(told[0]) != _steady(told[1]) or name in told[0] else ""


def _steady(page: bytes) -> bytes:
    from tests.sweep.alike import CHANGING

    return CHANGING.sub(rb"\1", page)


@AIMED.at("the edition of a ranking before, a hidden one")
def _earlier(world: World, user: User) -> str:
    shown, hidden = fresh(world, "ranking", "open"), fresh(world, "ranking", "confidential")
    Ranking.objects.filter(pk=hidden.pk).update(name_folded=shown.name_folded, edition=shown.edition - 1)
    found = logs.earlier_editions([shown], user, world.cast.office)
    return f"it gives {found}" if hidden in found.values() else ""


@AIMED.at("a hidden engagement named in the address of the ledger")
def _word(world: World, user: User) -> str:
    uid = world.uid("engagement", "confidential")
    found = naming.word_of(user, world.cast.office, rollups.ENGAGEMENT, uid)
    return f"it gives {found}" if found else ""


def _of_hidden_partner(world: World) -> Any:
    """Return a value of a partner that is hidden."""
    row = world.rows["Observation", "open"]
    Observation.objects.filter(pk=row.pk).update(partner=fresh(world, "organisation", "confidential"))
    return Observation.objects.get(pk=row.pk)


@AIMED.at("the values of a period, one of a hidden partner")
def _values(world: World, user: User) -> str:
    row = _of_hidden_partner(world)
    period = Period.parse(row.period, world.cast.office.fiscal_year_start)
    found = observations.seen_observations(user, row.indicator, period, 50)
    return f"it gives {found}" if row in found else ""


@AIMED.at("the sheet of values, one of a hidden partner")
def _sheet_of_values(world: World, user: User) -> str:
    uid = _of_hidden_partner(world).uid
    found = [row for row in sheet.rows(world.cast.office, user) if uid in row]
    return f"it gives {found}" if found else ""


@AIMED.at("a sheet of values that names a hidden partner", "unit_editor")
def _partner_of_a_row(world: World, user: User) -> str:
    name = fresh(world, "organisation", "confidential").name_folded
    plan = SimpleNamespace(by=user, office=world.cast.office)
    planner: Any = SimpleNamespace(plan=plan, partners={}, stands={}, by_uid={})
    rows: Any = [SimpleNamespace(partner=name, said=None)]
    sheet.ObservationPlanner.gather(planner, rows)
    return f"it finds {planner.partners}" if planner.partners else ""


@AIMED.at("the returns, one in a hidden plan")
def _returns(world: World, user: User) -> str:
    one = fresh(world, "return", "open")
    hide_around(world, one.plan, one)
    return "it is listed" if returns.returns_seen(user, world.cast.office).filter(pk=one.pk).exists() else ""


@AIMED.at("the ties of a contact that led to a result, one hidden")
def _ties_of_contact(world: World, user: User) -> str:
    links = [Contribution(pk=1, engagement=world.extra["contact"])]
    found = rollups._tie_words(user, world.cast.office, links)
    return f"it gives {found}" if world.extra["hidden_tie"].pk in found.get(1, ()) else ""


@AIMED.at("the country of a hidden body that led to a result")
def _country(world: World, user: User) -> str:
    links = [Contribution(pk=1, organisation=world.extra["hidden_body"])]
    found = rollups._countries_of_bodies(user, world.cast.office, links)
    return f"it gives {found}" if found else ""


def _led(world: World, user: User, tie: Any) -> set[int]:
    """Return what a tie did before a result."""
    result = fresh(world, "result", "open")
    result.on = AHEAD
    links = {result.pk: [Contribution(result=result, partnership=tie)]}
    whole = PartialDate(2027)
    result.on = whole
    return value._led_by(user, world.cast.office, [result], links, timezone.localdate())[result.pk]


@AIMED.at("the hidden contacts of a tie that led to a result")
def _hidden_contacts(world: World, user: User) -> str:
    found = _led(world, user, world.base_tie)
    return f"it gives {found}" if fresh(world, "engagement", "confidential").pk in found else ""


@AIMED.at("the contacts of a hidden tie that led to a result")
def _contacts_of_hidden(world: World, user: User) -> str:
    found = _led(world, user, world.extra["hidden_tie"])
    return f"it gives {found}" if found else ""


@AIMED.at("the form to open a locked return again, without the right to decide on exceptions", "officer")
def _locked(world: World, _user: User) -> str:
    one = fresh(world, "return", "open")
    Return.objects.filter(pk=one.pk).update(state=Return.State.LOCKED)
    return refused(world, "officer", "results:reopen_return", one.uid)


@AIMED.at("the form to send a return of another unit back", "other_editor")
def _send_back(world: World, _user: User) -> str:
    elsewhere(world, "other_editor")
    return refused(world, "other_editor", "results:send_back_return", world.uid("return", "open"))


@AIMED.at("the form to accept a return of another unit", "other_editor")
def _accept(world: World, _user: User) -> str:
    elsewhere(world, "other_editor")
    return refused(world, "other_editor", "results:accept_return", world.uid("return", "open"))


@AIMED.at("the workbook of a return for a partner it is shared with", "partner_shared")
def _workbook(world: World, _user: User) -> str:
    return refused(world, "partner_shared", "results:return_workbook", world.uid("return", "shared"))


@AIMED.at("the facts of an item of the media that names a hidden tie")
def _facts(world: World, user: User) -> str:
    one, tie = fresh(world, "media_item", "open"), world.extra["hidden_tie"]
    one.tie = tie
    told = repr(log_facts.facts_of(one, user, world.cast.office))
    return "it names the tie" if tie.name in told or tie.uid in told else ""


@AIMED.at("a result written from the page of a hidden tie", "unit_editor")
def _from_hidden(world: World, user: User) -> str:
    asked = {"partnership": world.uid("partnership", "confidential")}
    return let(lambda: results._subject(user, world.cast.office, asked))


@AIMED.at("the rounds of questions, one of a hidden questionnaire")
def _of_hidden_questionnaire(world: World, user: User) -> str:
    one = fresh(world, "question_round", "open")
    hide_around(world, one.of, one)
    return "it is listed" if one in questionnaires.rounds_seen(user, world.cast.office) else ""


@AIMED.at("the rounds of questions, a hidden one of an open questionnaire")
def _hidden_round(world: World, user: User) -> str:
    one = fresh(world, "question_round", "open")
    hide(world, one)
    return "it is listed" if one in questionnaires.rounds_seen(user, world.cast.office) else ""


@AIMED.at("a workbook that came back to a round of another unit", "other_editor")
def _read_sheet(world: World, _user: User) -> str:
    elsewhere(world, "other_editor")
    uid = world.uid("question_round", "open")
    return refused(world, "other_editor", "results:read_sheet", uid, method="post")
