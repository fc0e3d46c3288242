"""Storing calculations, so that a figure on a page can be traced to its method, its inputs and its day."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from proxenia.audit.models import Run


def store_run(
    *,
    chain: int,
    by: Any,
    method: str,
    version: int,
    digest: str,
    parameters: Mapping[str, Any],
    result: Mapping[str, Any],
) -> Run:
    """Store a calculation of an office; ``chain`` is its key, ``digest`` the SHA-256 of what went in."""
    return Run.objects.create(
        chain=chain,
        by_uid=by.uid,
        method=method,
        version=version,
        digest=digest,
        parameters=dict(parameters),
        result=dict(result),
        at=timezone.now(),
    )
