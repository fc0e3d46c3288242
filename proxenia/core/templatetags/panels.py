"""Show the panels that higher rooms registered for a page."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from proxenia.core.panels import panels_for

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: template.Context, page: str, slot: str, subject: Any) -> SafeString:
    """Render every panel of one slot of a page, in order; a panel with nothing to say is left out.

    A panel is rendered within the page's own context: what every page is told of is asked for once a page, not once
    a panel.
    """
    request, engine = context["request"], context.template.engine  # type: ignore[union-attr]
    parts = []
    for panel in panels_for(page, slot):
        filled = panel.fill(request, subject)
        if filled is not None:
            with context.push(**filled):
                parts.append(engine.get_template(panel.template).render(context))
    return mark_safe("".join(parts))  # noqa: S308 (each part is a rendered, escaped template)
