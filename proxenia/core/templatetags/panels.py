"""Show the panels that higher rooms registered for a page."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from proxenia.core.panels import panels_for

register = template.Library()


def _plain(context: template.Context) -> dict[str, Any]:
    return {str(name): value for name, value in context.flatten().items()}


@register.simple_tag(takes_context=True)
def panels(context: template.Context, page: str, slot: str, subject: Any) -> SafeString:
    """Render every panel of one slot of a page, in order; a panel with nothing to say is left out."""
    request = context["request"]
    parts = []
    for panel in panels_for(page, slot):
        filled = panel.fill(request, subject)
        if filled is not None:
            parts.append(render_to_string(panel.template, {**_plain(context), **filled}, request=request))
    return mark_safe("".join(parts))  # noqa: S308 (each part is a rendered, escaped template)
