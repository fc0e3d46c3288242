"""Single looks at the product: each asks one thing as one role and says what is wrong with the answer."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from proxenia.audit.models import ChainHead
from proxenia.portfolio.models import Party
from tests.sweep.matrix import ANY, HIDDEN, MATRIX, METHODS, NO_METHOD, OPEN, REFUSED, SIGN_IN, Rule, verdict
from tests.sweep.world import KINDS, MISSING, ROLES, SEES, STATES, World

CANARY = re.compile(rb"qz\d{5}vk", re.IGNORECASE)
Problems = list[str]


@dataclass(frozen=True)
class Probe:
    """One look: what it is called, and what asks and judges."""

    name: str
    look: Callable[[World], Problems]
    role: str = ""
    state: str = ""
    expects: str = ""


def run(probe: Probe, world: World) -> Problems:
    """Carry out one look and take back whatever it wrote, in the database and in the browser."""
    client = world.clients.get(probe.role)
    cookies = dict(client.cookies) if client else {}
    with transaction.atomic():
        try:
            return probe.look(world)
        except Exception as error:  # noqa: BLE001 (an answer that breaks is a finding, not the end of the sweep)
            return [f"{probe.name}: broke with {type(error).__name__}: {error}"]
        finally:
            transaction.set_rollback(True)
            if client:
                client.cookies.clear()
                client.cookies.update(cookies)


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every route of the resolver by its name with namespace, and the view that answers it."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or pattern.pattern}", pattern.callback
        else:
            yield from routes(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)


def undeclared() -> Problems:
    """Say which routes have no line in the matrix, which lines have no route, and which differ from their page."""
    known = dict(routes())
    office = {name for name, view in known.items() if needs_matrix(name, view)}
    found = [f"{name} is not in the matrix" for name in sorted(office - set(MATRIX))]
    found += [f"{name} is in the matrix and nowhere else" for name in sorted(set(MATRIX) - set(known))]
    for name in sorted(office & set(MATRIX)):
        view, rule = known[name], MATRIX[name]
        declared = (getattr(view, "permission", None), tuple(getattr(view, "methods", ())))
        if declared != (rule.right, rule.methods):
            found.append(f"{name}: the page says {declared}, the matrix {(rule.right, rule.methods)}")
    return found


def needs_matrix(_name: str, _view: Any) -> bool:
    """Say whether a route must stand in the matrix: every one must."""
    return True


def answer_of(
    world: World, role: str, method: str, url: str, data: dict[str, Any] | None = None
) -> HttpResponse:
    """Ask as a role; the body is read."""
    client = world.clients[role]
    ask = getattr(client, method.lower())
    response: HttpResponse = ask(url, data or {}) if method in ("GET", "HEAD", "POST") else ask(url)
    return response


def body_of(response: Any) -> bytes:
    """Return what an answer says: of a workbook the text within."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return b"\n".join(package.read(name) for name in package.namelist())
    return bytes(content)


def verdict_of(response: Any) -> str:
    """Return what an answer amounts to."""
    if response.status_code == 405:
        return NO_METHOD
    if response.status_code == 404:
        return HIDDEN
    if response.status_code == 403:
        return REFUSED
    if response.status_code == 302 and "/sign-in/" in response["Location"]:
        return SIGN_IN
    return OPEN if response.status_code in (200, 302, 409, 422) else f"status {response.status_code}"


def leaks(world: World, role: str, content: bytes, asked: str = "") -> Problems:
    """Say which canaries of records hidden from a role stand in an answer."""
    found = {word.decode().lower() for word in CANARY.findall(content)}
    hidden = [
        word for word in found if word not in asked.lower() and role not in SEES[world.canaries[word][1]]
    ]
    return [f"tells {word} of {' '.join(world.canaries[word])}" for word in sorted(hidden)]


def url_of(world: World, name: str, rule: Rule, kind: str, state: str) -> str:
    """Return the address of a route about one record; what it names besides is taken from the world."""
    args: dict[str, Any] = {"office": world.cast.office.slug, **rule.more}
    if args.get("reader") in world.users:
        args["reader"] = world.users[args["reader"]].uid
    if rule.kind == "file":
        file = world.files.get((kind, state))
        return reverse(name, kwargs={**args, "uid": file.uid if file else MISSING})
    if rule.kind == "note":
        record = world.records.get((kind, state))
        return reverse(
            name, kwargs={**args, "uid": world.parts[record.pk, "note"].uid if record else MISSING}
        )
    if rule.kind == "pair":
        ground = world.base_body.uid if world.base_body else MISSING
        args |= {"kind": "organisation", "keep": ground, "drop": world.uid("organisation", state)}
        return reverse(name, kwargs=args)
    for part in [part for part, value in args.items() if value == "own"]:
        args[part] = _part(world, part, kind, state)
    for part, value in args.items():
        if isinstance(value, str) and value.startswith("="):
            args[part] = row_uid(world, value[1:], state)
    if rule.kind:
        args.setdefault("uid", world.uid(kind, state))
    return reverse(name, kwargs=args)


def row_uid(world: World, model: str, state: str) -> str:
    """Return the uid of what hangs on a record of a state, or one that belongs to nothing."""
    row = world.row(model, state)
    return str(getattr(row, "uid", getattr(row, "pk", MISSING)))


def _part(world: World, part: str, kind: str, state: str) -> str:
    """Return the uid of what hangs on a record: a counterpart, a consent, a guardian, a head, a line."""
    record = world.records.get((kind, state))
    if record is None:
        return MISSING
    found = Party.objects.filter(partnership=record.pk).first() if part == "party" else None
    found = found or world.parts.get((record.pk, part))
    return str(found.uid) if found is not None else MISSING


def kinds_of(rule: Rule) -> tuple[str, ...]:
    """Return the kinds of record a route is asked about."""
    if rule.kind in (ANY, "file", "note"):
        return KINDS
    return ("organisation",) if rule.kind == "pair" else (rule.kind,)


def cells() -> Iterator[Probe]:
    """Yield one look for every cell: route x role x method x state of the record (x kind, where any will do)."""
    for name, rule in MATRIX.items():
        if rule.by_itself:
            yield from (beside(name, rule, role, method) for role in ROLES for method in METHODS)
            continue
        for kind in kinds_of(rule) if rule.kind else ("",):
            for state in STATES if rule.kind else ("open",):
                # A method that a page does not answer is refused before its record is looked for.
                ways = METHODS if state == "open" else rule.methods
                yield from (cell(name, rule, role, way, kind, state) for role in ROLES for way in ways)


def cell(name: str, rule: Rule, role: str, method: str, kind: str, state: str) -> Probe:
    """Return the look of one cell of the matrix."""
    wanted = verdict(rule, role, method, state)
    title = f"{method} {name} of {kind or 'the office'} ({state}) as {role}"

    def look(world: World) -> Problems:
        before = _written()
        response = answer_of(world, role, method, url_of(world, name, rule, kind, state))
        got = verdict_of(response)
        found = [] if got == wanted else [f"{title}: {got} instead of {wanted}"]
        if wanted != OPEN and _written() != before:
            found.append(f"{title}: something was written")
        return found + [f"{title}: {told}" for told in leaks(world, role, body_of(response))]

    return Probe(title, look, role, state, wanted)


def beside(name: str, rule: Rule, role: str, method: str) -> Probe:
    """Return a look at a route that answers by rules of its own: method, sign-in, office and right are held here."""
    wanted = verdict(rule, role, method, "open")
    title = f"{method} {name} of what is not there as {role}"

    def look(world: World) -> Problems:
        before = _written()
        response = answer_of(world, role, method, _url_of_nothing(world, name, rule))
        got = verdict_of(response)
        fits = got == wanted if wanted in (NO_METHOD, SIGN_IN, REFUSED) else not got.startswith("status 5")
        fits = fits if wanted != HIDDEN else got == HIDDEN
        found = [] if fits else [f"{title}: {got} instead of {wanted}"]
        if wanted != OPEN and _written() != before:
            found.append(f"{title}: something was written")
        return found + [f"{title}: {told}" for told in leaks(world, role, body_of(response))]

    return Probe(title, look, role, "missing", wanted)


def _url_of_nothing(world: World, name: str, rule: Rule) -> str:
    """Return the address of a route with ids that belong to nothing."""
    known = {"office": world.cast.office.slug, **rule.more}
    for _path, names in _shapes(name):
        for nothing in (MISSING, 999_999):
            try:
                return reverse(name, kwargs={one: known.get(one, nothing) for one in names})
            except NoReverseMatch:
                continue
    raise LookupError(name)


def _shapes(name: str) -> list[tuple[str, list[str]]]:
    """Return the shapes of a route's address: its pattern and the names in it, the office's among them."""
    space, _colon, own = name.rpartition(":")
    resolver, before = get_resolver(), []
    if space:
        prefix, resolver = resolver.namespace_dict[space]
        before = ["office"] if "office" in prefix else []
    found = [(path, list(args)) for shape in resolver.reverse_dict.getlist(own) for path, args in shape[0]]
    return [(path, list(dict.fromkeys([*before, *args]))) for path, args in found]


def _written() -> int:
    return sum(ChainHead.objects.values_list("seq", flat=True))
