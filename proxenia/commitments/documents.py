"""The digest as a mail: plain text and HTML from the same parts, with the way to stop it."""

from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from proxenia.accounts.models import Office, User
from proxenia.commitments.models.digests import Letter
from proxenia.commitments.queries.digests import Part

SALT = "proxenia.digest"


def stop_token(user: User, office: Office) -> str:
    """Return what stops the digest of an office without signing in; it can do nothing else."""
    return signing.dumps([user.uid, office.uid], salt=SALT)


def read_token(token: str) -> tuple[str, str] | None:
    """Return the uids of user and office that a token names, or None for one that is not ours."""
    try:
        user, office = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(user), str(office)


def subject_of(office: Office, parts: Sequence[Part]) -> str:
    """Return the subject: how much waits, and where; names of partners stay inside."""
    number = sum(part.total for part in parts)
    words = ngettext("{office}: {n} thing waits for you", "{office}: {n} things wait for you", number)
    return " ".join(words.format(office=office.name, n=number).split())


def digest_mail(letter: Letter, parts: Sequence[Part]) -> EmailMultiAlternatives:
    """Return the mail of one digest."""
    user, office = letter.user, letter.office
    path = reverse("engagements:stop_digest", args=(office.slug, stop_token(user, office)))
    stop, subject = settings.BASE_URL + path, subject_of(office, parts)
    context = {
        "parts": parts,
        "base": settings.BASE_URL,
        "office": office,
        "user": user,
        "stop": stop,
        "wish": settings.BASE_URL + reverse("engagements:digest", args=(office.slug,)),
        "subject": subject,
    }
    host = settings.BASE_URL.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    headers = {
        # The same digest bears the same number, whoever hands it over again on the way.
        "Message-ID": f"<digest-{letter.uid}@{host}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    mail = EmailMultiAlternatives(
        subject,
        render_to_string("commitments/digest.txt", context),
        None,
        [user.email],
        headers=headers,
    )
    mail.attach_alternative(render_to_string("commitments/digest.html", context), "text/html")
    return mail
