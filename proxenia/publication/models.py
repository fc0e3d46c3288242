"""An office's own Word templates for briefings."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import Office, User
from proxenia.core import personal
from proxenia.core.stamps import new_uid


class PaperTemplate(models.Model):
    """A Word document in which names in braces say where the parts of a briefing go."""

    uid = models.CharField(max_length=32, unique=True, default=new_uid, editable=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    placeholders = models.JSONField(default=list)
    is_used = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    archived_at = models.DateTimeField(null=True)

    personal_data = {
        **personal.none(
            "id uid office name file_name content size digest placeholders is_used created_at archived_at"
        ),
        "created_by": personal.REFERENCE,
    }

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office"], condition=Q(is_used=True), name="publication_one_template_used"
            )
        ]

    def __str__(self) -> str:
        return self.name
