"""Answers when a request fails before, beside or behind a view; they ask nothing of the database.

They are rendered without the context of a page: who is signed in would be asked of the database that may be down.
"""

import errno
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_SECONDS = 30
"""What a browser is told to wait before it asks a database again that did not answer."""

_DISK_FULL = ("SQLITE_FULL", "53100")
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01", "40001")
_AWAY = ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_PROTOCOL", "08", "57P", "53300")
"""How the codes of SQLite and of PostgreSQL begin."""
_POSTGRES = "psycopg"


def page(request: HttpRequest, template: str, status: int, *, sentence: str = "") -> HttpResponse:
    """Return an error page: no database, no trace, no version; ``sentence`` is what a refusal says."""
    nonce = getattr(request, "csp_nonce", "")
    context = {"request": request, "CSP_NONCE": nonce, "sentence": sentence}
    return HttpResponse(render_to_string(f"errors/{template}.html", context), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere."""
    return page(request, "csrf", 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request made no sense, or was larger than any that does."""
    return too_large(request) if isinstance(exception, RequestDataTooBig) else page(request, "400", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person may not see this."""
    return page(request, "403", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is nothing at this address."""
    return page(request, "404", 404)


def wrong_method(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The address is there and is not used in this way; ``answer`` says in which it is."""
    response = page(request, "405", 405)
    response["Allow"] = answer["Allow"]
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    """The request carries more than is taken."""
    response = page(request, "413", 413)
    # What was not read stays on the wire; the connection is of no further use.
    response["Connection"] = "close"
    return response


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Too many requests in a short time; ``seconds`` is how long to wait."""
    response = page(request, "429", 429)
    response["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Something is wrong on our side: the database away or busy, the disk full, or a fault of the program."""
    status = status_of(sys.exc_info()[1])
    response = page(request, str(status), status)
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def status_of(fault: BaseException | None) -> int:
    """Return the status for a fault: 503 while the database does not answer, 507 without space, else 500."""
    if isinstance(fault, OSError):
        return 507 if fault.errno in (errno.ENOSPC, errno.EDQUOT) else 500
    if not isinstance(fault, DatabaseError | InterfaceError):
        return 500
    code = _code(fault)
    if code.startswith(_DISK_FULL):
        return 507
    if code.startswith((*_BUSY, *_AWAY)):
        return 503
    return 503 if _lost_connection(fault, code) else 500


def _code(fault: BaseException) -> str:
    """Return what the database calls the fault: SQLite's name or PostgreSQL's five characters."""
    cause = fault.__cause__
    return str(getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "") or "")


def _lost_connection(fault: BaseException, code: str) -> bool:
    """Say whether there was no answer at all: PostgreSQL's faults of the connection have no code."""
    if isinstance(fault, InterfaceError):
        return True
    of_postgres = type(fault.__cause__).__module__.startswith(_POSTGRES)
    return isinstance(fault, OperationalError) and of_postgres and not code
