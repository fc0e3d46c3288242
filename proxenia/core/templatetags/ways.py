"""Links to pages that not everybody may open.

`{% way address words %}` is a link, or only its words; `{% opens address as url %}` an address, or nothing.
"""

from typing import Any

from django import template
from django.template.context import Context
from django.urls import Resolver404, resolve

from proxenia.core.pages import PUBLIC, SIGNED_IN

register = template.Library()


@register.inclusion_tag("components/_way.html", takes_context=True)
def way(context: Context, address: str, words: object) -> dict[str, object]:
    """Link the words to an address where this reader's role opens the page; show the words alone where it does not."""
    return {"address": opens(context, address), "words": words}


@register.simple_tag(takes_context=True)
def opens(context: Context, address: str) -> str:
    """Return an address where this reader's role opens its page, else nothing."""
    return address if address and _opens(context, str(address)) else ""


def _opens(context: Context, address: str) -> bool:
    """Say whether the page behind an address asks for a right that the reader holds; records ask once more."""
    try:
        right = getattr(resolve(address.partition("?")[0]).func, "permission", PUBLIC)
    except Resolver404:
        return True
    if right in (PUBLIC, SIGNED_IN):
        return True
    request: Any = context.get("request")
    office = getattr(request, "office", None)
    return office is not None and bool(request.user.standing(office).has_anywhere(right))
