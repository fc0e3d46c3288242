"""The class of personal data of every model field, declared beside the model and checked by a test."""

from typing import Any

NONE = "none"
NAME = "name"
CONTACT = "contact"
ROLE = "role"
FREE_TEXT = "free text that may name people"
CREDENTIAL = "credential"
REFERENCE = "reference to a person"
ABOUT = "about a person"

CLASSES = frozenset({NONE, NAME, CONTACT, ROLE, FREE_TEXT, CREDENTIAL, REFERENCE, ABOUT})


def none(names: str) -> dict[str, str]:
    """Return the class ``none`` for fields named with spaces between them."""
    return dict.fromkeys(names.split(), NONE)


_OF_OTHERS = {
    "django_tasks_database.DBTaskResult": {
        **none(
            "id status enqueued_at started_at finished_at priority task_path worker_ids queue_name backend_name"
            " run_after return_value exception_class_path"
        ),
        "args_kwargs": CONTACT,
        "traceback": FREE_TEXT,
    }
}
"""Classes of tables that a library brings along: the tasks of the queue, with the sentence on why one failed."""


def classes_of(model: Any) -> dict[str, str]:
    """Return the class of each field of a model; nothing of a table that holds nobody's data."""
    classes: dict[str, str] | None = getattr(model, "personal_data", None)
    return classes if classes is not None else _OF_OTHERS.get(model._meta.label, {})
