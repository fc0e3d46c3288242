"""Guards whose absence no look can tell, and why: `file:function call` -> the reason.

A reason names the test that fails where the guard is gone, or says why nothing is let through without it.
"""

HERE: dict[str, str] = {
    "proxenia/records/actions/base.py:create check_may_write_in": (
        "a second line: every verb that creates a record asks first itself, or asks this alone"
    ),
    "proxenia/records/actions/base.py:archive check_may_write": "the change it leads to asks the same",
    "proxenia/records/actions/base.py:restore check_may_write": "the change it leads to asks the same",
    "proxenia/portfolio/actions/ties.py:add_tie check_may_exceed": (
        "asks only where the office is at its cap: tests/portfolio/test_life_cycle.py holds it"
    ),
    "proxenia/engagements/actions/delegations.py:set_organiser check_may_write": (
        "asks of whom it is handed to as well: tests/engagements/test_second_forms.py holds it"
    ),
    "proxenia/engagements/actions/itineraries.py:change_member check_member": (
        "a rule about travellers that is called like the guard: it lets nobody in or out"
    ),
    "proxenia/engagements/actions/log.py:_asked_anew visible_to": (
        "what it finds is only compared with who is there already; the questions themselves start from what one sees"
    ),
    "proxenia/engagements/actions/series.py:repeat_engagement visible_to": "tests/engagements/test_series.py holds it",
    "proxenia/records/actions/files.py:put_away_file check_may_hear": "tests/records/test_sharing.py holds it",
    "proxenia/records/actions/files.py:bring_back_file check_may_hear": "tests/records/test_sharing.py holds it",
    "proxenia/records/actions/hangings.py:share_note check_may_hear": "tests/records/test_sharing.py holds it",
    "proxenia/records/actions/hangings.py:share_note check_may_widen": "tests/records/test_sharing.py holds it",
    "proxenia/records/actions/imports/planner.py:Planner.load visible_to": (
        "tests/imports/test_partnerships.py holds it"
    ),
    "proxenia/records/actions/imports/runs.py:commit_run check_may_import": "tests/imports/test_runs.py holds it",
    "proxenia/records/actions/readers.py:share check_may_be_reader": "tests/records/test_readers.py holds it",
    "proxenia/portfolio/actions/hosting.py:name_host_agreement check_may_see": (
        "the agreement and its tie are asked about in turn: whoever may not see one may not see the other"
    ),
}
HERE_A: dict[str, str] = {}
"""Commitments, the desk, the directory and engagements without their sheets and views."""
HERE_B: dict[str, str] = {
    "proxenia/records/actions/files.py:published_copy check_may_be_handed_out": (
        "tests/files/test_attachments.py holds it"
    ),
    "proxenia/records/views/files.py:file check_may_be_handed_out": "tests/files/test_attachments.py holds it",
    "proxenia/records/actions/readers.py:break_glass visible_to": "tests/records/test_readers.py holds it",
    "proxenia/records/queries/exports.py:_note visible_to": (
        "it picks closed records out of the rows that were handed out: those were seen already, by their uids"
    ),
    "proxenia/records/views/import_run.py:export visible_to": (
        "it counts whether a proof is asked for: counting more people asks sooner and hands out nothing"
    ),
}
"""Sheets and views of engagements, and the rooms after it in the alphabet up to records."""
HERE_C: dict[str, str] = {}
"""Results and the rooms after it."""
EXPLAINED = {**HERE, **HERE_A, **HERE_B, **HERE_C}
