"""RES-2, RES-12, STR-8: values on the page of an indicator; the newest figure beside the measures of the strategy."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from proxenia.core.errors import Refused
from proxenia.core.periods import Period
from proxenia.core.values import PartialDate
from proxenia.indicators.models import Indicator
from proxenia.results.actions.logs import add_externality
from proxenia.results.actions.observations import Of, set_target
from proxenia.results.forms.observations import ObservationForm
from proxenia.results.models import Observation
from proxenia.strategy import actions as strategies
from proxenia.strategy.models import Strategy
from proxenia.strategy.queries.progress import readings
from tests.cast import Cast, signed_in
from tests.pages import fetch
from tests.results.test_observations import SHARE, make, say
from tests.strategy.conftest import aim, outcome, plan, strategy

__all__ = ["aim", "outcome", "plan", "strategy"]
Make = Callable[..., Any]
pytestmark = pytest.mark.django_db
Q2, Q3 = Period.parse("2026-Q2"), Period.parse("2026-Q3")
SEX = [{"code": "sex", "label": "sex", "categories": ["women", "men"]}]


def page_of(one: Indicator, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return reverse("indicators:indicator", args=["halden", one.uid]) + (f"?{query}" if query else "")


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.officer)


def test_res_12_periods_stand_newest_first_and_years_apart_from_quarters(client: Client, cast: Cast) -> None:
    one = make(cast)
    say(cast, one, Q2, value=Decimal(4), of=Of(unit=cast.unit))
    say(cast, one, Q3, value=Decimal(6), of=Of(unit=cast.unit))
    say(cast, one, Q3, value=Decimal(3), of=Of(unit=cast.other_unit))
    say(cast, one, Period.parse("2025"), value=Decimal(900))
    page = fetch(client, page_of(one))
    assert "Last known: 9 in Q3 2026." in page.text
    captions = re.findall(r"<caption>([^<]+)</caption>", page.html)
    assert captions == ["2 quarters", "1 year"]
    quarters = page.html[page.html.index("2 quarters</caption>") : page.html.index("1 year</caption>")]
    assert quarters.index("Q3 2026") < quarters.index("Q2 2026")
    below = page.html[page.html.index('id="one-period"') :]
    assert "Culture" in below
    assert "Port" in below
    assert "900" not in below[: below.index("</table>")]


def test_res_12_a_period_is_opened_value_by_value(client: Client, cast: Cast) -> None:
    one = make(cast)
    say(cast, one, Q2, value=Decimal(4), of=Of(unit=cast.unit))
    say(cast, one, Q3, value=Decimal(6), of=Of(unit=cast.unit))
    assert "Q2 2026, value by value" in fetch(client, page_of(one, period="2026-Q2")).text
    assert "Q3 2026, value by value" in fetch(client, page_of(one, period="1999")).text
    own = fetch(client, page_of(one, period="2026-Q3", unit=cast.unit.uid))
    assert "value by value: Culture" in own.text


def test_res_12_a_share_of_nothing_is_a_gap_and_never_nought_of_nought(client: Client, cast: Cast) -> None:
    one = make(cast, **SHARE)
    say(cast, one, Q3, numerator=Decimal(0), denominator=Decimal(0))
    page = fetch(client, page_of(one))
    assert "No figure is known yet." in page.text
    assert "0 of 0" not in page.text
    assert "a share of nothing" in page.text
    say(cast, one, Q2, numerator=Decimal(1), denominator=Decimal(4))
    assert "Last known: 25 per cent in Q2 2026." in fetch(client, page_of(one)).text


def test_res_12_the_line_takes_the_target_in(client: Client, cast: Cast) -> None:
    one = make(cast)
    say(cast, one, Q3, value=Decimal(6))
    assert 'class="target"' not in fetch(client, page_of(one)).html
    set_target(one, by=cast.officer, period=Period.parse("2027-Q4"), values={"value": Decimal(20)})
    page = fetch(client, page_of(one))
    assert 'class="target"' in page.html
    assert "The dashed line is the target." in page.text


def test_res_12_breakdowns_of_a_share_are_in_the_form(cast: Cast, client: Client) -> None:
    one = make(cast, disaggregations=SEX, **SHARE)
    form = ObservationForm(None, indicator=one)
    asked = [name for name in form.fields if name.startswith("p_")]
    assert asked == ["p_sex_women", "p_sex_women_of", "p_sex_men", "p_sex_men_of"]
    sent = {
        "period": "2026-Q3", "numerator": "5", "denominator": "12", "p_sex_women": "3", "p_sex_women_of": "5",
        "p_sex_men": "2", "p_sex_men_of": "7",
    }  # fmt: skip
    add = reverse("results:record", args=["halden", one.uid])
    assert client.post(add, sent).status_code == 302
    made = Observation.objects.get()
    assert made.parts == {"sex": {"women": ["3", "5"], "men": ["2", "7"]}}
    assert ObservationForm.initial_of(made)["p_sex_men_of"] == "7"
    assert client.post(add, {**sent, "period": "2026-Q2", "p_sex_men_of": ""}).status_code == 422


@pytest.mark.parametrize(
    "parts", [{"women": ["3"]}, {"women": ["6", "5"]}, {"women": ["3", "9"], "men": ["1", "5"]}]
)
def test_res_12_breakdowns_of_a_share_that_cannot_be_are_refused(cast: Cast, parts: dict[str, Any]) -> None:
    one = make(cast, disaggregations=SEX, **SHARE)
    with pytest.raises(Refused) as refused:
        say(cast, one, numerator=Decimal(10), denominator=Decimal(12), parts={"sex": parts})
    assert refused.value.where == "parts"


@pytest.fixture
def measure(cast: Cast, aim: Make) -> Any:
    one = make(cast)
    values = {"indicator": one, "target": Decimal(40), "by": dt.date(2028, 1, 1)}
    return strategies.add_measure(aim(), by=cast.officer, values=values)


def test_str_8_a_measure_shows_the_newest_figure_of_a_period_that_is_over(cast: Cast, measure: Any) -> None:
    assert readings([measure.pk]) == {}
    one = measure.indicator
    say(cast, one, Q2, value=Decimal(19), of=Of(unit=cast.unit), evidence_level="record")
    say(cast, one, Q3, value=Decimal(20), of=Of(unit=cast.unit), evidence_level="outsider")
    say(cast, one, Q3, value=Decimal(5), of=Of(unit=cast.other_unit), evidence_level="said_by_us")
    running = Period.of(dt.date.today()).next()
    say(cast, one, running, value=Decimal(999))
    found = readings([measure.pk])[measure.pk]
    assert (found.value, found.period, found.level) == (Decimal(25), "Q3 2026", "Said by us")
    assert found.address == reverse("indicators:indicator", args=["halden", one.uid])
    page = fetch(
        signed_in(cast.viewer), reverse("strategy:objective", args=["halden", measure.objective.uid])
    )
    assert "Q3 2026" in page.text


def test_str_8_an_old_figure_is_better_than_none_and_says_of_when(cast: Cast, measure: Any) -> None:
    say(cast, measure.indicator, Period.parse("2019"), value=Decimal(3))
    assert readings([measure.pk])[measure.pk].period == "2019"


def test_str_8_figures_of_partners_and_districts_are_none_of_ours(cast: Cast, measure: Any) -> None:
    say(cast, measure.indicator, Q3, value=Decimal(3), of=Of(district="Harbour"))
    assert readings([measure.pk]) == {}


def test_str_8_citizens_read_the_observed_figure(cast: Cast, measure: Any, strategy: Strategy) -> None:
    say(cast, measure.indicator, Q3, value=Decimal(25))
    strategies.adopt_strategy(strategy, by=cast.officer, adopted_on=dt.date.today(), adopted_by="The council")
    strategies.publish_strategy(strategy, by=cast.officer)
    told = Client().get(reverse("citizen_strategy", args=(strategy.uid,))).content.decode()
    assert "Q3 2026" in told
    assert "/o/halden/" not in told


def test_res_6_the_plan_that_answers_a_side_effect_opens(cast: Cast, client: Client, plan: Make) -> None:
    values = {
        "what": "Rents rose",
        "whom": "Tenants",
        "on": PartialDate(2026),
        "state": "open",
        "plan": "port plan 2030",
    }
    found = add_externality(cast.office, by=cast.officer, values=values)
    where = reverse("results:externality", args=["halden", found.uid])
    assert "/strategy/plans/" not in fetch(client, where).html.split('id="about"')[1]
    made = plan()
    assert reverse("strategy:plan", args=["halden", made.uid]) in fetch(client, where).html


def test_str_2_what_serves_what_says_it_well(cast: Cast, client: Client, aim: Make) -> None:
    where = reverse("engagements:coverage", args=["halden"])
    objective = aim()
    assert "Nobody works on 1 of 1 objective; every working tie serves one." in fetch(client, where).text
    from proxenia.portfolio.models import TieObjective
    from tests.cast import make_tie

    tie = make_tie(cast.office, by=cast.operator, name="Trier", values={"state": "active"})
    assert "Nobody works on 1 of 1 objective; 1 working tie serves none." in fetch(client, where).text
    TieObjective.objects.create(partnership=tie, objective=objective)
    assert "Every objective has work behind it; every working tie serves one." in fetch(client, where).text
