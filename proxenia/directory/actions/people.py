"""People and the posts they held: each change of a post is an event of the person."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate, clean_text, fold
from proxenia.directory.models import Person, Post
from proxenia.directory.rules import check_name, check_restorable, check_term
from proxenia.records.access import check_may_see, check_may_write
from proxenia.records.actions import archive, change, create, reindex, restore

POST_FIELDS = ("organisation", "title", "starts", "ends")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = dict(values)
    if "name" in ready:
        ready["name"] = check_name(clean_text(ready["name"], longest=200))
        ready["name_folded"] = fold(ready["name"])[:200]
    for name in ("name_local", "pronunciation", "phone"):
        if name in ready:
            ready[name] = clean_text(ready[name])
    if "email" in ready:
        ready["email"] = clean_text(ready["email"]).lower()
    if "note" in ready:
        ready["note"] = clean_text(ready["note"], lines=True)
    return ready


def _cleaned_post(person: Person, values: Mapping[str, Any]) -> dict[str, Any]:
    ready = {name: values[name] for name in POST_FIELDS if name in values}
    if "title" in ready:
        ready["title"] = clean_text(ready["title"], longest=200)
    organisation = ready.get("organisation")
    if organisation is not None and organisation.office_id != person.office_id:
        raise Refused(_("There is no such organisation in this office."), where="organisation")
    return ready


def told(post: Post) -> str:
    """Return a post as the log tells it: "mayor, City of Trier, from 2015 to 2023"."""
    starts, ends = (
        f"{word} {date}" if date else "" for word, date in (("from", post.starts), ("to", post.ends))
    )
    parts = (post.title, post.organisation.name, f"{starts} {ends}".strip())
    return ", ".join(part for part in parts if part)


def _write_post(person: Person, values: Mapping[str, Any], by: User, post: Post | None = None) -> Post:
    ready = _cleaned_post(person, values)
    row = post or Post(person=person)
    at = ready.get("organisation")
    if at is not None and at.pk != row.organisation_id:
        check_may_see(by, at)
    changed = post is None or any(getattr(row, name) != value for name, value in ready.items())
    for name, value in ready.items():
        setattr(row, name, value)
    if row.organisation_id is None:
        raise Refused(_("Say at which organisation the post is."), where="organisation")
    check_term(row.starts, row.ends)
    if changed:
        row.save()
    return row


@transaction.atomic
def add_person(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    posts: Sequence[Mapping[str, Any]] = (),
    unit: Unit | None = None,
    owner: User | None = None,
    visibility: str = "internal",
) -> Person:
    """Add a person with the posts they hold or held; ``posts`` are dictionaries of POST_FIELDS."""
    ready = _cleaned({"name": "", **values})
    lines = [told(Post(**_cleaned_post(Person(office=office), post))) for post in posts]
    person = create(
        Person,
        by=by,
        office=office,
        verb="add_person",
        values=ready,
        unit=unit,
        owner=owner,
        visibility=visibility,
        extra={"posts": lines} if lines else None,
    )
    for post in posts:
        _write_post(person, post, by)
    if posts:
        reindex(person)
    return person


@transaction.atomic
def change_person(
    person: Person,
    *,
    by: User,
    values: Mapping[str, Any],
    posts: Sequence[Mapping[str, Any]] | None = None,
    expected_version: int | None = None,
) -> Person:
    """Change a person and, with ``posts``, the whole list of posts: one with a ``uid`` is changed, one without
    is added, one that is missing is removed."""
    check_may_write(by, person)
    before, after = _replace_posts(person, posts, by) if posts is not None else ([], [])
    changed = before != after
    return change(
        person,
        by=by,
        verb="change_person",
        values=_cleaned(values),
        expected_version=expected_version,
        extra_before={"posts": before} if changed else None,
        extra_after={"posts": after} if changed else None,
    )


def _replace_posts(
    person: Person, posts: Sequence[Mapping[str, Any]], by: User
) -> tuple[list[str], list[str]]:
    rows = {row.uid: row for row in person.posts.select_related("organisation")}
    before = sorted(told(row) for row in rows.values())
    kept = [_write_post(person, post, by, rows.pop(post.get("uid") or "", None)) for post in posts]
    for row in rows.values():
        row.delete()
    return before, sorted(told(row) for row in kept)


@transaction.atomic
def add_post(
    person: Person,
    *,
    by: User,
    organisation: Any,
    title: str = "",
    starts: PartialDate | None = None,
    ends: PartialDate | None = None,
) -> Post:
    """Add a post that a person holds or held."""
    check_may_write(by, person)
    values = {"organisation": organisation, "title": title, "starts": starts, "ends": ends}
    post = _write_post(person, values, by)
    change(person, by=by, verb="add_post", values={}, extra_after={"post": told(post)})
    return post


@transaction.atomic
def change_post(post: Post, *, by: User, values: Mapping[str, Any]) -> Post:
    """Change the organisation, title or term of a post."""
    return _change_post(post, by=by, verb="change_post", values=values)


@transaction.atomic
def end_post(post: Post, *, by: User, ends: PartialDate) -> Post:
    """Say when a post ended; it stays in the list of those held before."""
    return _change_post(post, by=by, verb="end_post", values={"ends": ends})


def _change_post(post: Post, *, by: User, verb: str, values: Mapping[str, Any]) -> Post:
    check_may_write(by, post.person)
    before = told(post)
    row = _write_post(post.person, values, by, post)
    after = told(row)
    if before != after:
        change(
            row.person,
            by=by,
            verb=verb,
            values={},
            extra_before={"post": before},
            extra_after={"post": after},
        )
    return row


@transaction.atomic
def remove_post(post: Post, *, by: User) -> None:
    """Remove a post that was never held; one that is over is ended instead."""
    check_may_write(by, post.person)
    before = told(post)
    person = post.person
    post.delete()
    change(person, by=by, verb="remove_post", values={}, extra_before={"post": before})


def archive_person(person: Person, *, by: User, reason: str) -> Person:
    """Put a person away with the reason."""
    return archive(person, by=by, reason=reason, verb="archive_person")


def restore_person(person: Person, *, by: User) -> Person:
    """Bring back a person who was put away; a merged one comes back by undoing the merge."""
    check_may_write(by, person)
    check_restorable(person)
    return restore(person, by=by, verb="restore_person")
