"""What is known of a city is written down, and taken back."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import record
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.places.models import Place
from proxenia.prioritisation.models import CityProfile
from proxenia.prioritisation.rules import check_profile
from proxenia.records.access import check_may_write_in

NAMES = ("powers", "posts", "stage", "networks", "source")


@transaction.atomic
def set_city_profile(office: Office, *, by: User, place: Place, values: Mapping[str, Any]) -> CityProfile:
    """Write down what is known of a city's powers, posts, stage and networks; what was written before goes."""
    check_may_write_in(by, office, None)
    if place.office_id not in (None, office.pk):
        raise Refused(_("Choose a place."), where="place")
    ready = {**values, "source": clean_text(values.get("source", ""))[:300]}
    check_profile(ready)
    before = CityProfile.objects.filter(office=office, place=place).first()
    told = _told(before)
    one, _made = CityProfile.objects.update_or_create(
        office=office, place=place, defaults={name: ready[name] for name in NAMES if name in ready}
    )
    _tell(office, by, "set_city_profile", place, told, _told(one))
    return one


@transaction.atomic
def remove_city_profile(office: Office, *, by: User, place: Place) -> None:
    """Take back what is known of a city."""
    check_may_write_in(by, office, None)
    one = CityProfile.objects.filter(office=office, place=place).first()
    if one is None:
        raise Refused(_("Nothing is written down of this city."), where="place")
    told = _told(one)
    one.delete()
    _tell(office, by, "remove_city_profile", place, told, {})


def _told(one: CityProfile | None) -> dict[str, Any]:
    if one is None:
        return {}
    posts = None if one.posts is None else f"{one.posts}"
    return {
        "powers": one.powers,
        "posts": posts,
        "stage": one.stage,
        "networks": one.networks,
        "source": one.source,
    }


def _tell(
    office: Office, by: User, verb: str, place: Place, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    record(chain=office.pk, by=by, verb=verb, kind="place", uid=place.uid, name=str(place),
           before=dict(before), after=dict(after))  # fmt: skip
