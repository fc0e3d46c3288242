"""Which of the pictures on a person's record is their portrait."""

from django.db import models

from proxenia.accounts.models import User
from proxenia.core import personal
from proxenia.directory.models.bodies import Person
from proxenia.records.models import File


class Portrait(models.Model):
    """The picture by which a person is known in briefings and badges, where they agreed to photographs.

    After a merge a person may have two; the one set last counts.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="portraits")
    file = models.ForeignKey(File, on_delete=models.CASCADE, related_name="+")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    personal_data = {
        "id": personal.NONE,
        "person": personal.REFERENCE,
        "file": personal.REFERENCE,
        "set_at": personal.NONE,
        "set_by": personal.REFERENCE,
    }

    class Meta:
        verbose_name_plural = "portraits"
        ordering = ["-set_at", "-pk"]

    def __str__(self) -> str:
        return f"portrait of {self.person_id}"
