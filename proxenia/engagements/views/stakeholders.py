"""The stakeholder map of a project, with who was moved when; and who is involved in what over all projects."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ, READ_SHARED
from proxenia.core.charts import matrix
from proxenia.core.pages import page, paginate
from proxenia.core.templatetags.words import full_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Position, Project
from proxenia.engagements.models.projects import Role
from proxenia.engagements.queries import stakeholders as queries
from proxenia.engagements.views.projects import PROJECTS, tabs
from proxenia.methods import stakeholders as method
from proxenia.records.access import get_visible, may_write

QUADRANTS = {
    method.MANAGE: (
        gettext_lazy("Work with them closely"),
        gettext_lazy("They care and can decide. Plan with them, tell them first, meet them often."),
    ),
    method.SATISFY: (
        gettext_lazy("Keep them content"),
        gettext_lazy(
            "They could stop it and care little. Ask for little, keep them from surprises, know what they mind."
        ),
    ),
    method.INFORM: (
        gettext_lazy("Keep them informed"),
        gettext_lazy("They care and cannot decide. Tell them how it goes, hear them, let them speak for it."),
    ),
    method.WATCH: (
        gettext_lazy("Watch from afar"),
        gettext_lazy(
            "They care little and cannot decide. A word now and then is enough; look again when things change."
        ),
    ),
    method.UNKNOWN: (
        gettext_lazy("Not placed"),
        gettext_lazy(
            "Nobody knows yet how much they care or can do. Find out; until then they stand on no field."
        ),
    ),
}


@page(READ_SHARED)
def stakeholder_map(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the map of a project with its table, and what moved."""
    user = signed_in(request)
    found: Project = get_visible(Project, user, office, uid)
    seen, hidden = queries.stakeholders_of(user, found)
    drawn = queries.map_of(seen)
    writes = may_write(user, found) and not found.is_archived and found.state not in ("closed", "dropped")
    context = {
        "project": found,
        "map": drawn,
        "lines": list(range(drawn.step, drawn.side, drawn.step)),
        "threshold": (method.MANY - 1) * drawn.step,
        "middle": (method.LEVELS - method.MANY + 1) * drawn.step,
        "lede": _sentence(len(seen), drawn.counts),
        "groups": _groups(office, found, seen),
        "names": {one.one.pk: one.name for one in seen},
        "dots": [(dot, _name_of(seen, dot.key)) for dot in drawn.dots],
        "history": _history(seen),
        "hidden": hidden,
        "missing": queries.not_on_the_map(user, found) if writes else [],
        "may_write": writes,
    }
    return render(request, "engagements/stakeholder_map.html", context)


def _name_of(seen: list[queries.Seen], key: int) -> str:
    return next(one.name for one in seen if one.one.pk == key)


def _sentence(total: int, counts: dict[str, int]) -> str:
    """Return in a sentence how many stand where; who is not placed is told apart."""
    if not total:
        return _("Nobody stands on the map of this project yet.")
    told = ngettext("%(n)d stakeholder", "%(n)d stakeholders", total) % {"n": total}
    close = ngettext(
        "%(n)d of them to work with closely", "%(n)d of them to work with closely", counts[method.MANAGE]
    )
    sentence = _("%(told)s, %(close)s.") % {"told": told, "close": close % {"n": counts[method.MANAGE]}}
    unknown = counts[method.UNKNOWN]
    if not unknown:
        return sentence
    open_words = ngettext("%(n)d is not placed yet.", "%(n)d are not placed yet.", unknown) % {"n": unknown}
    return f"{sentence} {open_words}"


def _groups(office: Office, project: Project, seen: list[queries.Seen]) -> list[dict[str, Any]]:
    """Return the stakeholders by quadrant, each with what to do."""
    kinds = Vocabulary.load("organisation_kinds")
    groups = []
    for code, (title, advice) in QUADRANTS.items():
        inside = [one for one in seen if one.quadrant == code]
        if inside:
            members = [_row(office, project, one, kinds) for one in inside]
            groups.append({"code": code, "title": title, "advice": advice, "rows": members})
    return groups


def _row(office: Office, project: Project, one: queries.Seen, kinds: Vocabulary) -> dict[str, Any]:
    now = one.now
    body = reverse("directory:organisation", args=(office.slug, one.body.uid)) if one.body else ""
    return {
        "number": one.number,
        "name": one.name,
        "url": body,
        "edit_url": reverse("engagements:edit_stakeholder", args=(office.slug, project.uid, one.one.uid)),
        "kind": kinds.label(one.kind) if one.kind else _("not said"),
        "roles": ", ".join(one.roles),
        "interest": level_words(now.interest if now else None),
        "influence": level_words(now.influence if now else None),
        "note": one.one.note,
        "since": full_date(now.on) if now else "",
        "reason": now.reason if now else "",
    }


def level_words(level: int | None) -> str:
    """Return a level as a reader sees it; not known is words, never a figure."""
    return _("not known") if level is None else str(level)


def _history(seen: list[queries.Seen]) -> list[dict[str, Any]]:
    """Return who was moved when, the latest first: from where to where, by whom and why."""
    found: list[dict[str, Any]] = []
    for one in seen:
        pairs = zip(one.positions, one.positions[1:], strict=False)
        found += [_moved(one, before, after) for before, after in pairs if _differ(before, after)]
    return sorted(found, key=lambda row: row["at"], reverse=True)


def _differ(before: Position, after: Position) -> bool:
    return queries.levels_of(before) != queries.levels_of(after)


def _moved(one: queries.Seen, before: Position, after: Position) -> dict[str, Any]:
    move = method.Move(queries.levels_of(before), queries.levels_of(after))
    return {
        "at": (after.on, after.pk),
        "on": after.on,
        "name": one.name,
        "by": after.set_by.name,
        "reason": after.reason,
        "interest": (level_words(before.interest), level_words(after.interest)),
        "influence": (level_words(before.influence), level_words(after.influence)),
        "to": QUADRANTS[method.quadrant(*move.after)][0] if move.crosses else "",
    }


@page(READ)
def who_is_involved(request: HttpRequest, office: Office) -> HttpResponse:
    """Show who is involved in what: by sort of actor and role, each number opening its lines."""
    user = signed_in(request)
    kind, role = request.GET.get("kind", ""), request.GET.get("role", "")
    found = queries.involvement(user, office)
    counts = queries.crossing(found)
    vocabulary = Vocabulary.load("organisation_kinds")
    kinds = {one for one, _role in counts}
    here = reverse("engagements:involved", args=(office.slug,))
    drawn = matrix(
        [(code, vocabulary.label(code)) for code in vocabulary.codes if code in kinds],
        [(code, str(label)) for code, label in Role.choices],
        counts,
        {(one, part): f"{here}?kind={one}&role={part}" for one, part in counts},
    )
    shown = paginate(request, queries.involved(found, kind=kind, role=role))
    labels = (_("Body"), _("Sort of actor"), _("Role"), _("Project"))
    context = {
        "page": shown,
        "tabs": tabs(office, "involved"),
        "matrix": drawn,
        "lede": _how_many(found),
        "is_narrow": bool(kind or role),
        "here": here,
        "columns": [{"label": label} for label in labels],
        "rows": [_involved_row(office, one, vocabulary) for one in shown],
    }
    return render(request, "engagements/involved.html", context)


def _how_many(found: Any) -> str:
    """Return in a sentence how many bodies take part."""
    bodies = found.order_by().values("organisation").distinct().count()
    told = ngettext(
        "%(n)d body takes part in projects of ours that you may see.",
        "%(n)d bodies take part in projects of ours that you may see.",
        bodies,
    )
    return told % {"n": bodies}


def _involved_row(office: Office, one: Any, vocabulary: Vocabulary) -> dict[str, Any]:
    body = reverse("directory:organisation", args=(office.slug, one.organisation.uid))
    return {
        "cells": [
            {"text": one.organisation.name, "url": body},
            {"text": vocabulary.label(one.organisation.kind), "label": _("Sort of actor")},
            {"text": one.get_role_display(), "label": _("Role")},
            {"text": one.project.title, "url": PROJECTS.url(office, one.project.uid), "label": _("Project")},
        ]
    }
