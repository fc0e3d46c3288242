"""Pages composed from below: a higher app adds its part to a lower app's page by registering a panel."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

Context = dict[str, Any]


@dataclass(frozen=True)
class Panel:
    """One part of a page: which page and slot, in which order, its template and what fills it."""

    page: str
    slot: str
    order: int
    template: str
    fill: Callable[[HttpRequest, Any], Context | None]


_PANELS: list[Panel] = []


def panel(
    *, page: str, slot: str, template: str, order: int = 50
) -> Callable[[Callable[..., Context | None]], Callable[..., Context | None]]:
    """Register a function that fills ``template`` on ``page``; returning None leaves the panel out."""

    def register(fill: Callable[..., Context | None]) -> Callable[..., Context | None]:
        _PANELS.append(Panel(page, slot, order, template, fill))
        return fill

    return register


def panels_for(page: str, slot: str) -> list[Panel]:
    """Return the panels of one slot of a page, in order."""
    found = [panel for panel in _PANELS if panel.page == page and panel.slot == slot]
    return sorted(found, key=lambda panel: panel.order)
