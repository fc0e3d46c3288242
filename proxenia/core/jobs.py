"""Jobs by name: an action says what shall happen later without importing the room that does it."""

from collections.abc import Callable
from typing import Any

from django_tasks import task

_JOBS: dict[str, Callable[..., None]] = {}


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a function as the job ``name``; its arguments must be plain JSON values."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        _JOBS[name] = function
        return function

    return register


def known() -> dict[str, Callable[..., None]]:
    """Return every registered job by name."""
    return dict(_JOBS)


@task()
def run_job(name: str, arguments: dict[str, Any]) -> None:
    """Run one registered job in the worker."""
    _JOBS[name](**arguments)


def enqueue(name: str, **arguments: Any) -> None:
    """Queue a job in the caller's transaction: it is lost with it, or runs after it."""
    if name not in _JOBS:
        raise KeyError(f"No job is called {name!r}.")
    run_job.enqueue(name, arguments)
