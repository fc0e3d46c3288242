"""Many at once: numbers are given out once each, and what there is one of goes to one of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from proxenia.audit.queries import verify_chains
from proxenia.core.errors import Conflict, Refused
from proxenia.core.values import PartialDate
from proxenia.directory.actions import add_mission, add_organisation
from proxenia.directory.models import Mission, Organisation
from proxenia.portfolio import actions
from proxenia.portfolio.models import Agreement
from tests.cast import make_cast, make_tie

AT_ONCE, TIMES = 8, 16


@pytest.mark.reliability("L8")
@pytest.mark.asvs("2.3.4", "15.4.2")
def test_prt_3_texts_added_at_once_have_numbers_of_their_own(transactional_db: None) -> None:
    cast = make_cast()
    tie = make_tie(cast.office, by=cast.officer, name="Trier")
    values = {"title": "Charter", "signed": PartialDate.parse_iso("2020-01-01"), "ends": PartialDate(2040)}
    text = actions.add_agreement(tie, by=cast.officer, values=values)

    def amend(number: int) -> None:
        try:
            given = {"summary": f"Change {number}"}
            actions.amend_agreement(
                Agreement.objects.get(pk=text.pk), by=cast.officer, kind="amendment", values=given
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(amend, range(TIMES)))
    assert sorted(text.versions.values_list("number", flat=True)) == list(range(1, TIMES + 2))
    assert {one.summary for one in text.versions.exclude(number=1)} == {f"Change {n}" for n in range(TIMES)}
    assert verify_chains() == []


@pytest.mark.reliability("L8")
@pytest.mark.asvs("2.3.4")
def test_dir_1_an_organisation_listed_by_many_at_once_is_listed_once(transactional_db: None) -> None:
    cast = make_cast()
    body = add_organisation(cast.office, by=cast.officer, values={"name": "Consulate", "kind": "consulate"})

    def enlist(_number: int) -> bool:
        try:
            add_mission(
                cast.office, by=cast.officer, organisation=Organisation.objects.get(pk=body.pk),
                values={"sending": "FR"},
            )  # fmt: skip
        except (Refused, Conflict) as refusal:
            return "in the list already" not in refusal.message
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        listed = list(pool.map(enlist, range(AT_ONCE)))
    assert listed.count(True) == 1
    assert Mission.objects.filter(organisation=body).count() == 1
