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
HERE_A: dict[str, str] = {
    "proxenia/desk/queries/search.py:_with_posts visible_to": ("tests/directory/test_hidden.py holds it"),
    "proxenia/desk/queries/seeing.py:_visible visible_to": ("tests/directory/test_hidden.py holds it"),
    "proxenia/desk/queries/today.py:terms visible_through": ("tests/directory/test_hidden.py holds it"),
    "proxenia/directory/models/corps.py:AtOrganisation.visible_to visible_through": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/corps.py:ending_terms visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/hosting.py:assessments_of visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/hosting.py:reviews_due visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/merging.py:_seen_keys visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/merging.py:merged_seen visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/open_places.py:_records visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/open_places.py:records_of visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/organisations.py:_parts_of visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/organisations.py:municipality_at visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/organisations.py:municipality_called visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/portraits.py:pictures_on visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/queries/portraits.py:portraits_for visible_to": (
        "of the file: tests/directory/test_hidden.py holds it; of the person: the file stands on the same record,"
        " so whoever may not see the person is refused the file"
    ),
    "proxenia/directory/queries/telling.py:files_of heard_by": ("tests/directory/test_hidden.py holds it"),
    "proxenia/directory/sheets/organisations.py:OrganisationPlanner._names visible_to": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/directory/views/merging.py:merge check_may_merge": (
        "the page asks for the right to merge, whoever has it may write whatever they see of the office, and both"
        " were looked for among what they see; the merge itself asks the same"
    ),
    "proxenia/directory/views/merging.py:undo_merge visible_to": (
        "the undoing itself asks of the kept record, with the same answer: tests/directory/test_hidden.py asks for it"
    ),
    "proxenia/directory/views/panels.py:listed_as visible_to": ("tests/directory/test_hidden.py holds it"),
    "proxenia/directory/views/portraits.py:set_portrait check_may_write": (
        "tests/directory/test_hidden.py holds it"
    ),
    "proxenia/engagements/access.py:check_may_read_details check_may_see": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/actions/applications.py:_due visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/actions/itineraries.py:add_member check_member": (
        "a rule about travellers that is called like the guard: tests/engagements/test_delegations.py holds it"
    ),
    "proxenia/engagements/actions/log.py:_set_people visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/actions/log.py:_set_ties visible_to": ("tests/engagements/test_hidden.py holds it"),
    "proxenia/engagements/actions/mailed_forms.py:begin_form_mail check_may_fill": (
        "a rule about the state of a delegation: tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/actions/mailed_forms.py:mail_form_link check_may_fill": (
        "a rule about the state of a delegation: tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/actions/mailed_forms.py:mail_form_link check_may_write": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/actions/projects.py:_set_ties visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/actions/second_forms.py:erase_second_form check_may_write": (
        "the event written before anything is erased asks the same: tests/engagements/test_hidden.py asks for it"
    ),
    "proxenia/engagements/actions/second_forms.py:fill_by_link check_may_fill": (
        "a rule about the state of a delegation: tests/engagements/test_second_forms.py holds it"
    ),
    "proxenia/engagements/actions/second_forms.py:fill_by_office check_may_fill": (
        "a rule about the state of a delegation: tests/engagements/test_second_forms.py holds it"
    ),
    "proxenia/engagements/actions/second_forms.py:fill_by_office check_may_write": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/actions/second_forms.py:make_form_link check_may_fill": (
        "a rule about the state of a delegation: tests/engagements/test_second_forms.py holds it"
    ),
    "proxenia/engagements/actions/second_forms.py:make_form_link check_may_write": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/forms/delegations.py:AddMembersForm._found visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/forms/protocol.py:GuestsForm.clean_names visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/details.py:people_there visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/doubts.py:_two_places visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/finding.py:wanted_engagements visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/invitations.py:_refusal check_may_mail": (
        "a rule about what may be mailed, told as a sentence: tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/invitations.py:untold visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/naming.py:_posts_of visible_through": "tests/engagements/test_hidden.py holds it",
    "proxenia/engagements/queries/naming.py:_called visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/naming.py:ties_behind visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/occasions.py:anniversaries visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/occasions.py:anniversaries visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/occasions.py:conflicts visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/projects.py:project_of_promise visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/promises.py:engagement_of visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/protocol.py:never_asked visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/relationship.py:_gifts visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/relationship.py:_notes heard_by": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/relationship.py:_posts visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/relationship.py:handover_of visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/relationship.py:handover_of visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/relationship.py:who_knows visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/series.py:series_of visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/stakeholders.py:not_on_the_map visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/stakeholders.py:not_on_the_map visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/talks.py:mandates_of visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/talks.py:visible_mandates visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/talks.py:visible_mandates visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/travelling.py:met_on_screen visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
}
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
HERE_C: dict[str, str] = {
    "proxenia/accounts/access.py:office_for check_member": "tests/accounts/test_office.py holds it",
    "proxenia/engagements/forms/programme.py:SlotForm.set_up visible_to": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/engagements/queries/finding.py:with_ties visible_through": (
        "tests/engagements/test_hidden.py holds it"
    ),
    "proxenia/portfolio/sheets/ties.py:TieBook.load_keys visible_to": (
        "tests/imports/test_hidden_behind_a_row.py holds it"
    ),
    "proxenia/prioritisation/queries/exposed.py:_funders visible_to": (
        "tests/prioritisation/test_exposed.py holds it"
    ),
    "proxenia/prioritisation/queries/exposed.py:_funders visible_through": (
        "three of them, each held by tests/prioritisation/test_exposed.py"
    ),
    "proxenia/prioritisation/queries/runs.py:question_of_run visible_to": (
        "tests/prioritisation/test_hidden.py holds it"
    ),
    "proxenia/prioritisation/queries/runs.py:tied_spots visible_to": (
        "of ties and of bodies: tests/prioritisation/test_hidden.py holds both"
    ),
    "proxenia/records/actions/imports/runs.py:import_file check_may_import": (
        "tests/imports/test_partnerships.py holds it"
    ),
}
"""What so many looks ask, or so few, that none of those tried tells it."""
EXPLAINED = {**HERE, **HERE_A, **HERE_B, **HERE_C}
