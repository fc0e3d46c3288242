"""SYS-1: what is hidden from a reader counts in no ranking, and opens no question."""

import pytest
from django.urls import reverse

from proxenia.directory.models import Organisation
from proxenia.places.models import Place
from proxenia.portfolio.models import Party
from proxenia.prioritisation import actions
from proxenia.prioritisation.queries.runs import tied_spots, ties_by_country
from proxenia.records.actions import set_visibility
from tests.cast import Cast, make_tie, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("whose", ["tie", "body"])
def test_sys_1_a_tie_counts_for_a_ranking_where_it_and_its_counterpart_are_ours(
    cast: Cast, whose: str
) -> None:
    akron = Place.objects.create(
        name="Akron", name_folded="akron", country="US", lat=41.08, lon=-81.52, gazetteer_id="made-up:1"
    )
    ours = make_tie(cast.office, by=cast.operator, name="Akron")
    theirs = make_tie(cast.other_office, by=cast.operator, name="Akron")
    Organisation.objects.update(place=akron, country="US")
    assert tied_spots(cast.viewer, cast.office) == ((41.08, -81.52),)
    assert ties_by_country(cast.viewer, cast.office) == {"USA": 1.0}
    # Rows that point across offices are written by no verb; were there one, it would tell nothing.
    Party.objects.filter(partnership=ours).delete()
    assert tied_spots(cast.viewer, cast.office) == ()
    if whose == "tie":
        Party.objects.filter(partnership=theirs).update(
            organisation=Organisation.objects.get(office=cast.office)
        )
    else:
        Party.objects.filter(partnership=theirs).update(partnership=ours)
    assert tied_spots(cast.viewer, cast.office) == ()
    assert ties_by_country(cast.viewer, cast.office) == {}


def test_sys_1_a_run_opens_no_question_one_may_not_see(cast: Cast) -> None:
    pytest.importorskip("ibis")
    values = {
        "title": "Where?",
        "home": "AUT",
        "purpose": "trade",
        "factors": ["growth", "distance"],
        "draws": 100,
    }
    question = actions.ask_question(cast.office, by=cast.officer, values=values)
    run = actions.answer_question(question, by=cast.officer).run
    page = reverse("prioritisation:run", args=(cast.office.slug, run.uid))
    assert signed_in(cast.viewer).get(page).status_code == 302
    set_visibility(question, by=cast.operator, visibility="confidential")
    assert signed_in(cast.viewer).get(page).status_code == 404
