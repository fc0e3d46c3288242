"""Where the pages of imports stand: the way back to the list."""

from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office


def to_imports(office: Office) -> list[dict[str, str]]:
    """Return the crumbs of a page below the list of imports."""
    return [{"label": _("Imports"), "url": reverse("records:imports", args=[office.slug])}]
