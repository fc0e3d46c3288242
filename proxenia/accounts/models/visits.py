"""Who is signed in where, from which device, and what went wrong at the door."""

from django.conf import settings
from django.db import models

from proxenia.core import personal
from proxenia.core.stamps import new_uid

# The first mark that fits: browsers name those they descend from as well.
_BROWSERS = (
    ("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


class Visit(models.Model):
    """One session of one person; the session holds its ``uid``, and without this row it is worth nothing."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    proved_at = models.DateTimeField(help_text="When the person last proved who they are.")
    how = models.CharField(max_length=40, help_text="What the session began with.")
    is_strong = models.BooleanField(default=False, help_text="A second factor or a passkey was shown.")
    new_key = models.BooleanField(
        default=False, help_text="The session's key is changed at the next request."
    )
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)

    personal_data = {
        **personal.none("id uid how is_strong new_key"),
        "user": personal.REFERENCE,
        "started_at": personal.ROLE,
        "seen_at": personal.ROLE,
        "proved_at": personal.ROLE,
        "address": personal.CONTACT,
        "agent": personal.CONTACT,
    }

    class Meta:
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"visit of user {self.user_id}"

    @property
    def browser(self) -> str:
        """Return browser and system as people call them, as far as the browser says what it is."""
        found = [
            next((name for mark, name in names if mark in self.agent), "") for names in (_BROWSERS, _SYSTEMS)
        ]
        return ", ".join(name for name in found if name) or self.agent


class KnownDevice(models.Model):
    """A browser that a person has signed in with before: the digest of a random cookie."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField()

    personal_data = {
        **personal.none("id created_at"),
        "user": personal.REFERENCE,
        "digest": personal.CREDENTIAL,
        "seen_at": personal.ROLE,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="accounts_known_device_once")]

    def __str__(self) -> str:
        return f"device of user {self.user_id}"


class SecurityEvent(models.Model):
    """Something at the door: a failed proof or a refused try. Counted for throttling, read by administrators."""

    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=40)
    account = models.CharField(max_length=64, help_text="Keyed digest of what was tried, known here or not.")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="security_events"
    )
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    is_counted = models.BooleanField(default=False, help_text="A failure that counts for throttling.")

    personal_data = {
        **personal.none("id at kind is_counted"),
        "account": personal.REFERENCE,
        "user": personal.REFERENCE,
        "address": personal.CONTACT,
        "agent": personal.CONTACT,
    }

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["account", "at"], name="accounts_security_account"),
            models.Index(fields=["address", "at"], name="accounts_security_address"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"
