"""Word templates of an office: taken in after a look inside, used, put back on the shelf."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import SETTINGS
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import Refused
from proxenia.core.files import Verdict, scan
from proxenia.core.papers.templates import Names, check_template
from proxenia.core.values import clean_text
from proxenia.publication.models import PaperTemplate

MOST_BYTES = 5 * 1024 * 1024
MOST_TEMPLATES = 20


@transaction.atomic
def add_template(
    office: Office, *, by: User, name: str, file_name: str, content: bytes, names: Names
) -> PaperTemplate:
    """Keep a Word template and use it from now on; refused where anything but known names stands in its braces."""
    check_may(by, office, SETTINGS)
    _check_size(office, content)
    placeholders = check_template(content, file_name, names)
    _check_scanned(content)
    row = PaperTemplate.objects.create(
        office=office,
        name=clean_text(name, longest=200) or clean_text(file_name, longest=200),
        file_name=clean_text(file_name, longest=200),
        content=content,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        placeholders=placeholders,
        created_at=timezone.now(),
        created_by=by,
    )
    _note(
        row, by, "add_template", after={"name": row.name, "digest": row.digest, "placeholders": placeholders}
    )
    return use_template(row, by=by)


def _check_size(office: Office, content: bytes) -> None:
    if len(content) > MOST_BYTES:
        sentence = _("A template weighs at most %(most)d MB. Make its pictures smaller.")
        raise Refused(sentence % {"most": MOST_BYTES // 1024 // 1024}, "file")
    if PaperTemplate.objects.filter(office=office, archived_at=None).count() >= MOST_TEMPLATES:
        sentence = _("An office keeps at most %(most)d templates. Remove one first.")
        raise Refused(sentence % {"most": MOST_TEMPLATES}, "file")


def _check_scanned(content: bytes) -> None:
    """Refuse a template in which the virus scanner found something, or that it did not look at where there is one."""
    verdict, found = scan(content)
    if verdict is Verdict.INFECTED:
        raise Refused(
            _("The virus scanner found something in this file: %(what)s.") % {"what": found}, "file"
        )
    if verdict is Verdict.WAITING:
        raise Refused(_("The virus scanner does not answer. Try again in a few minutes."), "file")


@transaction.atomic
def use_template(template: PaperTemplate, *, by: User) -> PaperTemplate:
    """Make briefings with this template from now on."""
    check_may(by, template.office, SETTINGS)
    if template.archived_at is not None:
        raise Refused(_("This template was removed."))
    PaperTemplate.objects.filter(office=template.office, is_used=True).exclude(pk=template.pk).update(
        is_used=False
    )
    if not template.is_used:
        template.is_used = True
        template.save(update_fields=["is_used"])
        _note(template, by, "use_template", after={"name": template.name})
    return template


@transaction.atomic
def remove_template(template: PaperTemplate, *, by: User) -> None:
    """Take a template off the shelf; where it was in use, the plain one is used."""
    check_may(by, template.office, SETTINGS)
    if template.archived_at is not None:
        raise Refused(_("This template was removed."))
    template.archived_at, template.is_used, template.content = timezone.now(), False, b""
    template.save(update_fields=["archived_at", "is_used", "content"])
    _note(template, by, "remove_template", before={"name": template.name})


def _note(
    template: PaperTemplate,
    by: User,
    verb: str,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    record_event(
        chain=template.office_id,
        by=by,
        verb=verb,
        kind="paper_template",
        uid=template.uid,
        name=template.name,
        before=before,
        after=after,
    )
