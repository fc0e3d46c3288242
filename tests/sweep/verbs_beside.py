"""More verbs asked directly: of missions, hosted bodies, consents, promises, files, and of the office itself.

The same rule as in `verbs.py`: with values that fit, and some with values the verb's own rules would refuse.
"""

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proxenia.accounts.actions import offices, visits
from proxenia.accounts.models import Membership, User
from proxenia.commitments import actions as commitments
from proxenia.commitments.actions import digests
from proxenia.commitments.actions import keeping as keeping_touch
from proxenia.core.values import PartialDate
from proxenia.directory import actions as directory
from proxenia.directory.actions import consents, corps, erasing, hosting
from proxenia.portfolio import actions as portfolio
from proxenia.records.actions import files, keeping, readers, retention
from proxenia.records.actions.imports import runs
from proxenia.records.queries import exports
from proxenia.results.actions import accepting, direct, evaluations, ledger, letters, logs, plans, returns
from proxenia.results.rules.given import Answered
from tests.sweep.world import World

Verb = Callable[[World, Any, User], Any]
LATE = dt.date(2100, 1, 1)


def _part(world: World, one: Any, name: str) -> Any:
    """Return what hangs on a record, fetched anew."""
    row = world.parts[one.pk, name]
    return type(row).objects.get(pk=row.pk)


def _file(world: World, one: Any) -> Any:
    return next(file for file in world.files.values() if file.anchor_id == one.pk)


def _log(change: Any, away: Any, back: Any, bad: dict[str, Any]) -> dict[str, Verb]:
    """Return the verbs that an entry of one of the logs of results has."""
    return {
        "change": lambda _w, one, by: change(one, by=by, values={"note": "x"}),
        "change badly": lambda _w, one, by: change(one, by=by, values=bad),
        "archive": lambda _w, one, by: away(one, by=by, reason="x"),
        "restore": lambda _w, one, by: back(one, by=by),
    }


def _plan_values(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in ("code", "title", "begins", "frequency")}


MORE: dict[str, dict[str, Verb]] = {
    "organisation": {
        "file": lambda _w, one, by: files.add_file(
            one.anchor, by=by, upload=SimpleUploadedFile("x.pdf", b"%PDF-1.7 x")
        ),
        "put file away": lambda w, one, by: files.put_away_file(_file(w, one), by=by),
        "bring file back": lambda w, one, by: files.bring_back_file(_file(w, one), by=by),
        "settle place badly": lambda _w, one, by: directory.change_organisation(one, by=by, values={"name": ""}),
    },
    "person": {
        "consent": lambda _w, one, by: consents.record_consent(
            one, by=by, purpose="newsletter", basis="consent", source="x", given_on=timezone.localdate()
        ),
        "consent badly": lambda _w, one, by: consents.record_consent(
            one, by=by, purpose="x", basis="x", source="", given_on=LATE
        ),
        "withdraw consent": lambda w, one, by: consents.withdraw_consent(
            _part(w, one, "consent"), by=by, how="x"
        ),
        "withdraw consent badly": lambda w, one, by: consents.withdraw_consent(
            _part(w, one, "consent"), by=by, how="x", on=LATE
        ),
        "guardian": lambda _w, one, by: consents.name_guardian(one, by=by, name="x"),
        "guardian badly": lambda _w, one, by: consents.name_guardian(one, by=by, name="", consented_on=LATE),
        "guardian agrees": lambda w, one, by: consents.record_guardian_consent(
            _part(w, one, "guardian"), by=by, on=timezone.localdate()
        ),
        "guardian agrees badly": lambda w, one, by: consents.record_guardian_consent(
            _part(w, one, "guardian"), by=by, on=LATE
        ),
        "guardian takes back": lambda w, one, by: consents.withdraw_guardian_consent(
            _part(w, one, "guardian"), by=by, on=LATE
        ),
        "restore": lambda _w, one, by: directory.restore_person(one, by=by),
        "erase": lambda _w, one, by: erasing.erase_person(one, by=by, reason="x"),
        "preview erasure": lambda _w, one, by: erasing.preview_erasure(one, by=by),
        "note export": lambda _w, one, by: erasing.note_export(one, by=by),
        "keep in touch": lambda _w, one, by: keeping_touch.keep_in_touch(one, by=by, tier="close"),
        "keep in touch badly": lambda _w, one, by: keeping_touch.keep_in_touch(one, by=by, tier="x"),
        "stop keeping": lambda _w, one, by: keeping_touch.stop_keeping(one, by=by),
        "let rest": lambda _w, one, by: keeping_touch.let_rest(one, by=by, until=LATE, reason=""),
        "wake": lambda _w, one, by: keeping_touch.wake(one, by=by),
        "link colleague": lambda w, one, by: keeping_touch.link_colleague(one, by=by, user=w.users["outsider"]),
        "unlink colleague": lambda _w, one, by: keeping_touch.unlink_colleague(one, by=by),
    },
    "mission": {
        "change": lambda _w, one, by: corps.change_mission(one, by=by, values={"note": "x"}),
        "change badly": lambda _w, one, by: corps.change_mission(one, by=by, values={"kind": "x"}),
        "archive": lambda _w, one, by: corps.archive_mission(one, by=by, reason="x"),
        "restore": lambda _w, one, by: corps.restore_mission(one, by=by),
        "appoint": lambda w, one, by: corps.appoint_head(
            one, by=by, person=w.extra["person"], rank="consul"
        ),
        "appoint badly": lambda w, one, by: corps.appoint_head(
            one, by=by, person=w.extra["person"], rank="consul",
            presented=PartialDate(2020), until=PartialDate(2010),
        ),
        "change head": lambda w, one, by: corps.change_head(
            _part(w, one, "head"), by=by, values={"rank": "ambassador"}
        ),
        "change head badly": lambda w, one, by: corps.change_head(
            _part(w, one, "head"), by=by, values={"presented": PartialDate(2020), "until": PartialDate(2010)}
        ),
        "end head": lambda w, one, by: corps.end_head(_part(w, one, "head"), by=by, until=PartialDate(2025)),
        "end head badly": lambda w, one, by: corps.end_head(
            _part(w, one, "head"), by=by, until=PartialDate(1900)
        ),
    },
    "result": {
        "change": lambda _w, one, by: ledger.change_result(one, by=by, values={"note": "x"}),
        "change badly": lambda _w, one, by: ledger.change_result(one, by=by, values={"kind": "x"}),
        "withdraw": lambda _w, one, by: ledger.move_result(
            one, by=by, verb="withdraw_result", reason="It was not so."
        ),
        "substantiate badly": lambda _w, one, by: ledger.move_result(one, by=by, verb="substantiate_result"),
        "look": lambda _w, one, by: ledger.look_at_result(one, by=by),
        "archive": lambda _w, one, by: ledger.archive_result(one, by=by, reason="x"),
        "restore": lambda _w, one, by: ledger.restore_result(one, by=by),
        "link": lambda _w, one, by: ledger.add_contribution(one, by=by, named="x"),
        "link badly": lambda _w, one, by: ledger.add_contribution(one, by=by, named="x", share=(100, 100)),
        "change link": lambda w, one, by: ledger.change_contribution(
            _part(w, one, "link"), by=by, share=(10, 100), how="x"
        ),
        "change link badly": lambda w, one, by: ledger.change_contribution(
            _part(w, one, "link"), by=by, share=(101, 100), how="x"
        ),
        "remove link": lambda w, one, by: ledger.remove_contribution(_part(w, one, "link"), by=by),
    },
    "business_plan": {
        "change": lambda _w, one, by: plans.change_business_plan(one, by=by, values=_plan_values(one)),
        "change badly": lambda _w, one, by: plans.change_business_plan(one, by=by, values={"title": ""}),
        "archive": lambda _w, one, by: plans.archive_business_plan(one, by=by, reason="x"),
        "restore": lambda _w, one, by: plans.restore_business_plan(one, by=by),
        "ask": lambda _w, one, by: returns.open_return(one, by=by, period="2025-Q4"),
        "ask badly": lambda _w, one, by: returns.open_return(one, by=by, period="2019-Q1"),
    },
    "return": {
        "send in": lambda _w, one, by: returns.submit_return(one, by=by, answered=Answered(cells=1)),
        "look": lambda _w, one, by: returns.check_submission(one, by=by, answered=Answered(cells=1)),
        "send back": lambda _w, one, by: returns.send_back_return(one, by=by, comment="Which ones?"),
        "send back badly": lambda _w, one, by: returns.send_back_return(one, by=by, comment=""),
        "accept": lambda _w, one, by: accepting.accept_return(one, by=by, rating=3),
        "accept badly": lambda _w, one, by: accepting.accept_return(one, by=by, rating=9),
        "lock badly": lambda _w, one, by: returns.lock_return(one, by=by),
        "open badly": lambda _w, one, by: returns.reopen_return(one, by=by, reason=""),
        "archive badly": lambda _w, one, by: returns.archive_return(one, by=by, reason=""),
        "restore": lambda _w, one, by: returns.restore_return(one, by=by),
        "link badly": lambda _w, one, by: letters.link_return(one, by=by),
        "mail badly": lambda _w, one, by: letters.ask_by_mail(one, by=by),
    },
    "externality": _log(logs.change_externality, logs.archive_externality, logs.restore_externality, {"whom": ""}),
    "ranking": _log(logs.change_ranking, logs.archive_ranking, logs.restore_ranking, {"best": 0}),
    "media_item": _log(logs.change_media_item, logs.archive_media_item, logs.restore_media_item, {"outlet": ""}),
    "direct_value": _log(
        direct.change_direct_value, direct.archive_direct_value, direct.restore_direct_value, {"source": ""}
    ),
    "evaluation": {
        **_log(
            evaluations.change_evaluation, evaluations.archive_evaluation, evaluations.restore_evaluation, {"title": ""}
        ),
        "line": lambda _w, one, by: evaluations.add_evaluation_line(
            one, by=by, values={"sort": "question", "text": "x"}
        ),
        "line badly": lambda _w, one, by: evaluations.add_evaluation_line(one, by=by, values={"sort": "x"}),
        "change line": lambda w, one, by: evaluations.change_evaluation_line(
            _part(w, one, "finding"), by=by, values={"text": "other"}
        ),
        "answer": lambda w, one, by: evaluations.answer_finding(
            _part(w, one, "finding"), by=by, response="accepted", words="x"
        ),
        "answer badly": lambda w, one, by: evaluations.answer_finding(
            _part(w, one, "finding"), by=by, response="x", words=""
        ),
        "remove line": lambda w, one, by: evaluations.remove_evaluation_line(_part(w, one, "finding"), by=by),
    },
    "hosted_body": {
        "change": lambda _w, one, by: hosting.change_hosted_body(one, by=by, values={"note": "x"}),
        "change badly": lambda _w, one, by: hosting.change_hosted_body(one, by=by, values={"kind": "x"}),
        "archive": lambda _w, one, by: hosting.archive_hosted_body(one, by=by, reason="x"),
        "restore": lambda _w, one, by: hosting.restore_hosted_body(one, by=by),
        "line": lambda _w, one, by: hosting.add_hosted_line(one, by=by, values={"kind": "rent", "what": "x"}),
        "line badly": lambda _w, one, by: hosting.add_hosted_line(one, by=by, values={"kind": "rent", "what": ""}),
        "change line": lambda w, one, by: hosting.change_hosted_line(
            _part(w, one, "line"), by=by, values={"what": "other"}
        ),
        "change line badly": lambda w, one, by: hosting.change_hosted_line(
            _part(w, one, "line"), by=by, values={"what": ""}
        ),
        "leave line as it is": lambda w, one, by: hosting.change_hosted_line(
            _part(w, one, "line"), by=by, values={}
        ),
        "remove line": lambda w, one, by: hosting.remove_hosted_line(_part(w, one, "line"), by=by),
        "review": lambda _w, one, by: hosting.review_hosted_body(one, by=by, decision="keep", reason="x"),
        "review badly": lambda _w, one, by: hosting.review_hosted_body(one, by=by, decision="x", reason=""),
        "assess": lambda _w, one, by: hosting.assess_hosted_body(one, by=by, title="x", text="x"),
        "assess badly": lambda _w, one, by: hosting.assess_hosted_body(one, by=by, title="", text=""),
        "name agreement": lambda w, one, by: portfolio.name_host_agreement(
            one, by=by, agreement=w.records["agreement", "open"]
        ),
        "name agreement again": lambda w, one, by: [
            portfolio.name_host_agreement(one, by=each, agreement=w.records["agreement", "open"])
            for each in (w.cast.operator, by)
        ],
        "drop agreement": lambda _w, one, by: portfolio.drop_host_agreement(one, by=by),
    },
    "commitment": {
        "change": lambda _w, one, by: commitments.change_commitment(one, by=by, values={"note": "x"}),
        "change badly": lambda _w, one, by: commitments.change_commitment(one, by=by, values={"what": ""}),
        "move": lambda _w, one, by: commitments.move_commitment(one, by=by, verb="drop"),
        "keep": lambda _w, one, by: commitments.move_commitment(one, by=by, verb="keep_commitment"),
        "move badly": lambda _w, one, by: commitments.move_commitment(one, by=by, verb="x"),
    },
}  # fmt: skip
OFFICE: dict[str, tuple[str, Verb]] = {
    "change settings": ("viewer", lambda w, _one, by: offices.change_settings(
        w.cast.office, by=by, values={"name": "x"})),
    "add a unit": ("viewer", lambda w, _one, by: offices.add_unit(w.cast.office, by=by, name="x")),
    "invite": ("viewer", lambda w, _one, by: offices.invite(
        w.cast.office, by=by, email="x@example.org", name="x", role="viewer")),
    "withdraw a role": ("viewer", lambda w, _one, by: offices.withdraw_role(
        Membership.objects.get(user=w.users["officer"]), by=by)),
    "end visits": ("viewer", lambda w, _one, by: visits.end_visits_of(
        w.users["officer"], w.cast.office, by=by)),
    "break glass": ("officer", lambda w, _one, by: readers.break_glass(
        w.cast.office, by=by, uid=w.records["partnership", "confidential"].uid, reason="x" * 60)),
    "set retention": ("viewer", lambda w, _one, by: retention.set_retention(
        w.cast.office, by=by, rule="files_put_away", months=12)),
    "run retention": ("viewer", lambda w, _one, by: retention.run_retention(w.cast.office, by=by)),
    "keep what is hidden": ("viewer", lambda w, _one, by: keeping.keep_until(
        w.records["person", "open"].anchor, by=by, because="x")),
    "keep what one does not see": ("administrator", lambda w, _one, by: keeping.keep_until(
        w.records["person", "confidential"].anchor, by=by, because="x")),
    "bring in": ("viewer", lambda w, _one, by: runs.start_run(
        w.cast.office, by=by, kind="organisations", upload=SimpleUploadedFile("x.csv", b"Name\nx\n"))),
    "change habits": ("officer", lambda w, _one, by: keeping_touch.change_habits(
        w.cast.office, by=by, values={"close_months": 0})),
    "change a digest": ("partner", lambda w, _one, by: digests.change_digest(
        w.cast.office, by=by, user=by, rhythm="x")),
    "take sheets away": ("partner", lambda w, _one, by: exports.write_export(
        "organisations", w.cast.office, user=by, path=Path(tempfile.mkdtemp()) / "x.csv")),
}  # fmt: skip
"""What the office itself is asked for, and by whom who may not."""
