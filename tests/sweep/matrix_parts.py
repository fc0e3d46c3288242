"""Lines of the matrix for rooms of their own: questions, matches and exposure; destinations, journeys and gifts."""

from proxenia.accounts.models import roles
from tests.sweep.lines import BOTH, POST, Rule, listing, other, see, write

EVIDENCE: dict[str, Rule] = {
    "prioritisation:questions": listing(),
    "prioritisation:ask": listing(roles.WRITE_SOMEWHERE, BOTH),
    "prioritisation:match": listing(),
    "prioritisation:city_profile": other(roles.WRITE, BOTH, place="geonames:2761369"),
    "prioritisation:remove_city_profile": other(roles.WRITE, POST, place="geonames:2761369"),
    "prioritisation:exposure": listing(methods=BOTH),
    "prioritisation:specialisation": listing(methods=BOTH),
    "prioritisation:question": see("evidence_question"),
    "prioritisation:run": other(roles.READ_SHARED, run="none"),
    "prioritisation:edit_question": write("evidence_question"),
    "prioritisation:answer_question": write("evidence_question", POST),
    "prioritisation:decide_question": write("evidence_question", POST),
    "prioritisation:archive_question": write("evidence_question", POST),
    "prioritisation:restore_question": write("evidence_question", POST),
    "prioritisation:check_run": Rule(roles.READ, POST, "evidence_question"),
    "prioritisation:mix": write("evidence_question"),
    "prioritisation:remove_mix": write("evidence_question", POST),
    "prioritisation:place": see("evidence_question", iso3="FRA"),
    "prioritisation:compare": see("evidence_question"),
    "prioritisation:sides": see("evidence_question"),
    "prioritisation:weights": write("evidence_question", way="words"),
    "prioritisation:remove_weights": write("evidence_question", POST),
    "prioritisation:against": see("evidence_question", roles.READ),
    "prioritisation:export": see("evidence_question", roles.EXPORT, ending="csv"),
}


TRAVEL: dict[str, Rule] = {
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
}
