"""The inventory: what the place has, with evidence and date."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from proxenia.core import personal
from proxenia.core.fields import PartialDateField
from proxenia.directory.models import Organisation
from proxenia.records.models import Record


class Asset(Record):
    """One asset, capability or connection of the place, in one of five groups."""

    record_kind = "asset"
    audited_fields = ("title", "group", "what", "place_words", "organisation", "evidence", "source", "as_of")

    title = models.CharField(_("what it is"), max_length=300)
    group = models.CharField(_("group"), max_length=20)
    what = models.TextField(_("why it counts abroad"), blank=True)
    place_words = models.CharField(_("places it connects with"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    evidence = models.TextField(_("evidence"))
    source = models.CharField(_("source"), max_length=300)
    as_of = PartialDateField(_("as of"))

    personal_data: ClassVar[dict[str, str]] = {
        **Record.record_personal_data,
        **personal.none("group place_words organisation as_of"),
        **dict.fromkeys(("title", "what", "evidence", "source"), personal.FREE_TEXT),
    }

    class Meta:
        verbose_name_plural = _("assets")
        indexes = [models.Index(fields=["office", "group"], name="strategy_asset_group")]

    def __str__(self) -> str:
        return self.title
