"""The lines of the matrix about strategy: what for, and by which means."""

from proxenia.accounts.models import roles
from proxenia.core.pages import PUBLIC
from tests.sweep.lines import (
    BOTH,
    CONTACT,
    GOAL,
    LOCAL,
    POST,
    TIE,
    Rule,
    listing,
    other,
    part,
    see,
    write,
)  # fmt: skip

STRATEGY: dict[str, Rule] = {
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
    "strategy:edit_meeting": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:remove_meeting": other(roles.WRITE_SOMEWHERE, POST),
    "strategy:add_part": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:edit_part": other(roles.WRITE_SOMEWHERE, BOTH),
    "strategy:remove_part": other(roles.WRITE_SOMEWHERE, POST),
    **{
        f"strategy:{name}": rule
        for kind, plural, one in (
            ("plan", "plans", LOCAL),
            ("asset", "assets", "asset"),
            ("consultation", "consultations", "consultation"),
        )
        for name, rule in (
            (plural, listing()),
            (f"add_{kind}", listing(roles.WRITE_SOMEWHERE, BOTH)),
            (kind, see(one)),
            (f"edit_{kind}", write(one)),
            (f"archive_{kind}", write(one, POST)),
            (f"restore_{kind}", write(one, POST)),
        )
    },
    "strategy:add_voice": write("consultation"),
    "strategy:edit_voice": part("consultation", "Voice", name="voice"),
    "strategy:remove_voice": part("consultation", "Voice", POST, name="voice"),
    "strategy:edit_outcome": part("strategy", "Outcome", name="uid"),
    "strategy:remove_outcome": part("strategy", "Outcome", POST, name="uid"),
    "strategy:add_objective": part("strategy", "Outcome", name="uid"),
    "strategy:objective": see(GOAL),
    "strategy:edit_objective": write(GOAL),
    "strategy:archive_objective": write(GOAL, POST),
    "strategy:restore_objective": write(GOAL, POST),
    "strategy:add_measure": write(GOAL),
    "strategy:edit_measure": part(GOAL, "Measure", name="uid"),
    "strategy:remove_measure": part(GOAL, "Measure", POST, name="uid"),
    "strategy:priority": write(GOAL),
    "strategy:targets": write(GOAL),
    "strategy:stance": part(GOAL, "LocalPlan", name="plan"),
    "strategy:strategy": see("strategy"),
    "strategy:edit_strategy": write("strategy"),
    "strategy:archive_strategy": write("strategy", POST),
    "strategy:restore_strategy": write("strategy", POST),
    "strategy:add_outcome": write("strategy"),
    "strategy:adopt": Rule(roles.WRITE, BOTH, "strategy", writes=True),
    "strategy:end": Rule(roles.WRITE, BOTH, "strategy", writes=True),
    "strategy:publish": Rule(roles.WRITE, POST, "strategy", writes=True),
    # A strategy without a version has none: tests/strategy holds who sees them
    "strategy:differences": other(roles.READ),
    "citizen_strategy": other(PUBLIC),
}
