"""Translation that also works where Django has no settings (scripts, the reader's own process)."""

from __future__ import annotations


def gettext(message: str) -> str:
    """Return `message` in the reader's language, or as it stands when Django is not configured.

    The name is `gettext` so that `makemessages` finds the sentences.
    """
    try:
        from django.conf import settings
        from django.utils.translation import gettext as translated
    except ImportError:
        return message
    return translated(message) if settings.configured else message


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation without translating it yet."""
    return message
