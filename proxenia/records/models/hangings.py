"""What hangs on a record: notes and files; and the views a person keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.stamps import new_uid
from proxenia.records.models.anchors import Anchor
from proxenia.records.models.sharing import HangingQuerySet, Sharing


class Note(models.Model):
    """A remark on a record; whoever sees the record sees it, as far as its sharing rule goes."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)
    sharing = models.CharField(
        _("who may use it"), max_length=12, choices=Sharing.choices, default=Sharing.PARTNERS
    )

    objects = HangingQuerySet["Note"].as_manager()

    personal_data = {
        **personal.none("id uid anchor created_at archived_at sharing"),
        "text": personal.FREE_TEXT,
        "created_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:60]


class Scan(models.TextChoices):
    """What the virus scanner said of a file."""

    NONE = "none", pgettext_lazy("scan", "not scanned: no scanner is set up")
    CLEAN = "clean", pgettext_lazy("scan", "scanned, nothing found")
    WAITING = "waiting", pgettext_lazy("scan", "waits for the scanner")
    INFECTED = "infected", pgettext_lazy("scan", "infected: locked away")


class File(models.Model):
    """A file on a record, kept under a name the server chose."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="files")
    title = models.CharField(_("title"), max_length=200)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)
    sharing = models.CharField(
        _("who may use it"), max_length=12, choices=Sharing.choices, default=Sharing.PARTNERS
    )
    scan = models.CharField(max_length=10, choices=Scan.choices, default=Scan.NONE)
    scanned_at = models.DateTimeField(null=True)

    objects = HangingQuerySet["File"].as_manager()

    personal_data = {
        **personal.none(
            "id uid anchor content_type size digest created_at archived_at sharing scan scanned_at"
        ),
        "title": personal.FREE_TEXT,
        "original_name": personal.FREE_TEXT,
        "created_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["scan"], condition=models.Q(scan="waiting"), name="records_file_waiting")
        ]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A set of filters somebody keeps under a name; the address holds the filters."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=60)
    name = models.CharField(_("name"), max_length=100)
    query = models.TextField(blank=True)
    is_shared = models.BooleanField(_("shared with the office"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    personal_data = {
        **personal.none("id uid office page query is_shared created_at"),
        "owner": personal.REFERENCE,
        "name": personal.FREE_TEXT,
    }

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
