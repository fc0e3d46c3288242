"""The relationship page of a person, a body or a place; who of us knows them; what a colleague hands over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, WRITE_SOMEWHERE
from proxenia.commitments.actions.keeping import link_colleague, unlink_colleague
from proxenia.commitments.forms.keeping import ColleagueForm
from proxenia.commitments.queries import staff_of
from proxenia.commitments.queries.keeping import colleague_of, person_of
from proxenia.core.forms import refusals_told
from proxenia.core.pages import page, query_without
from proxenia.core.panels import panel
from proxenia.core.registry import address_of
from proxenia.core.templatetags.words import ago, full_date, money, number
from proxenia.directory.models import Organisation, Person
from proxenia.directory.queries.consents import may_leave, withheld_people
from proxenia.engagements.queries.relationship import (
    SOURCES,
    Happened,
    Scope,
    Subject,
    handover_of,
    looked_after_by,
    scope_of,
    story,
    who_knows,
)
from proxenia.engagements.queries.words import who_moved
from proxenia.engagements.views.promise_rows import due_words, promise_url, state_of
from proxenia.engagements.views.rows import engagement_url, kind_word
from proxenia.places.models import Place
from proxenia.places.queries.rows import find_place
from proxenia.records.access import check_may_write, get_visible, may_write
from proxenia.records.models import Anchor, Record
from proxenia.records.models.sharing import author_told

Row = dict[str, Any]
LAST_PAGE = 500
SHOWN = 5


def kinds() -> dict[str, str]:
    """Return the words for what a story is made of."""
    return {
        "contact": _("Contacts"),
        "promise": _("Promises"),
        "agreement": _("Agreements"),
        "gift": _("Gifts and hospitality"),
        "note": _("Notes"),
        "post": _("Posts"),
    }


@page(READ)
def relationship(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Tell everything ever with a person or a body."""
    kind = Anchor.objects.filter(uid=uid, office=office).values_list("kind", flat=True).first()
    model = Person if kind == "person" else Organisation
    found: Subject = get_visible(model, signed_in(request), office, uid)
    return _tell(request, office, found, address_of(kind or "", office.slug, uid))


@page(READ)
def relationship_of_place(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Tell everything ever with a place: with the bodies there, their ties, and what took place there."""
    found = find_place(office, uid)
    home = reverse("places:place", args=(office.slug, uid))
    return _tell(request, office, found, home) if isinstance(found, Place) else redirect(home)


def _tell(request: HttpRequest, office: Office, subject: Subject, home: str) -> HttpResponse:
    user, today, query = signed_in(request), timezone.localdate(), request.GET
    text = query.get("page", "1")
    number_of = min(int(text), LAST_PAGE) if text.isascii() and text.isdecimal() and len(text) < 5 else 1
    kind = query.get("kind", "") if query.get("kind", "") in SOURCES else ""
    scope = scope_of(user, office, subject)
    told, shown = story(scope, page=max(number_of, 1), kind=kind), max(number_of, 1)
    rest = query_without(request, "page")
    context = {
        "subject": subject,
        "home": home,
        "groups": [_facet(request, told.counts, kind)],
        "rows": [_row(office, user, one) for one in told.rows],
        "knows": _knows(office, scope, today),
        "looked_after": [one.name for one in looked_after_by(scope)],
        "newer": f"?{rest}page={shown - 1}" if shown > 1 else "",
        "older": f"?{rest}page={shown + 1}" if told.is_more else "",
        "total": sum(told.counts.values()),
        "stays": isinstance(subject, Person) and not may_leave(subject),
    }
    return render(request, "engagements/relationship.html", context)


def _facet(request: HttpRequest, counts: dict[str, int], current: str) -> Row:
    rest = query_without(request, "kind", "page")
    items = [
        {
            "label": label,
            "count": number(counts[code]),
            "current": code == current,
            "url": f"?{rest}".rstrip("&") if code == current else f"?{rest}kind={code}",
        }
        for code, label in kinds().items()
        if counts[code] or code == current
    ]
    return {"title": _("What"), "items": items}


def _knows(office: Office, scope: Scope, today: Any) -> list[Row]:
    """Return who of us knows them, as lines."""
    return [
        {
            "name": one.user.name,
            "url": reverse("directory:person", args=(office.slug, one.person.uid)),
            "sub": ngettext("{n} contact, the last {ago}", "{n} contacts, the last {ago}", one.times).format(
                n=number(one.times), ago=ago(one.last, today)
            ),
        }
        for one in who_knows(scope, today)
    ]


def _row(office: Office, user: User, one: Happened) -> Row:
    """Return one line of a story."""
    tell = {
        "contact": _contact,
        "promise": _promise,
        "agreement": _agreement,
        "gift": _gift,
        "note": _note,
        "post": _post,
    }[one.kind]
    return {"when": full_date(one.day), "kind": kinds()[one.kind], **tell(office, user, one.row)}


def _contact(office: Office, _user: User, row: Any) -> Row:
    how = who_moved(row) or kind_word(row)
    held = "" if row.state in ("held", "closed") else row.get_state_display().lower()
    return {
        "text": row.title,
        "url": engagement_url(office, row.uid),
        "sub": ", ".join(filter(None, (how, held))),
    }


def _promise(office: Office, _user: User, row: Any) -> Row:
    today = timezone.localdate()
    words = [row.get_side_display(), state_of(row, today)["text"]]
    if row.state == "open" and row.due:
        words.append(due_words(row, today))
    return {
        "text": row.what,
        "url": promise_url(office, row.uid),
        "sub": ", ".join(dict.fromkeys(map(str, words))),
    }


def _agreement(office: Office, _user: User, row: Any) -> Row:
    url = reverse("portfolio:agreement", args=(office.slug, row.uid))
    return {"text": row.title, "url": url, "sub": f"{row.get_state_display()}, {row.partnership.name}"}


def _gift(office: Office, _user: User, row: Any) -> Row:
    worth = money(row.value, row.currency) if row.value is not None else ""
    words = [row.get_direction_display(), worth, row.get_outcome_display()]
    url = address_of("gift", office.slug, row.uid)
    return {"text": row.what, "url": url, "sub": ", ".join(filter(None, map(str, words)))}


def _note(office: Office, user: User, row: Any) -> Row:
    by = author_told(row, user, office)
    url = address_of(row.anchor.kind, office.slug, row.anchor.uid)
    return {"text": row.text[:160], "url": url, "sub": by}


def _post(office: Office, _user: User, row: Any) -> Row:
    words = [row.title, row.organisation.name]
    until = _("until {day}").format(day=full_date(row.ends)) if row.ends else _("still held")
    url = reverse("directory:person", args=(office.slug, row.person.uid))
    return {"text": row.person.name, "url": url, "sub": ", ".join([*filter(None, words), until])}


def _home(office: Office, record: Record) -> str:
    return address_of(record.record_kind, office.slug, record.uid)


@page(READ)
def handover(request: HttpRequest, office: Office) -> HttpResponse:
    """List what a colleague leaves behind when they go: what they look after, owe and know."""
    user, today = signed_in(request), timezone.localdate()
    staff = staff_of(office)
    chosen = next((one for one in staff if one.uid == request.GET.get("who", "")), user)
    left = handover_of(user, office, chosen, today)
    staying = withheld_people({person.pk for person, _times, _last in left.known})
    context = {
        "staff": staff,
        "leaver": chosen,
        "is_linked": person_of(chosen, office) is not None,
        "records": [{"text": str(one), "url": _home(office, one)} for one in left.records],
        "promises": [_promise(office, user, one) for one in left.promises],
        "ahead": [
            {"text": one.title, "url": engagement_url(office, one.uid), "sub": full_date(one.date)}
            for one in left.ahead
        ],
        "known": [
            {
                "text": person.name,
                "url": reverse("directory:person", args=(office.slug, person.uid)),
                "sub": ngettext("{n} contact, the last {ago}", "{n} contacts, the last {ago}", times).format(
                    n=number(times), ago=ago(last, today)
                ),
                "stays": person.pk in staying,
            }
            for person, times, last in left.known
        ],
    }
    return render(request, "engagements/handover.html", context)


@page(WRITE_SOMEWHERE, ("POST",))
def link(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Say which account a person of the directory has here, or that they have none."""
    user = signed_in(request)
    person: Person = get_visible(Person, user, office, uid)
    check_may_write(user, person)
    form = ColleagueForm(request.POST or None, office=office)
    with refusals_told(request):
        if request.POST.get("user") and form.is_valid():
            link_colleague(person, by=user, user=form.cleaned_data["user"])
            messages.success(request, _("Saved."))
        elif not request.POST.get("user"):
            unlink_colleague(person, by=user)
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Only somebody who works in this office can be named."))
    return redirect("directory:person", office.slug, uid)


def _known_panel(request: HttpRequest, subject: Subject, page_url: str) -> Row | None:
    """Fill who of us knows somebody, with the way to everything ever."""
    office: Office = request.office  # type: ignore[attr-defined]
    user = signed_in(request)
    if not user.standing(office).has(READ):
        return None
    knows = _knows(office, scope_of(user, office, subject), timezone.localdate())
    return {"knows": knows[:SHOWN], "more": max(0, len(knows) - SHOWN), "page_url": page_url}


@panel(page="directory.person", slot="side", order=6, template="engagements/_who_knows.html")
def who_knows_person(request: HttpRequest, person: Person) -> Row | None:
    """Say who of us knows a person, and whether it is one of us."""
    office: Office = request.office  # type: ignore[attr-defined]
    found = _known_panel(request, person, reverse("engagements:relationship", args=(office.slug, person.uid)))
    if found is None:
        return None
    writes = may_write(signed_in(request), person) and not person.is_archived
    form = ColleagueForm(office=office) if writes else None
    return {**found, "colleague": colleague_of(person), "link_form": form, "person": person}


@panel(page="directory.organisation", slot="side", order=6, template="engagements/_who_knows.html")
def who_knows_body(request: HttpRequest, organisation: Organisation) -> Row | None:
    """Say who of us knows a body."""
    office: Office = request.office  # type: ignore[attr-defined]
    url = reverse("engagements:relationship", args=(office.slug, organisation.uid))
    return _known_panel(request, organisation, url)


@panel(page="places.place", slot="side", order=6, template="engagements/_who_knows.html")
def who_knows_place(request: HttpRequest, place: Place) -> Row | None:
    """Say who of us knows a place."""
    office: Office = request.office  # type: ignore[attr-defined]
    url = reverse("engagements:relationship_of_place", args=(office.slug, place.uid))
    return _known_panel(request, place, url)
