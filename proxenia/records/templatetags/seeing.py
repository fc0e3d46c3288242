"""Who may see this: the one component that stands on the page of every record."""

from typing import Any

from django import template
from django.utils import timezone

from proxenia.accounts.access import may
from proxenia.accounts.models.roles import READ
from proxenia.records.access import may_write
from proxenia.records.models import Record
from proxenia.records.queries.readers import NAMED, openings_of, readers_of

register = template.Library()


@register.inclusion_tag("records/_who.html", takes_context=True)
def who_sees(context: template.Context, record: Record) -> dict[str, Any]:
    """Show a record's visibility, unit and named readers; a partner reads only that it is shared with them."""
    user, office = context["request"].user, record.office
    staff = may(user, office, READ)
    readers = [reader.user for reader in readers_of(record)] if staff else []
    return {
        "record": record,
        "office": office,
        "staff": staff,
        "readers": readers[:NAMED],
        "more": max(0, len(readers) - NAMED),
        "openings": list(openings_of(record).filter(until__gt=timezone.now())) if staff else [],
        "may_write": staff and may_write(user, record) and not record.is_archived,
    }
