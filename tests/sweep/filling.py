"""Rows of any kind, filled by the types of their fields: what the world has of every model that nobody wrote by hand.

A model that lands tomorrow has a row in every state of the world without a line here; only a field whose words are
codes needs one. Every longer text is a canary of the state it stands in.
"""

import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from proxenia.accounts.models import Office, Unit, User
from proxenia.audit.models import Run
from proxenia.core.fields import PartialDateField
from proxenia.core.values import PartialDate, fold
from proxenia.records.actions import create
from proxenia.records.models import Anchor, Note, Record
from proxenia.records.models import File as StoredFile

Model = type[models.Model]
DAY = dt.date(2026, 3, 4)
SHORT = 90
"""A text of at least so many characters is words; a shorter one is a code."""
CODES: dict[str, Any] = {
    "country": "FR", "currency": "EUR", "zone": "Europe/Oslo", "end_zone": "Europe/Oslo", "sending": "FR",
    "Asset.group": "culture", "HostedReview.decision": "same", "ProjectDate.kind": "report",
    "CarrierTask.about": "call", "SafeguardTick.code": "devices", "Escalation.due": "2026-03-04",
    "SdgLink.code": "11", "Classification.facet": "sdg", "Classification.code": "11", "Head.rank": "consul",
    "EvidenceLine.on": "2026-03-04", "Offer.measure": "beds", "Need.measure": "beds", "Series.rule": "yearly",
    "Observation.period": "2026", "Target.period": "2026", "PeriodLock.period": "2026",
    "Strategy.ends": dt.date(2030, 3, 4), "Proposal.key": "key", "Proposal.content": "content",
    "Proposal.title": "Proposal", "Result.kind": "policy", "Organisation.kind": "agency",
    "Partnership.kind": "sister_city", "Engagement.kind": "meeting", "DirectValue.category": "visitors",
    "HostedLine.kind": "rent", "Question.home": "FRA", "Question.purpose": "",
    "Consent.purpose": "photo", "Consent.basis": "consent",
}  # fmt: skip
"""What a field says that is a code, a currency, a zone; by its name, or by its model and its name."""
ASKED: dict[str, tuple[str, ...]] = {
    "Keeping": ("person",), "Invitation": ("person",), "Contribution": ("engagement",), "Carrier": ("person",),
    "Offer": ("need", "organisation"), "Voice": ("organisation", "objective"), "Stakeholder": ("organisation",),
    "ProjectParty": ("organisation",), "Application": ("call",), "Funding": ("organisation",),
    "Participation": ("organisation",), "Member": ("organisation",), "Crisis": ("partnership",),
    "Consultation": ("strategy",), "Asset": ("organisation",), "Objective": ("person",), "Slot": ("host",),
    "Proposal": ("user",), "PoliticalDate": ("person",), "ProjectDate": ("application",),
}  # fmt: skip
"""Which fields that may be empty point at something all the same."""
GROUND = ("Instrument", "InstrumentVersion", "Indicator", "IndicatorVersion")
VERBS = {
    "local_plan": "add_plan", "crisis": "report_crisis", "project": "begin_project", "mandate": "write_mandate",
    "funding_call": "add_call", "hosted_assessment": "assess_hosted_body",
}  # fmt: skip
"""The verb in whose name a record of a kind is written, where it is not called ``add_…``."""
NOT_KINDS = frozenset({"governance_profile"})
"""Kinds of record of which an office has one: they stand in the world in one state."""
NOT_ROWS = frozenset(
    {
        "Merge", "Distinct", "Power", "Habits", "DigestWish", "Letter", "Escalation", "GiftThreshold",
        "Multiplier", "Area", "PeriodLock", "SecretAddress", "PaperTemplate", "CalendarInvitation", "MailedInvitation",
        "Instrument", "InstrumentVersion", "Indicator", "IndicatorVersion", "Calibration", "Thanks", "VitalSign",
        "Series", "Occurrence", "Proposal", "DuplicateDismissal", "Classification", "Colleague",
        "Observation", "ObservationRevision", "Target", "GovernanceUnit", "CoordinationBody", "BodyMeeting",
        "PeerLook",
        "StrategyVersion", "EvidenceLine",
    }
)  # fmt: skip
"""What is of an office or a person rather than of a record, and what only its own verb writes whole."""
ROOMS = (
    "instruments", "directory", "commitments", "strategy", "risk", "portfolio", "engagements", "results", "reviews",
)  # fmt: skip


@dataclass
class Filler:
    """Makes rows for one state of a world, each once."""

    world: Any
    state: str
    office: Office
    unit: Unit | None
    made: dict[Model, Any] = field(default_factory=dict)

    def row(self, model: Model) -> Any:
        """Return the row of a model in this state, made now where there is none."""
        if model not in self.made:
            found = self._written(model)
            if found is None and issubclass(model, Record):
                raise LookupError(f"{model.__name__} is not in the world yet: filling.kinds() has an order")
            self.made[model] = found or self._filled(model)
        return self.made[model]

    def values(self, model: Model, kind: str, /, **given: Any) -> dict[str, Any]:
        """Return what every field of a model that needs a value says."""
        found: dict[str, Any] = {}
        asked = ASKED.get(model.__name__, ())
        for one in model._meta.concrete_fields:
            if one.name in given:
                found[one.name] = given[one.name]
            elif (one.primary_key and not one.is_relation) or (
                one.name in STAMPS and issubclass(model, Record)
            ):
                continue
            elif one.is_relation:
                if not one.null or one.name in asked:
                    found[one.name] = self._pointed(one)
            elif (value := self._plain(model, one, kind)) is not None:
                found[one.name] = value
        for name in [
            name for name in found if f"{name}_folded" in {f.name for f in model._meta.concrete_fields}
        ]:
            found[f"{name}_folded"] = fold(found[name])
        return found

    def record(self, kind: str) -> Any:
        """Write a record of a kind."""
        model, by = kinds()[kind], self.world.cast.operator
        values = self.values(model, kind)
        verb = VERBS.get(kind, f"add_{kind}")
        return create(model, by=by, office=self.office, verb=verb, values=values, unit=self.unit)

    def _ground(self, model: Model) -> Any:
        """Return what the office has one of: a form, an indicator, its version."""
        ground = self.world.extra
        key = (model.__name__, self.office.pk)
        if key not in ground:
            known = set(self.world.canaries)
            ground[key] = self._filled(model)
            # What an indicator is called is no record's secret: whoever sees a measure reads it.
            for word in set(self.world.canaries) - known:
                self.world.canaries[word] = (model.__name__, "ground")
        return ground[key]

    def _written(self, model: Model) -> Any:
        """Return what the world holds already: a record, or what hangs on one."""
        if issubclass(model, Record):
            return self.world.records.get((model.record_kind, self.state))
        for one in model._meta.concrete_fields:
            target: Any = one.related_model
            if one.is_relation and not one.null and target is not None and issubclass(target, Record):
                owner = self.world.records.get((target.record_kind, self.state))
                found = model._default_manager.filter(**{one.name: owner.pk}).first() if owner else None
                if found is not None:
                    return found
        return None

    def _filled(self, model: Model) -> Any:
        with transaction.atomic():
            row = model(**self.values(model, self.kind_of(model)))
            row.save(force_insert=True)
        return row

    def kind_of(self, model: Model) -> str:
        """Return the kind of record a row hangs on, however far."""
        if issubclass(model, Record):
            return str(model.record_kind)
        for one in model._meta.concrete_fields:
            target: Any = one.related_model
            if one.is_relation and not one.null and target is not None and is_of_the_trade(target):
                return self.kind_of(target)
        return "person"

    def _pointed(self, one: Any) -> Any:
        target = one.related_model
        by = self.world.cast.operator
        plain = {User: by, Office: self.office, Unit: self.unit}
        if target in plain:
            return plain[target]
        if target is Anchor:
            return self.world.records["partnership", self.state].anchor
        if target in (StoredFile, Note):
            owner = self.world.records["person", self.state]
            found = self.world.files["person", self.state] if target is StoredFile else None
            return found or self.world.parts[owner.pk, "note"]
        if target is Run:
            return Run.objects.create(
                chain=self.office.pk, by_uid=by.uid, method="sweep", version=1, digest="0" * 64, at=timezone.now(),
                parameters={}, result={},
            )  # fmt: skip
        if target.__name__ in GROUND:
            return self._ground(target)
        return self.row(target)

    def _plain(self, model: Model, one: Any, kind: str) -> Any:
        """Return what a field says that points at nothing; None leaves it as the model has it."""
        code = CODES.get(f"{model.__name__}.{one.name}", CODES.get(one.name))
        needed = not (one.blank or one.has_default() or one.null)
        if one.name.endswith("_folded") or one.name == "uid":
            return None
        if one.unique and isinstance(one, models.CharField):
            return secrets.token_hex(one.max_length // 2)
        if code is not None and (needed or isinstance(one, models.CharField)):
            return code
        if one.choices:
            return next(key for key, _words in one.flatchoices if key != "") if needed else None
        if isinstance(one, models.TextField) or (
            isinstance(one, models.CharField) and one.max_length >= SHORT
        ):
            is_words = type(one) in (models.TextField, models.CharField) and not one.name.endswith("link")
            return self.world.canary(kind, self.state) if is_words and (needed or one.blank) else None
        return _by_type(one) if needed else None


STAMPS = frozenset(
    {"anchor", "uid", "office", "unit", "owner", "visibility", "created_at", "created_by", "updated_at", "updated_by",
     "version", "archived_at", "archive_reason"}
)  # fmt: skip
"""What every record has, which its own verb writes."""
BY_TYPE: tuple[tuple[type, Any], ...] = (
    (PartialDateField, PartialDate(2026, 3, 4)),
    (models.DateTimeField, timezone.now),
    (models.DateField, DAY),
    (models.TimeField, dt.time(10)),
    (models.DecimalField, Decimal(2)),
    (models.FloatField, 2.0),
    (models.BooleanField, False),
    (models.IntegerField, 2),
    (models.CharField, "x"),
    (models.BinaryField, b"x"),
    (models.JSONField, dict),
)


def _by_type(one: Any) -> Any:
    for kind, value in BY_TYPE:
        if isinstance(one, kind):
            return value() if callable(value) else value
    return None


def is_of_the_trade(model: Model) -> bool:
    """Say whether rows of a model hang on records."""
    if model._meta.app_label not in ROOMS or model.__name__ in NOT_ROWS:
        return False
    return issubclass(model, Record) or any(
        one.is_relation and one.related_model is not model and _leads_to_records(one.related_model)
        for one in model._meta.concrete_fields
        if not one.null or one.name in ASKED.get(model.__name__, ())
    )


def _leads_to_records(target: Any) -> bool:
    return target is Anchor or (target.__module__.startswith("proxenia.") and is_of_the_trade(target))


def kinds() -> dict[str, type[Record]]:
    """Return every kind of record there is, those first that others point at."""
    every = [one for one in apps.get_models() if issubclass(one, Record) and one._meta.app_label in ROOMS]
    done: dict[str, type[Record]] = {}
    while every:
        ready = [
            one for one in every if not any(other in _around(one) for other in every if other is not one)
        ]
        for one in ready or every:
            done[one.record_kind] = one
        every = [one for one in every if one.record_kind not in done]
    return done


def _around(model: Model, seen: frozenset[Model] = frozenset()) -> set[Model]:
    """Return the kinds of record that must be there before a row of a model can be, however far."""
    found: set[Model] = set()
    for one in model._meta.concrete_fields:
        target: Any = one.related_model
        if target is None or target in seen or (one.null and one.name not in ASKED.get(model.__name__, ())):
            continue
        if target.__module__.startswith("proxenia.") and is_of_the_trade(target):
            found |= {target} if issubclass(target, Record) else _around(target, seen | {model})
    return found


def parts() -> Iterator[Model]:
    """Yield every model whose rows hang on records."""
    for one in apps.get_models():
        if is_of_the_trade(one) and not issubclass(one, Record):
            yield one
