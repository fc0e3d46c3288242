"""`init`, `link`, `demo` and who acts where."""

import re

import pytest

from tests.cli.conftest import Command

LINK = re.compile(r"^http://127\.0\.0\.1:8000/sign-in/link/[\w-]{20,}/$")


def test_init_prints_a_single_use_link_and_a_second_run_changes_nothing(tables: Command) -> None:
    first = tables(
        "init", "--office", "Office of Trier", "--place", "Trier, Germany", "--email", "a@example.org"
    )
    assert first.code == 0, first.err
    assert LINK.match(first.out.strip())
    again = tables(
        "init", "--office", "Office of Trier", "--place", "Trier, Germany", "--email", "a@example.org"
    )
    assert again.code == 0
    assert "nothing was changed" in again.out
    assert tables("verify", "--json").json == {"ok": True, "problems": []}


def test_init_needs_nothing(proxenia: Command) -> None:
    answer = proxenia("init")
    assert answer.code == 0, answer.err
    assert LINK.match(answer.out.strip())


def test_an_ambiguous_home_is_asked_for(tables: Command) -> None:
    answer = tables("init", "--place", "Springfield, USA")
    assert answer.code == 1
    assert "Which place is Springfield, USA?" in answer.err


def test_a_command_before_init_says_what_to_do(proxenia: Command) -> None:
    answer = proxenia("verify", "--json")
    assert answer.code == 1
    assert "run proxenia init first" in answer.json["error"]["message"]


def test_several_offices_have_to_be_named(office: Command) -> None:
    office("init", "--office", "Second")
    answer = office("import", "partnerships", "x.csv", "--json")
    assert answer.code == 1
    assert "say which with --office" in answer.json["error"]["message"]


@pytest.mark.parametrize(
    "words",
    [("--as", "nobody@example.org", "link", "a@b.org"), ("link", "a@b.org", "--as", "nobody@example.org")],
)
def test_who_acts_may_stand_before_and_after_the_command(office: Command, words: tuple[str, ...]) -> None:
    answer = office(*words)
    assert answer.code == 1
    assert "Nobody here has the address nobody@example.org" in answer.err


def test_nobody_makes_a_link_for_somebody_else(office: Command) -> None:
    office("init", "--email", "a@example.org")
    office("init", "--email", "b@example.org")
    assert office("link", "b@example.org").code == 0
    answer = office("--as", "a@example.org", "link", "b@example.org")
    assert answer.code == 1
    assert "Only the operator" in answer.err


@pytest.mark.parametrize(
    "words", [(), ("fly",), ("resolve",), ("import", "partnerships"), ("import", "dragons", "x.csv")]
)
def test_words_that_make_no_command_exit_with_2(proxenia: Command, words: tuple[str, ...]) -> None:
    answer = proxenia(*words)
    assert answer.code == 2
    assert answer.out == ""


def test_beyond_this_machine_only_behind_https(office: Command) -> None:
    answer = office("serve", "--host", "0.0.0.0")
    assert answer.code == 1
    assert "behind https only" in answer.err
