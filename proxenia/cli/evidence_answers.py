"""``proxenia prioritise`` and ``proxenia match``: where to look, and with whom.

Neither needs an office. Where there is one, its own ties count and its runs are kept.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.cli import ground

if TYPE_CHECKING:
    from proxenia.accounts.models import Office, User
    from proxenia.prioritisation.queries.alignment import Mix
    from proxenia.prioritisation.queries.answering import Answer
    from proxenia.prioritisation.queries.matching import Answer as MatchAnswer

SHOWN = 15


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
    prioritise = commands.add_parser("prioritise", help="which countries come first, and how sure that is")
    prioritise.add_argument(
        "--home", required=True, metavar="COUNTRY", help="ISO code or name of our country"
    )
    prioritise.add_argument(
        "--purpose", type=Path, metavar="FILE", help="YAML or JSON: purpose, factors, weights"
    )
    prioritise.add_argument(
        "--weights", type=Path, metavar="FILE", help="YAML or JSON: weights, or pairwise choices"
    )
    prioritise.add_argument(
        "--draws", type=int, default=10_000, metavar="N", help="how many draws (default 10,000)"
    )
    prioritise.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed gives the same answer"
    )
    prioritise.add_argument("--json", action="store_true", help="answer as JSON")
    prioritise.set_defaults(run=run_prioritise)
    match = commands.add_parser("match", help="the most promising partner cities for a purpose, explained")
    match.add_argument("city", nargs="?", default="", metavar="CITY", help="the city that looks for partners")
    match.add_argument("--country", default="", metavar="COUNTRY", help="its country: ISO code or name")
    match.add_argument("--purpose", default="general", metavar="NAME", help="what for (see --list-purposes)")
    match.add_argument(
        "--sector", default="", metavar="CODE", help="a policy sector both sides need powers in"
    )
    match.add_argument("--list-purposes", action="store_true", help="name the purposes there are")
    match.add_argument("--top", type=int, default=20, metavar="N", help="how many (default 20)")
    match.add_argument("--profiles", type=Path, metavar="FILE",
                       help="a table of cities with their powers, posts, stage and networks")  # fmt: skip
    match.add_argument("--json", action="store_true", help="answer as JSON")
    match.set_defaults(run=run_match)


def run_prioritise(arguments: argparse.Namespace) -> int:
    """Answer where to look, coverage first."""
    ground.start()
    from proxenia.core.stamps import new_uid
    from proxenia.evidence.store import Store
    from proxenia.prioritisation import actions, readers
    from proxenia.prioritisation.queries.answering import answer
    from proxenia.prioritisation.queries.peers import beside_of
    from proxenia.prioritisation.queries.runs import tied_spots, ties_by_country
    from proxenia.prioritisation.queries.statistics import Stored
    from proxenia.prioritisation.queries.tree import tree

    factors = tree()
    question = readers.question_of(
        readers.home_of(arguments.home), factors, purpose=arguments.purpose, weights=arguments.weights,
        draws=arguments.draws, seed=arguments.seed,
    )  # fmt: skip
    own, mix = _own_mix(arguments)
    desk = ground.desk(arguments)
    with Store() as store:
        statistics = Stored(store)
        ties = ties_by_country(desk[1], desk[0]) if desk else None
        spots = tied_spots(desk[1], desk[0]) if desk else None
        beside = replace(beside_of(question.home, statistics, ties), mix=mix, tied_spots=spots)
        found = answer(question, factors, statistics, beside)
    uid, where = new_uid(), ""
    if desk:
        kept = actions.keep_run(
            desk[0],
            by=desk[1],
            title=_title(question.purpose, question.home),
            asked=question,
            found=found,
            mix=own,
        )
        uid, where = kept.run.uid, kept.question.uid
    told = {"run": uid, "draws": question.draws, "seed": question.seed, **found.result(), "kept": bool(desk)}
    print(json.dumps(told, ensure_ascii=False) if arguments.json else _answer_words(found))
    if not arguments.json:
        print(_kept_words(uid, where, desk))
    return 0


def _own_mix(arguments: argparse.Namespace) -> "tuple[dict[str, Any], Mix | None]":
    """Return the office's own exports as the purpose names them: as a question keeps them, and as figures take them."""
    from proxenia.prioritisation import readers, sheets
    from proxenia.prioritisation.queries.alignment import Mix

    named = readers.mix_named(arguments.purpose)
    if named is None:
        return {}, None
    path, place, classification = named
    own = sheets.mix_of(path, place=place, classification=classification)
    return own.as_json(), Mix(own.shares, own.classification)


def _title(purpose: str, home: str) -> str:
    from django.utils.translation import gettext

    from proxenia.evidence.countries import places
    from proxenia.prioritisation.queries.matching import purpose_labels

    label = str(purpose_labels().get(purpose, purpose)) or gettext("any purpose")
    return gettext("%(purpose)s, seen from %(home)s") % {"purpose": label[:200], "home": places()[home].name}


def _kept_words(uid: str, question: str, desk: "tuple[Office, User] | None") -> str:
    if desk is None:
        return f"\nRun {uid}, not kept: there is no office here (or several: say which with --office)."
    return f"\nRun {uid}, kept: /o/{desk[0].slug}/evidence/{question}/?run={uid}"


def _answer_words(found: "Answer") -> str:
    from proxenia.prioritisation.queries.words import headline

    lines = ["Figures of so many places:"]
    lines += [
        f"  {one['places']:>3} of {one['of']}  {one['label']} ({one['source']})" for one in found.coverage()
    ]
    lines += ["", *headline(found), "", "rank (90 %)   top ten   place"]
    lines += [
        f"{one.expected_rank:5.1f} ({one.low}–{one.high})".ljust(16) + f"{100 * one.top:4.0f} %   {one.name}"
        for one in found.standings[:SHOWN]
    ]
    lines += ["", "What would change it:"] if found.changes else []
    return "\n".join([*lines, *(f"  {one.sentence}" for one in found.changes[:5])])


def run_match(arguments: argparse.Namespace) -> int:
    """Answer with whom to tie up, or name the purposes."""
    ground.start()
    from proxenia.prioritisation.queries import matching

    if arguments.list_purposes:
        labels = matching.purpose_labels()
        told: Any = [{"name": code, "label": label} for code, label in labels.items()]
        lines = [f"{code}: {label}" for code, label in labels.items()]
        print(json.dumps(told, ensure_ascii=False) if arguments.json else "\n".join(lines))
        return 0
    found = _match(arguments)
    told = {
        "home": {"name": found.home.name, "country": found.home.country, "id": found.home.id},
        "purpose": found.purpose,
        "matches": [one.as_json() for one in found.matches],
        "missing": [{"sign": sign, "why": why} for sign, why in found.missing],
        "compared": found.compared,
    }
    print(json.dumps(told, ensure_ascii=False) if arguments.json else _match_words(found))
    return 0


def _match(arguments: argparse.Namespace) -> "MatchAnswer":
    from proxenia.core.errors import Refused
    from proxenia.core.vocabulary import Vocabulary
    from proxenia.prioritisation import readers
    from proxenia.prioritisation.queries import loaded, matching
    from proxenia.prioritisation.queries.beside import beside_office, home_key

    if not arguments.city.strip():
        raise Refused("Name the city that looks for partners.", "CITY")
    if not 1 <= arguments.top <= 1_000:
        raise Refused("Between 1 and 1,000 matches can be asked for.", "--top")
    purpose = matching.purpose_of(arguments.purpose)
    world, beside = loaded.world_and_beside()
    home = matching.home_of(world, arguments.city, arguments.country)
    desk = ground.desk(arguments)
    if desk and home.id == home_key(desk[0]):
        beside = beside_office(desk[1], desk[0], beside)
    if arguments.sector:
        if arguments.sector not in Vocabulary.load("policy_sectors").codes:
            every = ", ".join(Vocabulary.load("policy_sectors").codes)
            raise Refused(f"“{arguments.sector}” is no sector. There are: {every}.", "--sector")
        beside = replace(beside, powers_needed=frozenset({arguments.sector}))
    if arguments.profiles:
        beside = readers.with_profiles(beside, arguments.profiles)
    return matching.match_place(world, home, purpose=purpose, top=arguments.top, beside=beside)


def _match_words(found: "MatchAnswer") -> str:
    from proxenia.prioritisation.queries.matching import purpose_labels

    label = purpose_labels()[found.purpose]
    lines = [f"{found.home.name}, {found.home.country}: {label}; {found.compared:,} places compared."]
    lines += list(dict.fromkeys(f"Missing: {why}" for _, why in found.missing))
    for number, one in enumerate(found.matches, 1):
        lines.append(f"{number:>3}. {one.name}, {one.country} ({one.score:.3f})")
        lines += [f"       {why}" for why in (*one.reasons, *one.cautions)]
    return "\n".join(lines)
