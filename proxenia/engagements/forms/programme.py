"""The form of one item of a programme, and the words for what it clashes with."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.core.errors import Refused
from proxenia.core.names import language_codes, language_name
from proxenia.core.values import fold, split_list
from proxenia.directory.models import Organisation, Person
from proxenia.engagements.forms.delegations import PartForm, clock, day
from proxenia.engagements.models import Member, Slot
from proxenia.engagements.queries.delegations import items_of, slots_of, zone_on
from proxenia.engagements.rules.delegations import check_zone, moments
from proxenia.methods.itinerary import HOST, INTERPRETER, TWICE, Clash, Item, clashes


class SlotForm(PartForm):
    """One item of the programme; what it clashes with is asked about."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Slot.Kind.choices)
    title = forms.CharField(label=gettext_lazy("What it is, in a few words"), max_length=300)
    on = day(gettext_lazy("Day"))
    starts = clock(gettext_lazy("From"))
    ends = clock(gettext_lazy("Until"))
    ends_on = day(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Only where it ends on another day.")
    )
    venue = forms.CharField(label=gettext_lazy("Venue"), max_length=300, required=False)
    host = forms.CharField(
        label=gettext_lazy("Hosting organisation"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("As it is called in the directory."),
    )
    host_text = forms.CharField(label=gettext_lazy("Who receives them"), max_length=300, required=False)
    transport = forms.CharField(
        label=gettext_lazy("How they get there"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Coach from the hotel at 9:15; on foot."),
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("French; German"),
    )
    interpreter = forms.CharField(label=gettext_lazy("Interpreter"), max_length=200, required=False)
    for_all = forms.BooleanField(label=gettext_lazy("For the whole delegation"), required=False, initial=True)
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Or only for"), required=False, widget=forms.CheckboxSelectMultiple
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("That of the stop on that day where it is left empty."),
    )
    end_zone = forms.CharField(
        label=gettext_lazy("Time zone where it ends"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Only where it ends in another one, as a flight does."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=4000
    )

    names = (
        "kind", "title", "on", "starts", "ends", "ends_on", "venue", "host", "host_text", "transport",
        "languages", "interpreter", "for_all", "zone", "end_zone", "note",
    )  # fmt: skip

    def set_up(self) -> None:
        """Offer the members to choose from."""
        self.people = list(self.engagement.members.select_related("person"))
        field = cast(forms.MultipleChoiceField, self.fields["members"])
        seen = set(
            Person.objects.visible_to(self.user, self.office)
            .filter(pk__in=[one.person_id for one in self.people])
            .values_list("pk", flat=True)
        )
        field.choices = [(one.uid, one.person.name) for one in self.people if one.person_id in seen]
        if not field.choices:
            del self.fields["members"]

    @classmethod
    def initial_of(cls, slot: Slot) -> dict[str, Any]:
        """Return what the form shows of an item."""
        shown = {name: getattr(slot, name) for name in cls.names}
        return {
            **shown,
            "host": slot.host.name if slot.host else "",
            "languages": "; ".join(language_name(code) for code in slot.languages),
            "ends_on": slot.ends_on if slot.ends_on != slot.on else None,
            "end_zone": slot.end_zone if slot.end_zone != slot.zone else "",
            "members": [row.member.uid for row in slot.taking_part.select_related("member")],
        }

    def clean_host(self) -> Organisation | None:
        """Find the hosting organisation by its name."""
        return self.body_named(self.cleaned_data["host"])

    def clean_languages(self) -> list[str]:
        """Write languages as their codes; what is none stays in words."""
        return language_codes("; ".join(split_list(self.cleaned_data["languages"])))

    def clean(self) -> dict[str, Any]:
        """Fill in zones and the last day; ask about what the item would clash with."""
        super().clean()
        values = self.cleaned_data
        if self.errors:
            return values
        values["zone"] = values["zone"] or zone_on(self.engagement, values["on"])
        values["end_zone"] = values["end_zone"] or values["zone"]
        values["ends_on"] = values["ends_on"] or values["on"]
        try:
            for name in ("zone", "end_zone"):
                check_zone(values[name], name)
            found = self._clashes()
        except Refused as refusal:
            self.add_error(refusal.where if refusal.where in self.fields else None, str(refusal))
            return values
        if found:
            self.ask("clash", gettext_lazy("Yes, keep it as it is"), " ".join(found))
        return values

    def _clashes(self) -> list[str]:
        """Return a sentence for each clash of this item with one that stands."""
        others = [
            one for one in slots_of(self.engagement) if self.standing is None or one.pk != self.standing.pk
        ]
        draft = Slot(**{name: value for name, value in self.values.items() if name != "members"})
        begins, ends = moments(draft)
        everybody = [one.pk for one in self.people]
        who = everybody if draft.for_all else [one.pk for one in self.chosen]
        own = Item(
            "own",
            begins,
            ends,
            frozenset(who),
            draft.host_id,
            fold(draft.interpreter) if draft.interpreter else "",
        )
        if ends <= begins:
            return []
        found = clashes([own, *items_of(others, everybody)])
        titles = {one.pk: one.title for one in others}
        names = {one.pk: one.person.name for one in self.people}
        return [
            clash_sentence(clash, titles, names)
            for clash in found
            if "own" in (clash.first, clash.second) and clash.kind in (TWICE, INTERPRETER, HOST)
        ]

    @property
    def chosen(self) -> list[Member]:
        """Return the members that are ticked."""
        ticked = set(self.cleaned_data.get("members", ()))
        return [one for one in self.people if one.uid in ticked]

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields for the verb."""
        return {name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}


def clash_sentence(clash: Clash, titles: dict[Any, str], names: dict[Any, str]) -> str:
    """Return a clash in words; of an item that is not named (the one being written) the other is told."""
    others = [titles[key] for key in (clash.first, clash.second) if key in titles]
    items = " / ".join(f"“{one}”" for one in others)
    if clash.kind == TWICE:
        who = ", ".join(names[key] for key in clash.who if key in names)
        count = len(clash.who)
        sentence = ngettext(
            "%(who)s would be in two places at once: %(items)s.",
            "%(n)d people would be in two places at once (%(who)s): %(items)s.",
            count,
        )
        return sentence % {"who": who, "n": count, "items": items}
    sentences = {
        INTERPRETER: _("The interpreter is needed twice at the same time: %(items)s."),
        HOST: _("The same organisation hosts at the same time: %(items)s."),
    }
    known = sentences.get(clash.kind)
    return (known or _("There is little time between: %(items)s.")) % {"items": items}
