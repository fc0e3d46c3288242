"""The matrix: for every route who may ask, by which method, about what. A route that is not here fails the sweep.

A line reads: the right a page asks for, the methods it answers, the kind of record its address names, and whether
that record is only seen or written. What each role is to get follows from `verdict`, and from nothing else:

    another method              405, for everybody
    nobody, or switched off     the way to the sign-in page
    no role in the office       404, as if there were no such office
    the right is missing        403
    the record is hidden        404, the same as for one that does not exist
    seen but not to be written  403
    else                        the page, or the way on from it
"""

from dataclasses import dataclass, field
from typing import Any

from proxenia.accounts.models import roles
from proxenia.core.pages import PUBLIC, SIGNED_IN
from tests.sweep.world import SEES, STAFF, STRANGERS, WRITERS

SHOW = ("GET", "HEAD")
POST = ("POST",)
FORM = ("GET", "POST")
BOTH = ("GET", "HEAD", "POST")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

OPEN, HIDDEN, REFUSED, SIGN_IN, NO_METHOD = "open", "hidden", "refused", "sign in", "no method"


@dataclass(frozen=True)
class Rule:
    """One line of the matrix. ``kind``: the record the address names in ``uid``; ``writes``: it must be writable."""

    right: str
    methods: tuple[str, ...] = SHOW
    kind: str = ""
    writes: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    by_itself: bool = False
    """The route answers by rules of its own, which named tests hold; the sweep looks at method, sign-in and right."""


def see(kind: str, right: str = roles.READ_SHARED, **more: Any) -> Rule:
    """A page of a record."""
    return Rule(right, SHOW, kind, more=more)


def write(kind: str, methods: tuple[str, ...] = BOTH, **more: Any) -> Rule:
    """A form or a button on a record."""
    return Rule(roles.WRITE_SOMEWHERE, methods, kind, writes=True, more=more)


def listing(right: str = roles.READ, methods: tuple[str, ...] = SHOW, **more: Any) -> Rule:
    """A page of an office that names no record."""
    return Rule(right, methods, more=more)


def other(right: str, methods: tuple[str, ...] = SHOW, **more: Any) -> Rule:
    """A page whose address names something else than a record."""
    return Rule(right, methods, more=more, by_itself=True)


TIE, TEXT, BODY, ONE, CONTACT, PROMISE = (
    "partnership", "agreement", "organisation", "person", "engagement", "commitment",
)  # fmt: skip
MISSION, HOSTED, RESULT = "mission", "hosted_body", "result"
ANY = "any"
"""The address names a record of whatever kind."""

MATRIX: dict[str, Rule] = {
    # The desk
    "desk:today": listing(roles.READ_SHARED),
    "desk:search": listing(roles.READ_SHARED),
    # What all records share
    "records:history": see(ANY, roles.HISTORY),
    "records:who": see(ANY, roles.READ),
    "records:open_to": write(ANY, POST, visibility="public"),
    "records:name_reader": write(ANY, POST),
    "records:name_again": write(ANY, POST, reader="viewer"),
    "records:remove_reader": write(ANY, POST, reader="viewer"),
    "records:closed": listing(roles.BREAK_GLASS, BOTH),
    "records:add_note": write(ANY, POST),
    "records:add_file": write(ANY, POST),
    "records:share_note": write("note"),
    "records:file": see("file"),
    "records:put_away_file": write("file", POST),
    "records:bring_back_file": write("file", POST),
    "records:keep_view": listing(roles.READ, POST),
    "records:remove_view": other(roles.READ, POST),
    # Imports and exports
    "records:imports": listing(roles.IMPORT),
    "records:import_new": listing(roles.IMPORT, BOTH),
    "records:import_template": other(roles.IMPORT, kind="partnerships", ending="csv"),
    "records:import_run": other(roles.IMPORT),
    "records:import_columns": other(roles.IMPORT, BOTH),
    "records:import_progress": other(roles.IMPORT),
    "records:import_again": other(roles.IMPORT, POST),
    "records:import_commit": other(roles.IMPORT, POST),
    "records:import_discard": other(roles.IMPORT, POST),
    "records:import_undo": other(roles.IMPORT, BOTH),
    "records:import_refused": other(roles.IMPORT),
    "records:export": listing(roles.EXPORT, kind="partnerships", ending="csv"),
    # Places
    "places:places": listing(),
    "places:add_place": listing(roles.WRITE, BOTH),
    "places:place": other(roles.READ),
    "places:country": listing(code="DE"),
    # The directory
    "directory:organisations": listing(),
    "directory:add_organisation": listing(roles.WRITE_SOMEWHERE, BOTH),
    "directory:pick_organisations": listing(),
    "directory:organisation": see(BODY),
    "directory:edit_organisation": write(BODY),
    "directory:archive_organisation": write(BODY, POST),
    "directory:restore_organisation": write(BODY, POST),
    "directory:people": listing(),
    "directory:add_person": listing(roles.WRITE_SOMEWHERE, BOTH),
    "directory:person": see(ONE),
    "directory:edit_person": write(ONE),
    "directory:set_portrait": write(ONE, POST),
    "directory:archive_person": write(ONE, POST),
    "directory:restore_person": write(ONE, POST),
    "directory:doubles": listing(),
    "directory:say_distinct": Rule(roles.MERGE, POST, "pair", writes=True),
    "directory:merge": Rule(roles.MERGE, BOTH, "pair", writes=True),
    "directory:undo_merge": other(roles.MERGE, POST),
    "directory:to_settle": listing(roles.WRITE_SOMEWHERE, BOTH),
    # Strategy
    "strategy:list": listing(),
    "engagements:coverage": listing(),
    "engagements:objectives": write(CONTACT),
    "portfolio:objectives": write(TIE),
    "strategy:add_strategy": listing(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:against_plans": listing(),
    "strategy:goals": listing(),
    "strategy:powers": listing(),
    "strategy:set_powers": listing(roles.WRITE, BOTH, sector="culture"),
    "strategy:place": listing(),
    "strategy:place_paper": listing(roles.EXPORT, ending="docx"),
    "strategy:sheet": listing(roles.EXPORT, name="inventory", ending="csv"),
    "strategy:governance": listing(),
    "strategy:begin_profile": listing(roles.WRITE, BOTH),
    "strategy:edit_profile": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:take_form": listing(roles.WRITE, POST),
    "strategy:profile": other(roles.READ_SHARED),
    "strategy:add_meeting": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:remove_meeting": other(roles.WRITE_SOMEWHERE, POST),
    "strategy:add_part": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:edit_part": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:remove_part": other(roles.WRITE_SOMEWHERE, POST),
    **{
        f"strategy:{name}": rule
        for kind, plural in (("plan", "plans"), ("asset", "assets"), ("consultation", "consultations"))
        for name, rule in (
            (plural, listing()),
            (f"add_{kind}", listing(roles.WRITE_SOMEWHERE, BOTH)),
            (kind, other(roles.READ_SHARED)),
            (f"edit_{kind}", other(roles.WRITE_SOMEWHERE, BOTH)),
            (f"archive_{kind}", other(roles.WRITE_SOMEWHERE, POST)),
            (f"restore_{kind}", other(roles.WRITE_SOMEWHERE, POST)),
        )
    },
    "strategy:add_voice": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:edit_voice": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:remove_voice": other(roles.WRITE_SOMEWHERE, POST),
    "strategy:edit_outcome": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:remove_outcome": other(roles.WRITE_SOMEWHERE, POST),
    "strategy:add_objective": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:objective": other(roles.READ_SHARED),
    "strategy:edit_objective": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:archive_objective": other(roles.WRITE_SOMEWHERE, POST),
    "strategy:restore_objective": other(roles.WRITE_SOMEWHERE, POST),
    "strategy:add_measure": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:edit_measure": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:remove_measure": other(roles.WRITE_SOMEWHERE, POST),
    "strategy:priority": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:targets": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:stance": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:strategy": other(roles.READ_SHARED),
    "strategy:edit_strategy": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:archive_strategy": other(roles.WRITE_SOMEWHERE, POST),
    "strategy:restore_strategy": other(roles.WRITE_SOMEWHERE, POST),
    "strategy:add_outcome": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:adopt": other(roles.WRITE, BOTH),
    "strategy:end": other(roles.WRITE, BOTH),
    "strategy:publish": other(roles.WRITE, POST),
    "strategy:differences": other(roles.READ),
    "citizen_strategy": other(PUBLIC),
    # Travel and gifts
    "risk:destinations": listing(),
    "risk:add_destination": listing(roles.WRITE_SOMEWHERE, BOTH),
    "risk:destination": see("destination"),
    "risk:edit_destination": write("destination"),
    "risk:archive_destination": write("destination", POST),
    "risk:restore_destination": write("destination", POST),
    "risk:sponsored_trips": listing(),
    "risk:add_sponsored_trip": listing(roles.WRITE_SOMEWHERE, BOTH),
    "risk:sponsored_trip": see("sponsored_trip"),
    "risk:edit_sponsored_trip": write("sponsored_trip"),
    "risk:archive_sponsored_trip": write("sponsored_trip", POST),
    "risk:restore_sponsored_trip": write("sponsored_trip", POST),
    "risk:gifts": listing(),
    "risk:add_gift": listing(roles.WRITE_SOMEWHERE, BOTH),
    "risk:gift": see("gift"),
    "risk:edit_gift": write("gift"),
    "risk:archive_gift": write("gift", POST),
    "risk:restore_gift": write("gift", POST),
    "risk:gift_threshold": listing(roles.SETTINGS, BOTH),
    "risk:export_gifts": listing(roles.EXPORT, ending="csv"),
    # Papers
    "publication:briefing": see(CONTACT, roles.READ),
    "publication:briefing_file": see(CONTACT, roles.READ, ending="docx"),
    "publication:pocket": see(CONTACT, roles.READ),
    "publication:pocket_file": see(CONTACT, roles.READ),
    "publication:handover": Rule(roles.READ, SHOW, TIE, more={"kind": "tie"}),
    "publication:handover_file": Rule(roles.READ, SHOW, TIE, more={"kind": "tie", "ending": "docx"}),
    "publication:templates": listing(roles.SETTINGS, BOTH),
    "publication:standard_template": listing(roles.SETTINGS),
    "publication:template_file": other(roles.SETTINGS),
    "publication:use_template": other(roles.SETTINGS, POST),
    "publication:remove_template": other(roles.SETTINGS, POST),
    # The portfolio
    "portfolio:list": listing(),
    "portfolio:map": listing(),
    "portfolio:timeline": listing(),
    "portfolio:matrix": listing(),
    "portfolio:filters": listing(),
    "portfolio:add": listing(roles.WRITE_SOMEWHERE, FORM),
    "portfolio:doubles": listing(),
    "portfolio:dismiss": other(roles.WRITE_SOMEWHERE, POST),
    "portfolio:ask_again": other(roles.WRITE_SOMEWHERE, POST),
    "portfolio:networks": listing(),
    "portfolio:join": listing(roles.WRITE_SOMEWHERE, FORM, code="eurocities"),
    "portfolio:agreements": listing(),
    "portfolio:agreement": see(TEXT),
    "portfolio:edit_agreement": write(TEXT, FORM),
    "portfolio:sign_agreement": write(TEXT, FORM),
    "portfolio:amend_agreement": write(TEXT, FORM),
    "portfolio:end_agreement": write(TEXT, FORM),
    "portfolio:approve_agreement": write(TEXT, FORM),
    "portfolio:tie": see(TIE),
    "portfolio:edit": write(TIE, FORM),
    "portfolio:move": write(TIE, FORM, target="under_review"),
    "portfolio:classify": write(TIE, FORM),
    "portfolio:put_away": write(TIE, FORM),
    "portfolio:bring_back": write(TIE, POST),
    "portfolio:add_party": write(TIE, FORM),
    "portfolio:change_party": write(TIE, FORM, party="own"),
    "portfolio:remove_party": write(TIE, POST, party="own"),
    "portfolio:add_promise": write(TIE, FORM),
    "portfolio:membership": write(TIE, FORM),
    "portfolio:add_agreement": write(TIE, FORM),
    "portfolio:balance": listing(),
    "portfolio:cost": listing(),
    "portfolio:host_agreement": write(HOSTED),
    # The corps, the bodies we host, and what the law asks for people
    "directory:add_assessment": write(HOSTED),
    "directory:add_consent": write(ONE),
    "directory:add_guardian": write(ONE),
    "directory:add_head": write(MISSION),
    "directory:add_hosted_body": other(roles.WRITE_SOMEWHERE, BOTH),
    "directory:add_hosted_line": write(HOSTED),
    "directory:add_mission": other(roles.WRITE_SOMEWHERE, BOTH),
    "directory:archive_assessment": other(roles.WRITE_SOMEWHERE, POST),
    "directory:archive_hosted_body": write(HOSTED, POST),
    "directory:archive_mission": write(MISSION, POST),
    "directory:corps_list": listing(),
    "directory:edit_assessment": other(roles.WRITE_SOMEWHERE, BOTH),
    "directory:edit_head": write(MISSION, head="own"),
    "directory:edit_hosted_body": write(HOSTED),
    "directory:edit_hosted_line": write(HOSTED, line="own"),
    "directory:edit_mission": write(MISSION),
    "directory:end_head": write(MISSION, head="own"),
    "directory:export_person": Rule(roles.PRIVACY, POST, ONE),
    "directory:guardian": write(ONE, guardian="own"),
    "directory:hold_person": Rule(roles.PRIVACY, POST, ONE),
    "directory:hosted_assessment": other(roles.READ_SHARED),
    "directory:hosted_bodies": listing(),
    "directory:hosted_body": see(HOSTED),
    "directory:lift_hold": Rule(roles.PRIVACY, POST, ONE, more={"hold": "own"}),
    "directory:mission": see(MISSION),
    "directory:missions": listing(),
    "directory:person_privacy": Rule(roles.PRIVACY, BOTH, ONE),
    "directory:remove_hosted_line": write(HOSTED, POST, line="own"),
    "directory:restore_assessment": other(roles.WRITE_SOMEWHERE, POST),
    "directory:restore_hosted_body": write(HOSTED, POST),
    "directory:restore_mission": write(MISSION, POST),
    "directory:retention": listing(roles.PRIVACY, BOTH),
    "directory:review_hosted_body": write(HOSTED),
    "directory:set_retention": listing(roles.PRIVACY, POST, rule="files_put_away"),
    "directory:withdraw_consent": write(ONE, consent="own"),
    # Jobs and the log
    "records:job_give_up": other(roles.SETTINGS, POST),
    "records:job_retry": other(roles.SETTINGS, POST),
    "records:jobs": listing(roles.SETTINGS),
    "records:log": listing(roles.LOG),
    "records:log_export": other(roles.LOG),
    "records:log_openings": listing(roles.LOG),
    "records:verify_log": other(roles.LOG, POST),
    # Values of indicators: tests/results/test_observations.py holds their own rules
    "results:record": other(roles.WRITE_SOMEWHERE, BOTH),
    "results:set_target": other(roles.WRITE_SOMEWHERE, BOTH, kind="target"),
    "results:observation": other(roles.READ),
    "results:revise": other(roles.WRITE_SOMEWHERE, BOTH),
    "results:locks": listing(),
    "results:lock": listing(roles.WRITE, BOTH),
    "results:open_period": other(roles.OVERRIDE, POST),
    # Indicators: tests/indicators/test_pages.py holds their own rules
    "indicators:list": listing(),
    "indicators:load": listing(roles.WRITE, POST),
    "indicators:add": listing(roles.WRITE, BOTH),
    "indicators:calibration": listing(),
    "indicators:indicator": other(roles.READ),
    "indicators:records": other(roles.READ, period="2026-Q3"),
    "indicators:edit": other(roles.WRITE, BOTH),
    "indicators:retire": other(roles.WRITE, POST),
    "indicators:calibrate": other(roles.WRITE, BOTH),
    # Assessment forms and assessments: tests/instruments/test_pages.py and test_verbs.py hold their own rules
    "instruments:list": listing(),
    "instruments:take": other(roles.WRITE, POST),
    "instruments:instrument": other(roles.READ),
    "instruments:edit": other(roles.WRITE, BOTH),
    "instruments:issue": other(roles.WRITE, POST),
    "instruments:discard": other(roles.WRITE, POST),
    "instruments:section": other(roles.WRITE, BOTH),
    "instruments:criterion": other(roles.WRITE, BOTH),
    "instruments:move": other(roles.WRITE, POST),
    "instruments:remove": other(roles.WRITE, POST),
    "instruments:assess": other(roles.WRITE_SOMEWHERE, BOTH),
    "instruments:assessment": other(roles.READ),
    "instruments:answer": other(roles.WRITE_SOMEWHERE, BOTH),
    "instruments:finish": other(roles.WRITE_SOMEWHERE, POST),
    # Results
    "results:ledger": listing(),
    "results:add_result": listing(roles.WRITE_SOMEWHERE, BOTH),
    "results:rollups": listing(),
    "results:rollup": listing(dimension="tie"),
    "results:value": listing(),
    "results:multiplier": listing(roles.WRITE, BOTH),
    "results:direct_values": listing(),
    "results:add_direct_value": listing(roles.WRITE_SOMEWHERE, BOTH),
    "results:direct_value": see("direct_value"),
    "results:edit_direct_value": write("direct_value"),
    "results:archive_direct_value": write("direct_value", POST),
    "results:restore_direct_value": write("direct_value", POST),
    "results:areas": listing(roles.WRITE, BOTH),
    "results:result": see(RESULT),
    "results:edit_result": write(RESULT),
    "results:move_result": write(RESULT, verb="withdraw_result"),
    "results:look_again": write(RESULT, POST),
    "results:archive_result": write(RESULT, POST),
    "results:restore_result": write(RESULT, POST),
    "results:add_contribution": write(RESULT),
    "results:edit_contribution": other(roles.WRITE_SOMEWHERE, BOTH),
    "results:remove_contribution": other(roles.WRITE_SOMEWHERE, POST),
    "results:externalities": listing(),
    "results:add_externality": listing(roles.WRITE_SOMEWHERE, BOTH),
    "results:externality": see("externality"),
    "results:edit_externality": write("externality"),
    "results:archive_externality": write("externality", POST),
    "results:restore_externality": write("externality", POST),
    "results:rankings": listing(),
    "results:add_ranking": listing(roles.WRITE_SOMEWHERE, BOTH),
    "results:ranking": see("ranking"),
    "results:edit_ranking": write("ranking"),
    "results:archive_ranking": write("ranking", POST),
    "results:restore_ranking": write("ranking", POST),
    "results:media": listing(),
    "results:add_media_item": listing(roles.WRITE_SOMEWHERE, BOTH),
    "results:media_item": see("media_item"),
    "results:edit_media_item": write("media_item"),
    "results:archive_media_item": write("media_item", POST),
    "results:restore_media_item": write("media_item", POST),
    "results:evaluations": listing(),
    "results:add_evaluation": listing(roles.WRITE_SOMEWHERE, BOTH),
    "results:evaluation": see("evaluation"),
    "results:edit_evaluation": write("evaluation"),
    "results:archive_evaluation": write("evaluation", POST),
    "results:restore_evaluation": write("evaluation", POST),
    "results:add_evaluation_line": write("evaluation"),
    "results:edit_evaluation_line": other(roles.WRITE_SOMEWHERE, BOTH),
    "results:remove_evaluation_line": other(roles.WRITE_SOMEWHERE, POST),
    "results:answer_finding": other(roles.WRITE_SOMEWHERE, BOTH),
    # Reviews: tests/reviews/test_reviews.py holds their own rules
    "reviews:list": listing(),
    "reviews:open": write(TIE),
    "reviews:vital_signs": listing(),
    "reviews:costs": see(TIE, roles.READ),
    "reviews:review": other(roles.READ),
    "reviews:questions": other(roles.WRITE_SOMEWHERE, BOTH),
    "reviews:decide": other(roles.WRITE_SOMEWHERE, BOTH),
    "reviews:carry_out": other(roles.WRITE_SOMEWHERE, POST),
    "reviews:drop": other(roles.WRITE_SOMEWHERE, BOTH),
    "reviews:exit_kit": other(roles.READ),
    "reviews:change_exit_kit": other(roles.WRITE_SOMEWHERE, BOTH),
    "reviews:exit_document": other(roles.READ),
    "reviews:archive": other(roles.READ),
    "reviews:ask_partner": write(TIE),
    "reviews:withdraw_view": other(roles.WRITE_SOMEWHERE, POST),
    "partner_view": other(PUBLIC, BOTH),
    "reviews:calendar": listing(),
    "reviews:yes": listing(),
    "reviews:name_carrier": write(TIE, side="us"),
    "reviews:end_carrier": other(roles.WRITE_SOMEWHERE, POST),
    "reviews:carrier_task": other(roles.WRITE_SOMEWHERE, POST),
    "reviews:add_date": write(BODY),
    "reviews:remove_date": other(roles.WRITE_SOMEWHERE, POST),
    # Engagements and promises
    "engagements:list": listing(roles.READ_SHARED),
    "engagements:log": listing(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:quick": listing(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:engagement": see(CONTACT),
    "engagements:edit": write(CONTACT),
    "engagements:archive": write(CONTACT, POST),
    "engagements:restore": write(CONTACT, POST),
    "engagements:step": write(CONTACT),
    "engagements:add_follow_up": write(CONTACT),
    "engagements:calendar": listing(roles.READ_SHARED),
    "engagements:overlap": listing(roles.READ_SHARED),
    "engagements:hours": write(CONTACT),
    "engagements:addresses": other(roles.READ_SHARED, BOTH),
    # Proposals are a person's own, or the office's: tests/engagements/test_captures.py holds whose
    "engagements:inbox": listing(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:proposal": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:note_answer": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:dismiss_proposal": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:withdraw_address": other(roles.READ_SHARED, POST),
    # tests/engagements/test_keeping.py holds their own rules: three kinds of record answer
    "engagements:in_touch": listing(),
    "engagements:keep": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:rest": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:end_rest": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:habits": listing(roles.SETTINGS, BOTH),
    "engagements:relationship": see(BODY, roles.READ),
    "engagements:relationship_of_place": other(roles.READ),
    "engagements:link_colleague": write(ONE, POST),
    "engagements:handover": listing(),
    "engagements:digest": listing(roles.READ, BOTH),
    "engagements:stop_digest": other(PUBLIC, BOTH),
    # Agendas, mandates, series and protocol: tests/engagements/test_talks.py and test_protocol.py hold their own rules
    "engagements:talks": see(CONTACT, roles.READ),
    "engagements:agenda": write(CONTACT, POST),
    "engagements:add_mandate": write(CONTACT),
    "engagements:mandate": other(roles.READ),
    "engagements:edit_mandate": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:archive_mandate": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:repeat": write(CONTACT),
    "engagements:staff_time": write(CONTACT),
    "engagements:guests": see(CONTACT, roles.READ),
    "engagements:invite": write(CONTACT, POST),
    "engagements:answers": write(CONTACT, POST),
    # tests/engagements/test_invitations.py holds what the buttons need
    "engagements:mail_invitations": write(CONTACT, POST),
    "engagements:call_off_guest": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:mail_again": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:tables": see(CONTACT, roles.READ),
    "engagements:letters": Rule(roles.READ, BOTH, CONTACT),
    "engagements:guest": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:uninvite": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:never_invited": listing(),
    "engagements:promises": listing(roles.READ_SHARED),
    "engagements:promise": see(PROMISE),
    "engagements:edit_promise": write(PROMISE),
    "engagements:step_promise": write(PROMISE),
    # Delegations, second forms, legs and costs: tests/engagements/test_delegation_pages.py, test_second_forms.py
    "second_form": other(PUBLIC, BOTH),
    "engagements:delegations": listing(roles.READ_SHARED),
    "engagements:travel_totals": listing(),
    "engagements:delegation": see(CONTACT),
    "engagements:travel": see(CONTACT),
    "engagements:plan_delegation": write(CONTACT, POST),
    "engagements:step_delegation": write(CONTACT, POST),
    "engagements:decide_delegation": write(CONTACT),
    "engagements:organiser": write(CONTACT),
    "engagements:safeguard": write(CONTACT, POST),
    "engagements:delegation_paper": other(roles.READ_SHARED),
    "engagements:second_forms": other(roles.READ_SHARED),
    "engagements:fill_second_form": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:second_form_link": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:mail_second_form": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:erase_second_form": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:add_member": write(CONTACT),
    "engagements:add_stop": write(CONTACT),
    "engagements:add_slot": write(CONTACT),
    "engagements:add_leg": write(CONTACT),
    "engagements:add_cost": write(CONTACT),
    "engagements:edit_member": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:edit_stop": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:edit_slot": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:edit_cost": other(roles.WRITE_SOMEWHERE, BOTH),
    "engagements:remove_member": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:remove_stop": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:remove_slot": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:remove_leg": other(roles.WRITE_SOMEWHERE, POST),
    "engagements:remove_cost": other(roles.WRITE_SOMEWHERE, POST),
    # Calls, projects, stakeholders and crises: tests/engagements/test_project_pages.py, test_crises.py hold who may
    "public_thanks": other(PUBLIC),
    "engagements:projects": listing(roles.READ_SHARED),
    "engagements:calls": listing(roles.READ_SHARED),
    "engagements:crises": listing(roles.READ_SHARED),
    "engagements:involved": listing(),
    **{
        f"engagements:add_{one}": listing(roles.WRITE_SOMEWHERE, BOTH)
        for one in ("project", "call", "crisis")
    },
    **{
        f"engagements:{one}": other(roles.READ_SHARED)
        for one in ("project", "call", "crisis", "stakeholder_map")
    },
    **{
        f"engagements:{step}_{one}": other(roles.WRITE_SOMEWHERE, BOTH if step == "edit" else POST)
        for one in ("project", "call", "crisis")
        for step in ("edit", "archive", "restore")
    },
    **{
        f"engagements:{step}_{one}": other(roles.WRITE_SOMEWHERE, POST if step == "remove" else BOTH)
        for one in ("project_party", "budget_line", "funding", "stakeholder", "need", "offer")
        for step in ("add", "edit", "remove")
    },
    **{
        f"engagements:{one}": other(roles.WRITE_SOMEWHERE, BOTH)
        for one in (
            "step_project",
            "add_project_date",
            "add_application",
            "edit_application",
            "step_application",
            "close_crisis",
            "thanks",
            "add_delivery",
            "edit_delivery",
        )
    },
    **{
        f"engagements:{one}": other(roles.WRITE_SOMEWHERE, POST)
        for one in ("step_call", "reopen_crisis", "withdraw_thanks", "step_offer", "remove_delivery")
    },
    # The office and one's own account
    "accounts:settings": listing(roles.SETTINGS, BOTH),
    "accounts:add_unit": listing(roles.SETTINGS, POST),
    "accounts:people": listing(roles.PEOPLE, BOTH),
    "accounts:withdraw_role": other(roles.PEOPLE, POST),
    "accounts:account": other(SIGNED_IN),
    "accounts:add_passkey": other(SIGNED_IN),
    "accounts:ask_link": other(PUBLIC, BOTH),
    "accounts:begin_making_passkey": other(SIGNED_IN, POST),
    "accounts:begin_passkey": other(PUBLIC, POST),
    "accounts:code_app": other(SIGNED_IN, BOTH),
    "accounts:end_other_visits": other(SIGNED_IN, POST),
    "accounts:end_sessions": other(roles.PEOPLE, POST),
    "accounts:end_visit": other(SIGNED_IN, POST),
    "accounts:invite_again": other(roles.PEOPLE, POST),
    "accounts:make_passkey": other(SIGNED_IN, POST),
    "accounts:password": other(SIGNED_IN, BOTH),
    "accounts:prove": other(SIGNED_IN, BOTH),
    "accounts:provider": other(PUBLIC, POST),
    "accounts:provider_done": other(PUBLIC),
    "accounts:provider_failed": other(PUBLIC),
    "accounts:recovery_codes": other(SIGNED_IN, BOTH),
    "accounts:remove_code_app": other(SIGNED_IN, POST),
    "accounts:remove_passkey": other(SIGNED_IN, POST),
    "accounts:second_factor": other(PUBLIC, BOTH),
    "accounts:show_passkey": other(PUBLIC, POST),
    "accounts:sign_in": other(PUBLIC, BOTH),
    "accounts:sign_out": other(PUBLIC, POST),
    "accounts:start": other(SIGNED_IN),
    "accounts:use_link": other(PUBLIC, BOTH),
    "accounts:withdraw_invitation": other(roles.PEOPLE, POST),
    "csp_report": other(PUBLIC, POST),
    # Who holds a secret address is nobody's role: tests/engagements/test_feeds.py holds what it gives
    "calendar_feed": other(PUBLIC, token="nobody"),
    "own_data": other(SIGNED_IN, POST),
    "gallery": other(PUBLIC),
    "openid_connect_callback": other(PUBLIC),
    "saml_acs": other(PUBLIC, POST),
    "saml_finish_acs": other(PUBLIC),
    "saml_metadata": other(PUBLIC),
    "saml_sls": other(PUBLIC),
}


def verdict(rule: Rule, role: str, method: str, state: str) -> str:
    """Return what a role is to get: one of OPEN, HIDDEN, REFUSED, SIGN_IN, NO_METHOD."""
    if method not in rule.methods:
        return NO_METHOD
    if rule.right == PUBLIC:
        return OPEN
    if role in STRANGERS:
        return SIGN_IN
    if rule.right == SIGNED_IN:
        return OPEN
    if role == "outsider":
        return HIDDEN
    if rule.right not in RIGHTS[role]:
        return REFUSED
    if not rule.kind:
        return OPEN
    if role not in SEES[state]:
        return HIDDEN
    return OPEN if not rule.writes or role in WRITERS else REFUSED


_READS = frozenset({roles.READ, roles.READ_SHARED, roles.EXPORT, roles.HISTORY})
_LOOKS_AFTER = frozenset({roles.LOG, roles.PEOPLE, roles.SETTINGS, roles.PRIVACY})
_UNIT = _READS | {roles.WRITE_SOMEWHERE, roles.IMPORT}
_WRITES = _UNIT | {roles.WRITE, roles.MERGE}
RIGHTS: dict[str, frozenset[str]] = {
    "viewer": _READS,
    "auditor": _READS | {roles.LOG},
    "administrator": _READS | _LOOKS_AFTER,
    "unit_editor": _UNIT,
    "other_editor": _UNIT,
    "officer": _WRITES,
    "director": _WRITES | _LOOKS_AFTER | {roles.OVERRIDE, roles.BREAK_GLASS},
    "partner": frozenset({roles.READ_SHARED}),
    "partner_shared": frozenset({roles.READ_SHARED}),
}
"""What each role may ask for, written down a second time: a slip in the roles must show."""
assert STAFF < set(RIGHTS)
