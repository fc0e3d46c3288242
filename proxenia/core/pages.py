"""Every page declares what it takes to see it; a route without a declaration fails the build."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict

PUBLIC = "public"
SIGNED_IN = "signed_in"
MOST_LETTERS = 200
"""Of the words a list is searched for."""


class Gate(Protocol):
    """Decides whether a request may pass; returns an answer of its own (a redirect) or None to let it in."""

    def __call__(
        self,
        request: HttpRequest,
        right: str,
        kwargs: dict[str, Any],
        *,
        step_up: bool = False,
        before_factor: bool = False,
    ) -> HttpResponseBase | None: ...


_GATES: list[Gate] = []


def set_gate(gate: Gate) -> None:
    """Name the one gate every page goes through; accounts does so at start-up."""
    _GATES[:] = [gate]


def page(
    right: str,
    methods: tuple[str, ...] = ("GET", "HEAD"),
    *,
    step_up: bool = False,
    before_factor: bool = False,
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Declare the right a page needs (``public``, ``signed_in`` or a right of a role) and its methods.

    ``step_up``: whoever has not proved who they are within ten minutes does so first.
    ``before_factor``: open to somebody whose office asks for a second factor they have not shown yet.
    """

    def declare(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        from django.views.decorators.http import require_http_methods

        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            answer = _GATES[0](request, right, kwargs, step_up=step_up, before_factor=before_factor)
            return answer if answer is not None else view(request, **kwargs)

        checked = require_http_methods(methods)(guarded)
        checked.permission = right  # type: ignore[attr-defined]
        checked.methods = methods  # type: ignore[attr-defined]
        checked.step_up = step_up  # type: ignore[attr-defined]
        return checked

    return declare


def paginate(request: HttpRequest, rows: QuerySet[Any] | list[Any], size: int = 50) -> Page[Any]:
    """Return the page of a list that the address asks for; an odd page number gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def words_asked(query: QueryDict) -> str:
    """Return the words a list is searched for, as its address gives them; what is longer, no name holds."""
    return query.get("q", "").strip()[:MOST_LETTERS]


def query_without(request: HttpRequest, *names: str) -> str:
    """Return the query string of the address without some names, ready to be followed by another one."""
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    text = query.urlencode()
    return f"{text}&" if text else ""
