"""The mandates of an engagement that somebody may read, and the drafts of its agenda."""

from collections.abc import Collection

from django.db.models import QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core.search import Entry
from proxenia.engagements.models import AgendaDraft, Engagement, Mandate
from proxenia.records.models import visible_through


def visible_mandates(user: User, office: Office) -> QuerySet[Mandate]:
    """Return the mandates this person may read, of talks they may see."""
    around = visible_through(user, office, "engagement__")
    found: QuerySet[Mandate] = Mandate.objects.visible_to(user, office).filter(around)
    return found


def mandates_of(user: User, office: Office, engagement: Engagement) -> list[Mandate]:
    """Return the living mandates of an engagement that this person may read, the newest last."""
    seen = Mandate.objects.visible_to(user, office).live().filter(engagement=engagement)
    return list(seen.select_related("engagement", "created_by").order_by("pk"))


def agenda_of(engagement: Engagement) -> list[AgendaDraft]:
    """Return the drafts of an agenda, the newest first; who sees the engagement sees them."""
    return list(engagement.agenda_drafts.select_related("author"))


def engagements_of_mandates(keys: Collection[int]) -> dict[int, int]:
    """Return the keys of the engagements that mandates belong to: who may not see the one sees neither."""
    return dict(Mandate.objects.filter(pk__in=keys).values_list("pk", "engagement_id"))


def mandate_entry(one: Mandate) -> Entry:
    """Return what search knows of a mandate: what it is for, never what it says (the index holds no rights)."""
    return Entry(one.pk, one.office_id, "mandate", str(one), "")
