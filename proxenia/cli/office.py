"""``init``, ``link``, ``serve`` and ``demo``: from an empty folder to an office somebody can sign in to."""

import argparse
import sys
from typing import Any

from proxenia.cli import ground
from proxenia.core.errors import Refused

DIRECTOR_EMAIL = "director@proxenia.invalid"


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
    init = commands.add_parser("init", help="set up the database and an office; a second run changes nothing")
    init.add_argument("--email", default="", help="who directs the office")
    init.add_argument("--office", metavar="NAME", default="", help="the name of the office")
    init.add_argument("--place", default="", help="the place the office works for")
    init.set_defaults(run=run_init)
    link = commands.add_parser("link", help="print a single-use sign-in link for somebody")
    link.add_argument("email")
    link.set_defaults(run=run_link)
    close = commands.add_parser("close-account", help="close somebody's account: their sessions end at once")
    close.add_argument("email")
    close.set_defaults(run=run_close_account)
    serve = commands.add_parser("serve", help="serve the pages and run the jobs")
    _address(serve)
    serve.set_defaults(run=run_serve)
    demo = commands.add_parser("demo", help="load the invented demonstration office and serve it")
    demo.add_argument("--load-only", action="store_true", help="load it and do not serve")
    _address(demo)
    demo.set_defaults(run=run_demo)


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8000)


def run_init(arguments: argparse.Namespace) -> int:
    """Bring the database up to date; open an office with its director where that is missing."""
    ground.start()
    ground.migrate()
    from proxenia.accounts.models import User
    from proxenia.accounts.queries import offices_of

    operator = User.objects.operator()
    name = arguments.office.strip()
    known = offices_of(operator)
    office = known.filter(name=name).first() if name else known.first()
    if office is None:
        office = _open(operator, name or "International office")
    link = _ensure_director(office, operator, arguments.email)
    if arguments.place:
        _ensure_home(office, operator, arguments.place)
    print(link or f"{office.name} is set up already; nothing was changed.")
    return 0


def _open(operator: Any, name: str) -> Any:
    from proxenia.accounts.actions import open_office
    from proxenia.indicators.actions import load_library

    office = open_office(by=operator, name=name)
    load_library(office, by=operator)
    print(f"Opened the office {office.name}.", file=sys.stderr)
    return office


def _ensure_director(office: Any, operator: Any, email: str) -> str:
    """Give the office its director; return a sign-in link for somebody who was added now."""
    from proxenia.accounts.actions import invite
    from proxenia.accounts.models import Membership

    held = Membership.objects.filter(office=office)
    wanted = (email or ("" if held.exists() else DIRECTOR_EMAIL)).strip().lower()
    if not wanted or held.filter(user__email=wanted).exists():
        return ""
    name = wanted.split("@", 1)[0].replace(".", " ").title()
    membership = invite(office, by=operator, email=wanted, name=name, role="director")
    return sign_in_address(membership.user, operator)


def _ensure_home(office: Any, operator: Any, words: str) -> None:
    from proxenia.places.actions import ensure_place, set_home
    from proxenia.places.queries import resolve

    name, _comma, country = words.partition(",")
    found = resolve(name.strip(), country.strip())
    if found.match is None:
        others = "; ".join(
            f"{place.name}, {place.region or place.country}" for place in found.alternatives[:5]
        )
        raise Refused(f"Which place is {words}? {others or found.why}", "--place")
    set_home(office, by=operator, place=ensure_place(found.match))


def sign_in_address(user: Any, by: Any, base: str = "") -> str:
    """Make a single-use link for a person and return its whole address."""
    from django.conf import settings
    from django.urls import reverse

    from proxenia.accounts.actions import make_sign_in_link

    token = make_sign_in_link(user, by=by)
    return (base or settings.BASE_URL) + reverse("accounts:use_link", args=[token])


def run_link(arguments: argparse.Namespace) -> int:
    """Print a sign-in link for somebody who has an account."""
    ground.start_ready()
    from proxenia.accounts.models import User

    by = ground.actor(arguments)
    user = User.objects.filter(email=arguments.email.strip().lower(), is_active=True).first()
    if user is None:
        raise Refused(f"Nobody here has the address {arguments.email}.", "email")
    if not (by.is_operator or by.pk == user.pk):
        raise Refused("Only the operator makes a link for somebody else.", "--as")
    print(sign_in_address(user, by))
    return 0


def run_close_account(arguments: argparse.Namespace) -> int:
    """Close the account of somebody who left; what they wrote stays."""
    ground.start_ready()
    from proxenia.accounts.actions import close_account
    from proxenia.accounts.models import User

    user = User.objects.filter(email=arguments.email.strip().lower(), is_active=True).first()
    if user is None:
        raise Refused(f"Nobody here has the address {arguments.email}.", "email")
    close_account(user, by=ground.actor(arguments))
    print(f"The account of {user.name} is closed.")
    return 0


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until stopped."""
    from proxenia.cli.server import serve

    ground.start_ready()
    return serve(arguments.host, arguments.port)


def run_demo(arguments: argparse.Namespace) -> int:
    """Load the demonstration office into a database that holds no other, and serve it."""
    ground.start()
    ground.migrate()
    from proxenia.accounts.models import Office, User
    from proxenia.cli.server import base_address, check_host, serve
    from proxenia.desk.actions.demonstration import load_demonstration

    check_host(arguments.host)
    if Office.objects.filter(is_demonstration=False).exists():
        raise Refused(
            "This database holds another office; the demonstration is loaded into an empty one."
            " Name another folder in PROXENIA_DATA.",
            "database",
        )
    operator = User.objects.operator()
    director = load_demonstration(by=operator)
    if arguments.load_only:
        print("The demonstration office is loaded.")
        return 0
    base = base_address(arguments.host, arguments.port)
    print(f"The demonstration office is served at {base}")
    print(f"Sign in once with {sign_in_address(director, operator, base)}", flush=True)
    return serve(arguments.host, arguments.port, quiet=True)
