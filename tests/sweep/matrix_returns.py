"""The lines of the matrix for plans, returns and values of indicators; more is held by tests under tests/results."""

from proxenia.accounts.models import roles
from proxenia.core.pages import PUBLIC
from tests.sweep.lines import BOTH, PLAN, POST, RETURN, Rule, listing, other, see, write

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
    "results:record": other(roles.WRITE_SOMEWHERE, BOTH),
    "results:set_target": other(roles.WRITE_SOMEWHERE, BOTH, kind="target"),
    "results:observation": other(roles.READ),
    "results:revise": other(roles.WRITE_SOMEWHERE, BOTH),
    "results:locks": listing(),
    "results:lock": listing(roles.WRITE, BOTH),
    "results:open_period": other(roles.OVERRIDE, POST),
}
