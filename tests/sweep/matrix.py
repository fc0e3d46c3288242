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

from proxenia.accounts.models import roles
from proxenia.core.pages import PUBLIC, SIGNED_IN
from tests.sweep.lines import (
    ANY,
    BODY,
    BOTH,
    CONTACT,
    FORM,
    HIDDEN,
    HOSTED,
    METHODS,
    MISSION,
    NO_METHOD,
    ONE,
    OPEN,
    POST,
    REFUSED,
    SHOW,
    SIGN_IN,
    TEXT,
    TIE,
    Rule,
    listing,
    other,
    see,
    write,
)  # fmt: skip
from tests.sweep.matrix_engagements import ENGAGEMENTS
from tests.sweep.matrix_parts import EVIDENCE, TRAVEL
from tests.sweep.matrix_results import RESULTS
from tests.sweep.matrix_returns import RETURNS
from tests.sweep.matrix_strategy import STRATEGY
from tests.sweep.world import SEES, STAFF, STRANGERS, WRITERS

__all__ = ["ANY", "HIDDEN", "MATRIX", "METHODS", "NO_METHOD", "OPEN", "REFUSED", "SIGN_IN", "Rule", "verdict"]

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
    # Travel and gifts
    **TRAVEL,
    **EVIDENCE,
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
    "directory:archive_assessment": write("hosted_assessment", POST),
    "directory:archive_hosted_body": write(HOSTED, POST),
    "directory:archive_mission": write(MISSION, POST),
    "directory:corps_list": listing(),
    "directory:edit_assessment": write("hosted_assessment"),
    "directory:edit_head": write(MISSION, head="own"),
    "directory:edit_hosted_body": write(HOSTED),
    "directory:edit_hosted_line": write(HOSTED, line="own"),
    "directory:edit_mission": write(MISSION),
    "directory:end_head": write(MISSION, head="own"),
    "directory:export_person": Rule(roles.PRIVACY, POST, ONE),
    "directory:guardian": write(ONE, guardian="own"),
    "directory:hold_person": Rule(roles.PRIVACY, POST, ONE),
    "directory:hosted_assessment": see("hosted_assessment"),
    "directory:hosted_bodies": listing(),
    "directory:hosted_body": see(HOSTED),
    "directory:lift_hold": Rule(roles.PRIVACY, POST, ONE, more={"hold": "own"}),
    "directory:mission": see(MISSION),
    "directory:missions": listing(),
    "directory:person_privacy": Rule(roles.PRIVACY, BOTH, ONE),
    "directory:remove_hosted_line": write(HOSTED, POST, line="own"),
    "directory:restore_assessment": write("hosted_assessment", POST),
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
    **STRATEGY,
    **RESULTS,
    **RETURNS,
    **ENGAGEMENTS,
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
    if role not in SEES[state] or state in rule.gone:
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
