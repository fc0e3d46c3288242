"""Every route as every role, at sample size: `make sweep` runs all of it."""

import random

import pytest
from django.urls import reverse

from proxenia.accounts.models import Membership
from tests.plugins import house
from tests.sweep import aimed, alike, asking, doors, mutants, probes, reading, staged, tracing, verbs
from tests.sweep.matrix import MATRIX, NO_METHOD
from tests.sweep.world import KINDS, World

SEED = 20261122
SAMPLE = 900 if house.ENGINE == "sqlite" else 300
GUARDS = 15


@pytest.mark.once
@pytest.mark.reliability("B1")
@pytest.mark.asvs("8.1.1", "8.4.1")
def test_sys_1_every_route_stands_in_the_matrix_as_it_is() -> None:
    assert probes.undeclared() == []


@pytest.mark.reliability("B1", "B3", "B7", "D7")
@pytest.mark.asvs("8.2.1", "8.2.2", "8.3.1", "15.3.1")
def test_sys_1_the_product_does_what_the_matrix_says(world: World) -> None:
    every = list(probes.cells())
    telling = [one for one in every if one.expects != NO_METHOD]
    chosen = random.Random(SEED).sample(telling, min(SAMPLE, len(telling)))
    chosen += random.Random(SEED).sample(every, 100)
    found = [told for one in chosen for told in probes.run(one, world)]
    assert found == [], f"seed {SEED}"


@pytest.mark.reliability("B1", "B8")
@pytest.mark.asvs("8.2.1", "8.3.1")
def test_sys_1_every_verb_refuses_whoever_may_not(world: World) -> None:
    every = list(asking.looks())
    assert len(every) > 5 * len(asking.verbs())
    chosen = random.Random(SEED).sample(every, SAMPLE // 3)
    assert [told for one in chosen for told in probes.run(one, world)] == [], f"seed {SEED}"


@pytest.mark.reliability("B2", "B3")
@pytest.mark.asvs("8.2.2")
def test_sys_1_no_query_answers_what_is_hidden(world: World) -> None:
    every = [*reading.looks(), *doors.looks(), *staged.looks()]
    chosen = random.Random(SEED).sample(every, SAMPLE // 15)
    assert [told for one in chosen for told in probes.run(one, world)] == [], f"seed {SEED}"


@pytest.mark.once
@pytest.mark.reliability("B2", "B3")
@pytest.mark.asvs("8.2.2", "8.3.1")
def test_sys_1_what_a_rare_state_would_show_is_hidden_too(world: World) -> None:
    assert [told for one in aimed.looks() for told in probes.run(one, world)] == []


@pytest.mark.reliability("B2")
@pytest.mark.asvs("8.2.2")
def test_sys_1_what_is_hidden_answers_as_what_is_not_there(world: World) -> None:
    every = list(alike.pairs())
    chosen = random.Random(SEED).sample(every, 150)
    assert [told for pair in chosen for told in alike.differences(world, pair)] == [], f"seed {SEED}"


@pytest.mark.reliability("B2")
def test_sys_1_a_difference_between_hidden_and_missing_would_be_seen(world: World) -> None:
    pair = alike.Pair("portfolio:tie", MATRIX["portfolio:tie"], "partnership", "director", "open")
    assert alike.differences(world, pair)


@pytest.mark.reliability("B6")
@pytest.mark.asvs("8.2.2")
def test_sys_1_a_file_by_its_uid_is_for_those_who_see_its_record(world: World) -> None:
    def told(*roles: str) -> set[int]:
        return {world.clients[role].get(url).status_code for role in roles for url in urls}

    slug = world.cast.office.slug
    urls = [reverse("records:file", args=(slug, world.files[kind, "shared"].uid)) for kind in KINDS]
    assert told("officer", "partner_shared") == {200}
    assert told("director", "viewer", "partner") == {404}
    Membership.objects.filter(user=world.users["partner_shared"]).delete()
    assert told("partner_shared") == {404}


@pytest.mark.once
@pytest.mark.reliability("B8")
@pytest.mark.asvs("8.3.1")
def test_sys_1_a_guard_that_is_taken_away_is_noticed(world: World) -> None:
    trace, every = tracing.Trace(), mutants.all_mutants()
    with mutants.marked(every):
        # All of them: a guard that is met by a sample may not have met whom it is to refuse.
        looks = [*verbs.looks(), *asking.looks()]
        assert [told for one in looks for told in trace.run(one, world)] == []
    within = [one for one in every if "actions" in one.path.parts or one.path.parent.name == "actions"]
    asked = [one for one in within if trace.passed[one.key] and not tracing.explained(one)]
    chosen = random.Random(SEED).sample(asked, min(GUARDS, len(asked)))
    assert len(chosen) == GUARDS
    unnoticed = [str(one) for one in chosen if not trace.noticed(one, world)]
    assert not unnoticed, f"seed {SEED}: {unnoticed}"
