"""Refusals that reach the top become pages that say what is so."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from proxenia.core.errors import NoRoom, NotAllowed, NotFound, ProxeniaError


class RefusalMiddleware:
    """Turn a refusal raised by a view into a page with its sentence: 403, 404, 409 or 413."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for Proxenia's own errors only; anything else is a fault and goes on."""
        if not isinstance(exception, ProxeniaError):
            return None
        status = _status(exception)
        template = "errors/404.html" if status == 404 else "errors/refused.html"
        return render(request, template, {"sentence": exception.message}, status=status)


def _status(error: ProxeniaError) -> int:
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, NoRoom):
        return 413
    return 403 if isinstance(error, NotAllowed) else 409
