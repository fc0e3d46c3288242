"""The lines of the matrix for plans, returns, questionnaires, values of indicators; more under tests/results."""

from proxenia.accounts.models import roles
from proxenia.core.pages import PUBLIC
from tests.sweep.lines import ASKED, BOTH, PLAN, POST, RETURN, ROUND, Rule, listing, other, see, write

RETURNS: dict[str, Rule] = {
    "return_by_link": other(PUBLIC, BOTH),
    "results:returns": listing(),
    "results:plans": listing(),
    "results:add_plan": listing(roles.WRITE, BOTH),
    "results:plan": see(PLAN),
    "results:edit_plan": Rule(roles.WRITE, BOTH, PLAN, writes=True),
    "results:archive_plan": Rule(roles.WRITE, POST, PLAN, writes=True),
    "results:restore_plan": Rule(roles.WRITE, POST, PLAN, writes=True),
    "results:return": see(RETURN),
    # Whoever takes it holds the right to take exports along too.
    "results:return_workbook": other(roles.READ_SHARED),
    "results:read_return": write(RETURN, POST),
    "results:fill_in_return": write(RETURN),
    "results:send_back_return": Rule(roles.WRITE, BOTH, RETURN, writes=True),
    "results:accept_return": Rule(roles.WRITE, BOTH, RETURN, writes=True),
    "results:lock_return": Rule(roles.WRITE, POST, RETURN, writes=True),
    "results:reopen_return": Rule(roles.WRITE, BOTH, RETURN, writes=True),
    "results:archive_return": Rule(roles.WRITE, POST, RETURN, writes=True),
    "results:restore_return": Rule(roles.WRITE, POST, RETURN, writes=True),
    "results:link_return": write(RETURN, POST),
    "results:mail_return": write(RETURN, POST),
    # The link itself is the secret, and what it opens is held by the tests of RES-14.
    "answer_by_link": other(PUBLIC, BOTH),
    "results:questionnaires": listing(),
    "results:add_questionnaire": listing(roles.WRITE, BOTH),
    "results:questionnaire": see(ASKED),
    "results:questionnaire_sheet": see(ASKED, roles.EXPORT, ending="csv"),
    "results:edit_questionnaire": Rule(roles.WRITE, BOTH, ASKED, writes=True),
    "results:open_round": Rule(roles.WRITE, BOTH, ASKED, writes=True),
    "results:archive_questionnaire": Rule(roles.WRITE, POST, ASKED, writes=True),
    "results:restore_questionnaire": Rule(roles.WRITE, POST, ASKED, writes=True),
    "results:question_round": see(ROUND),
    "results:ask_people": Rule(roles.WRITE, BOTH, ROUND, writes=True),
    "results:move_round": Rule(roles.WRITE, BOTH, ROUND, writes=True),
    "results:read_sheet": Rule(roles.WRITE, POST, ROUND, writes=True),
    "results:close_round": Rule(roles.WRITE, POST, ROUND, writes=True),
    "results:archive_round": Rule(roles.WRITE, POST, ROUND, writes=True),
    "results:restore_round": Rule(roles.WRITE, POST, ROUND, writes=True),
    "results:record": other(roles.WRITE_SOMEWHERE, BOTH),
    "results:set_target": other(roles.WRITE_SOMEWHERE, BOTH, kind="target"),
    "results:observation": other(roles.READ),
    "results:revise": other(roles.WRITE_SOMEWHERE, BOTH),
    "results:locks": listing(),
    "results:lock": listing(roles.WRITE, BOTH),
    "results:open_period": other(roles.OVERRIDE, POST),
}
