"""The index behind search: marks of kind and office, words in any script, and words that too many share."""

import pytest

from proxenia.core import search
from proxenia.core.search import Entry

pytestmark = pytest.mark.django_db


def test_sys_6_kind_and_office_are_part_of_the_question():
    search.index([Entry(1, 7, "person", "Ana Port"), Entry(2, 7, "organisation", "Port of Gävle")])
    search.index([Entry(3, 8, "person", "Bo Port")])
    assert search.find("port", 7, kinds=("person",)) == [1]
    assert sorted(search.find("port", 7)) == [1, 2]
    assert sorted(search.find("port", 7, kinds=("person", "organisation"))) == [1, 2]
    assert search.find("person", 7) == [], "a kind is no word of a record"


def test_sys_6_folded_words_and_beginnings_are_found():
    search.index([Entry(1, 7, "organisation", "Gävle", "上海")])
    assert search.find("gav", 7) == [1]
    assert search.find("上海", 7) == [1]
    assert search.find("gavle stockholm", 7) == []


def test_sys_6_an_entry_indexed_anew_loses_its_old_words():
    search.index([Entry(1, 7, "person", "Old")])
    search.index([Entry(1, 7, "person", "New")])
    assert (search.find("old", 7), search.find("new", 7)) == ([], [1])


def test_sys_6_the_title_weighs_more_and_words_all_share_come_newest_first(monkeypatch):
    filler = [
        Entry(key, 7, "person", f"Somebody {key}", "with other words to tell them apart")
        for key in range(10, 40)
    ]
    search.index(
        [Entry(1, 7, "person", "Lisbon"), Entry(2, 7, "person", "Ana", "was once in Lisbon"), *filler]
    )
    assert search.find("lisbon", 7) == [1, 2]
    monkeypatch.setattr(search, "MOST_RANKED", 1)
    assert search.find("lisbon", 7) == [2, 1]
    assert search.find("lisbon", 7, limit=1) == [2]


def test_sys_6_umlauts_are_found_however_they_are_written():
    search.index([Entry(1, 7, "person", "Jürgen Möllner"), Entry(2, 7, "person", "Joerg Haakon")])
    for text in ("Möllner", "Moellner", "Mollner", "juergen", "jurgen"):
        assert search.find(text, 7) == [1], text
    for text in ("Jörg", "Jorg", "Håkon"):
        assert search.find(text, 7) == [2], text
