"""The Word templates of an office."""

from django.db.models import QuerySet

from proxenia.accounts.models import Office
from proxenia.publication.models import PaperTemplate


def templates_of(office: Office) -> QuerySet[PaperTemplate]:
    """Return the templates an office keeps, without their bytes."""
    return (
        PaperTemplate.objects.filter(office=office, archived_at=None)
        .defer("content")
        .select_related("created_by")
    )


def template_in_use(office: Office) -> PaperTemplate | None:
    """Return the template an office uses; None where it uses the plain one."""
    return PaperTemplate.objects.filter(office=office, archived_at=None, is_used=True).first()
