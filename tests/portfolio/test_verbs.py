"""Ties with their parties, classification, parts, memberships, agreements and promises."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from proxenia.accounts.models import User
from proxenia.audit.queries import history_of, verify_chains
from proxenia.core import search
from proxenia.core.errors import NotAllowed, NotFound, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.models import Organisation
from proxenia.portfolio import actions
from proxenia.portfolio.models import Agreement, AgreementVersion, Membership, Partnership
from proxenia.portfolio.queries.counts import visible_agreements, visible_ties
from tests.portfolio.conftest import NIMES, ODESA, TRIER, AddTie, Cast, day

PDF = b"%PDF-1.7 a signed text"


def verbs_of(uid: str) -> list[str]:
    """What the log says of a record, oldest first."""
    return [entry.verb for entry in reversed(history_of([uid]))]


def test_prt_1_a_city_named_as_counterpart_is_its_municipality(add_tie: AddTie) -> None:
    tie = add_tie("Treves", place=TRIER)
    [party] = tie.parties.all()
    assert (party.named, party.organisation.kind) == ("Treves", "municipality")
    assert party.organisation.place is not None
    assert party.organisation.place.name == "Trier"
    assert tie.name == "Treves"
    assert not tie.is_named


def test_prt_1_several_counterparts_stand_on_one_tie(cast: Cast, officer: User) -> None:
    who = [actions.Counterpart(words="Trier", place=TRIER), actions.Counterpart(words="Nîmes", place=NIMES)]
    tie = actions.add_tie(
        cast.office, by=officer, values={"name": "Wine towns", "kind": "grant_project"}, counterparts=who
    )
    assert [party.named for party in tie.parties.all()] == ["Trier", "Nîmes"]
    assert tie.is_named
    actions.add_party(tie, by=officer, counterpart=actions.Counterpart(words="Odesa", place=ODESA))
    with pytest.raises(Refused):
        actions.add_party(tie, by=officer, counterpart=actions.Counterpart(words="Odessa", place=ODESA))
    assert tie.parties.count() == 3


def test_prt_1_the_last_counterpart_stays(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier")
    with pytest.raises(Refused):
        actions.remove_party(tie.parties.get(), by=officer)
    actions.add_party(tie, by=officer, counterpart=actions.Counterpart(words="Nîmes", place=NIMES))
    actions.remove_party(tie.parties.get(named="Trier"), by=officer)
    assert [party.named for party in tie.parties.all()] == ["Nîmes"]
    assert verbs_of(tie.uid) == ["add_tie", "add_party", "remove_party"]


def test_prt_1_a_tie_without_a_counterpart_is_refused(cast: Cast, officer: User) -> None:
    with pytest.raises(Refused):
        actions.add_tie(cast.office, by=officer, values={"name": "Nobody"}, counterparts=[])
    with pytest.raises(Refused):
        actions.add_tie(
            cast.office, by=officer, values={"kind": "friendship"}, counterparts=[actions.Counterpart()]
        )
    assert not Partnership.objects.exists()


def test_prt_1_an_unknown_kind_is_refused(add_tie: AddTie) -> None:
    with pytest.raises(Refused) as refusal:
        add_tie("Trier", kind="entente")
    assert refusal.value.where == "kind"


def test_prt_1_a_part_stands_under_its_whole_and_never_in_a_ring(add_tie: AddTie, officer: User) -> None:
    alliance, ports, berths = add_tie("Alliance"), add_tie("Ports"), add_tie("Berths")
    actions.set_parent(ports, by=officer, parent=alliance)
    actions.set_parent(berths, by=officer, parent=ports)
    for tie, parent in ((alliance, alliance), (alliance, ports), (alliance, berths), (ports, berths)):
        with pytest.raises(Refused):
            actions.set_parent(tie, by=officer, parent=parent)
        with pytest.raises(Refused):
            actions.change_tie(tie, by=officer, values={"parent": parent})
    actions.set_parent(ports, by=officer, parent=None)
    actions.set_parent(alliance, by=officer, parent=berths)
    assert list(berths.children.all()) == [alliance]


def test_prt_2_words_of_every_facet_and_no_other(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier", codes=[("purpose", "culture"), ("sdg", "11")])
    actions.classify_tie(tie, by=officer, codes={("purpose", "culture"), ("innovation_stage", "discovery")})
    assert set(tie.classifications.values_list("facet", "code")) == {
        ("purpose", "culture"),
        ("innovation_stage", "discovery"),
    }
    with pytest.raises(Refused):
        actions.classify_tie(tie, by=officer, codes={("purpose", "glory")})
    with pytest.raises(Refused):
        actions.classify_tie(tie, by=officer, codes={("colour", "blue")})
    actions.classify_tie(tie, by=officer, codes={("purpose", "culture"), ("innovation_stage", "discovery")})
    assert verbs_of(tie.uid) == ["add_tie", "classify_tie"]


def draft(tie: Partnership, officer: User, **values: Any) -> Agreement:
    """A draft with a way out."""
    given = {
        "title": "Memorandum",
        "state": "draft",
        "ends": day("2035"),
        "exit_clause": "Six months.",
        **values,
    }
    return actions.add_agreement(tie, by=officer, values=given)


def test_prt_3_from_draft_to_end(add_tie: AddTie, officer: User, settings: Any, tmp_path: Any) -> None:
    settings.DATA_FOLDER = tmp_path
    agreement = draft(add_tie("Trier"), officer)
    with pytest.raises(Refused):
        actions.amend_agreement(agreement, by=officer, kind="amendment", values={"summary": "More."})
    upload = SimpleUploadedFile("memo.pdf", PDF)
    actions.sign_agreement(
        agreement, by=officer, signed=day("2024-05-02"), signatories="A. Lund", upload=upload
    )
    original = agreement.versions.get()
    assert (original.number, str(original.dated)) == (1, "2024-05-02")
    assert original.file is not None
    with pytest.raises(Refused):
        actions.sign_agreement(agreement, by=officer, signed=day("2024"))
    values = {"summary": "Schools too.", "dated": day("2025")}
    actions.amend_agreement(agreement, by=officer, kind="amendment", values=values)
    with pytest.raises(Refused):
        actions.amend_agreement(agreement, by=officer, kind="renewal", values={"ends": day("2034")})
    actions.amend_agreement(agreement, by=officer, kind="renewal", values={"ends": day("2040")})
    assert [(v.number, v.kind) for v in agreement.versions.all()] == [
        (1, "original"), (2, "amendment"), (3, "renewal"),
    ]  # fmt: skip
    actions.end_agreement(agreement, by=officer, ended=day("2030"), reason="Both left.")
    with pytest.raises(Refused):
        actions.end_agreement(agreement, by=officer, ended=None, reason="Again.")
    actions.amend_agreement(agreement, by=officer, kind="renewal", values={"ends": day("2045")})
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ends) == ("signed", day("2045"))
    assert verify_chains() == []


def test_prt_3_a_draft_is_signed_with_a_term_and_a_way_out(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier")
    for missing in ({"ends": None}, {"exit_clause": ""}):
        with pytest.raises(Refused) as refusal:
            actions.sign_agreement(draft(tie, officer, **missing), by=officer, signed=day("2024"))
        assert refusal.value.where == next(iter(missing))


@pytest.mark.parametrize(
    "values",
    [
        {"starts": "2030", "ends": "2029"},
        {"signed": "2024-06", "ends": "2024-05"},
        {"starts": "2020", "review": "2019-12", "ends": "2030"},
        {"signed": "2199"},
    ],
)
def test_prt_3_dates_that_contradict_are_refused(
    add_tie: AddTie, officer: User, values: dict[str, str]
) -> None:
    dates = {name: day(text) for name, text in values.items()}
    tie = add_tie("Trier")
    with pytest.raises(Refused):
        actions.add_agreement(tie, by=officer, values={"title": "Pact", **dates})
    assert not Agreement.objects.exists()


def test_prt_3_approvals_with_body_and_date(add_tie: AddTie, officer: User) -> None:
    agreement = draft(add_tie("Trier"), officer)
    actions.add_approval(
        agreement, by=officer, body="City council", decided=day("2024-03"), decision="27 to 3"
    )
    with pytest.raises(Refused):
        actions.add_approval(agreement, by=officer, body=" ")
    assert [str(row) for row in agreement.approvals.all()] == ["City council"]
    assert verbs_of(agreement.uid) == ["add_agreement", "add_approval"]


def test_prt_4_promises_of_both_sides_with_who_answers(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier")
    agreement = draft(tie, officer)
    ours = actions.add_promise(
        tie,
        by=officer,
        agreement=agreement,
        values={"what": "Send the dates", "side": "us", "owner_name": "Mara"},
    )
    theirs = actions.add_promise(tie, by=officer, values={"what": "Name a school", "side": "them"})
    links = {link.commitment: link.agreement for link in tie.commitment_links.all()}
    assert links == {ours: agreement, theirs: None}
    other = add_tie("Nîmes", place=NIMES)
    with pytest.raises(Refused):
        actions.add_promise(other, by=officer, agreement=agreement, values={"what": "x", "side": "us"})


def test_prt_4_what_each_partner_takes_on(add_tie: AddTie, officer: User) -> None:
    tie = add_tie("Trier")
    party = tie.parties.get()
    actions.change_party(party, by=officer, named="Trier", responsibilities="Hosts the youth camp.")
    actions.change_party(party, by=officer, named="Trier", responsibilities="Hosts the youth camp.")
    assert tie.parties.get().responsibilities == "Hosts the youth camp."
    assert verbs_of(tie.uid) == ["add_tie", "change_party"]


def test_prt_9_joining_a_network_records_role_and_fee(cast: Cast, officer: User) -> None:
    fee = {"fee": Decimal(6200), "fee_currency": "EUR", "fee_year": 2025, "role": "board"}
    tie = actions.join_network(
        cast.office,
        by=officer,
        name="Eurocities",
        code="eurocities",
        membership=fee,
        codes=[("purpose", "learning")],
    )
    row = Membership.objects.get()
    assert (row.role, row.fee, row.network_code) == ("board", Decimal(6200), "eurocities")
    assert tie.parties.get().organisation.kind == "city_network"
    with pytest.raises(Refused) as refusal:
        actions.join_network(cast.office, by=officer, name="Eurocities", code="eurocities")
    assert "Eurocities" in refusal.value.message
    with pytest.raises(Refused):
        actions.change_membership(tie, by=officer, values={"fee": Decimal(1), "fee_year": None})
    actions.change_membership(tie, by=officer, values={"role": "presidency", "role_since": day("2026")})
    assert verbs_of(tie.uid) == ["add_tie", "join_network", "change_membership"]
    assert Organisation.objects.filter(kind="city_network").count() == 1


def test_prt_10_a_dismissed_double_is_kept_once(add_tie: AddTie, officer: User) -> None:
    first, second = add_tie("Trier"), add_tie("Trier")
    actions.dismiss_duplicate(second, first, by=officer, reason="One is of the port.")
    actions.dismiss_duplicate(first, second, by=officer)
    assert verbs_of(first.uid) == ["add_tie", "dismiss_duplicate"]
    with pytest.raises(Refused):
        actions.dismiss_duplicate(first, first, by=officer)


# Who may


def test_sys_3_a_viewer_writes_nothing(add_tie: AddTie, viewer: User, officer: User) -> None:
    tie = add_tie("Trier")
    agreement = draft(tie, officer)
    party = tie.parties.get()
    attempts = [
        lambda: add_tie("Nîmes", by=viewer),
        lambda: actions.change_tie(tie, by=viewer, values={"purpose": "x"}),
        lambda: actions.move_state(tie, by=viewer, target="under_review"),
        lambda: actions.classify_tie(tie, by=viewer, codes={("sdg", "1")}),
        lambda: actions.add_party(
            tie, by=viewer, counterpart=actions.Counterpart(words="Nîmes", place=NIMES)
        ),
        lambda: actions.change_party(party, by=viewer, named="x", responsibilities="y"),
        lambda: actions.remove_party(party, by=viewer),
        lambda: actions.set_parent(tie, by=viewer, parent=None),
        lambda: actions.add_agreement(tie, by=viewer, values={"title": "x"}),
        lambda: actions.change_agreement(agreement, by=viewer, values={"note": "x"}),
        lambda: actions.sign_agreement(agreement, by=viewer, signed=day("2024")),
        lambda: actions.end_agreement(agreement, by=viewer, ended=None, reason="x"),
        lambda: actions.amend_agreement(agreement, by=viewer, kind="amendment", values={}),
        lambda: actions.add_approval(agreement, by=viewer, body="Council"),
        lambda: actions.add_promise(tie, by=viewer, values={"what": "x", "side": "us"}),
        lambda: actions.archive_tie(tie, by=viewer, reason="x"),
        lambda: actions.dismiss_duplicate(tie, tie, by=viewer),
        lambda: actions.change_membership(tie, by=viewer, values={"role": "board"}),
        lambda: actions.join_network(tie.office, by=viewer, name="ICLEI"),
    ]
    for attempt in attempts:
        with pytest.raises(NotAllowed):
            attempt()
    assert verbs_of(tie.uid) == ["add_tie"]


def test_sys_3_a_unit_editor_writes_within_the_unit(cast: Cast, add_tie: AddTie) -> None:
    editor = cast.person("unit_editor", cast.port)
    tie = add_tie("Trier", by=editor, unit=cast.port)
    actions.change_tie(tie, by=editor, values={"purpose": "Berths."})
    with pytest.raises(NotAllowed):
        add_tie("Nîmes", by=editor)
    with pytest.raises(NotAllowed):
        actions.change_tie(add_tie("Odesa", place=ODESA), by=editor, values={"purpose": "x"})


def test_sys_3_what_a_tie_hides_its_agreements_and_promises_hide_too(
    cast: Cast, add_tie: AddTie, officer: User
) -> None:
    insider = cast.person("officer", cast.port)
    Membership_office = cast.person("officer")
    tie = add_tie("Trier", unit=cast.port)
    agreement = draft(tie, officer)
    promise = actions.add_promise(tie, by=officer, values={"what": "Send the dates", "side": "us"})
    actions.change_tie(tie, by=insider, values={"visibility": "restricted"})
    for record in (agreement, promise):
        record.refresh_from_db()
        assert record.visibility == record.anchor.visibility == "restricted"
    assert list(visible_ties(Membership_office, cast.office)) == []
    assert list(visible_agreements(Membership_office, cast.office)) == []
    assert list(visible_agreements(insider, cast.office)) == [agreement]
    with pytest.raises(NotFound):
        actions.change_tie(tie, by=Membership_office, values={"purpose": "x"})


def test_dir_1_ties_are_found_by_their_counterparts(add_tie: AddTie, cast: Cast) -> None:
    tie = add_tie("Odessa", place=ODESA)
    for words in ("odesa", "Одеса", "odes"):
        assert search.find(words, cast.office.pk, kinds=["partnership"]) == [tie.pk]


def test_prt_3_versions_are_numbered_from_one(add_tie: AddTie, officer: User) -> None:
    agreement = actions.add_agreement(
        add_tie("Trier"), by=officer, values={"title": "Pact", "signed": day("1999")}
    )
    for _ in range(3):
        actions.amend_agreement(
            agreement, by=officer, kind="amendment", values={"summary": io.StringIO().read()}
        )
    assert list(AgreementVersion.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    today = PartialDate.of(timezone.localdate())
    assert agreement.versions.last().dated in (None, today)
