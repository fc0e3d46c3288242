"""The class of personal data of every model field, declared beside the model and checked by a test."""

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
