"""What the pages of imports show: files looked into, runs in words, rows as the sheet has them, records written."""

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import ngettext, pgettext

from proxenia.accounts.models import Office, User
from proxenia.core.registry import address_of, sheet_kind, sheet_kinds
from proxenia.core.sheets import Limits
from proxenia.core.sheets.kinds import SheetKind, map_columns
from proxenia.core.sheets.peeking import SheetHead, chosen, peek
from proxenia.core.sheets.table import letter_of
from proxenia.core.values import clean_text, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.records.models import ImportChange, ImportRun, StagedRow
from proxenia.records.queries.imports import AT_WORK, is_interrupted, remembered, source_of

State = ImportRun.State
VERDICTS = ("created", "changed", "unchanged", "refused")
ENDINGS = ("xlsx", "ods", "csv")
"""The kinds of file that are handed out; a text file offers no help and no choices, so it is no template."""


ORDER = ("partnerships", "organisations", "people", "agreements", "engagements", "commitments")


ONLY_SHEET = "source"
"""What the one sheet of a text file is called: its file lies under this name in the folder of the run."""


class Upload(Protocol):
    """A file on its way in."""

    name: str | None

    def chunks(self) -> Iterator[bytes]: ...


def kinds_in_order() -> list[SheetKind]:
    """Return the kinds of sheet as an office meets them: ties first; kinds nobody named here come last."""
    places = {name: place for place, name in enumerate(ORDER)}
    return sorted(sheet_kinds(), key=lambda kind: places.get(kind.name, len(ORDER)))


def limits() -> Limits:
    """Return what a file may cost in this installation."""
    return Limits(rows=settings.SHEET_MAX_ROWS, columns=settings.SHEET_MAX_COLUMNS)


def look_into(upload: Upload, kind: str) -> list[SheetHead]:
    """Return the sheets of an uploaded file that have headings of a kind; raises SheetError with a sentence."""
    with _on_disk(upload) as path:
        return peek(path, recognise=sheet_kind(kind).recognise, limits=limits())


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    """Yield where an upload lies, under its own name, which a text file lends its only sheet."""
    with tempfile.TemporaryDirectory(prefix="proxenia-upload-") as folder:
        path = Path(folder) / (clean_text(Path(upload.name or "").stem)[:50] or ONLY_SHEET)
        if hasattr(upload, "temporary_file_path"):
            path.symlink_to(upload.temporary_file_path())
        else:
            with path.open("wb") as file:
                file.writelines(upload.chunks())
        yield path


def sheet_of(run: ImportRun) -> str:
    """Return the sheet a run reads, '' for a text file, which has only one and no name for it."""
    return "" if run.sheet == ONLY_SHEET else run.sheet


def heads_of(run: ImportRun) -> list[SheetHead]:
    """Return the sheets of a run's file that have known headings; raises SheetError where it cannot be read."""
    return peek(source_of(run), recognise=sheet_kind(run.kind).recognise, limits=limits())


def head_of(run: ImportRun, heads: list[SheetHead], name: str = "") -> SheetHead:
    """Return the sheet asked for, else the one the run reads, else the one that is read without asking."""
    return chosen(heads, name or run.sheet)


def taken_for(run: ImportRun, head: SheetHead) -> dict[int, str]:
    """Return what each column of a sheet is taken for: place -> code of the column it means."""
    mine = run.mapping if head.name == run.sheet else {}
    known = {**remembered(run.office, run.kind), **{fold(text): code for text, code in mine.items()}}
    where = map_columns(sheet_kind(run.kind), list(head.columns), known).where
    return {place: code for code, place in where.items()}


def digest_of_upload(upload: Upload) -> str:
    """Return the SHA-256 of an uploaded file."""
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def begun_with(office: Office, user: User, kind: str, digest: str) -> ImportRun | None:
    """Return the run a person has begun with the very same file and not ended, if there is one."""
    open_states = [State.READING, State.PREVIEWED, State.COMMITTING]
    same = ImportRun.objects.filter(
        office=office, by=user, kind=kind, file_digest=digest, state__in=open_states
    )
    return same.first()


def state_of(run: ImportRun) -> tuple[str, str]:
    """Return the state of a run as a code and a word; what has stopped without an end is interrupted."""
    if is_interrupted(run):
        return "failed", pgettext("import", "interrupted")
    words = {
        State.READING: pgettext("import", "being read"),
        State.PREVIEWED: pgettext("import", "waits for you"),
        State.COMMITTING: pgettext("import", "being written"),
        State.DONE: pgettext("import", "imported"),
        State.UNDOING: pgettext("import", "being undone"),
        State.FAILED: pgettext("import", "stopped"),
        State.UNDONE: pgettext("import", "undone"),
        State.DISCARDED: pgettext("import", "put aside"),
    }
    codes = {State.DONE: "done", **dict.fromkeys(AT_WORK, "running")}
    state = State(run.state)
    return codes.get(state, run.state), words[state]


def sentence(summary: dict[str, Any], *, written: bool) -> str:
    """Return the counts of a run as one sentence, before ("would be") or after it was written."""
    rows = summary.get("rows", 0)
    counts = {name: summary.get(name, 0) for name in VERDICTS[:3]} | {
        "refused": summary.get("refused_rows", 0)
    }
    told = [_told(name, counts[name], written) for name in VERDICTS if counts[name]]
    text = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": _figure(rows)}
    if told:
        text = f"{text}: {', '.join(told)}"
    if waiting := summary.get("to_settle", 0):
        places = ngettext("%(n)s place to settle", "%(n)s places to settle", waiting)
        text = f"{text}; {places % {'n': _figure(waiting)}}"
    return f"{text}."


def _told(name: str, n: int, written: bool) -> str:
    before = {
        "created": ngettext("%(n)s would be created", "%(n)s would be created", n),
        "changed": ngettext("%(n)s would be changed", "%(n)s would be changed", n),
        "unchanged": ngettext("%(n)s is the same", "%(n)s are the same", n),
        "refused": ngettext("%(n)s cannot be taken", "%(n)s cannot be taken", n),
    }
    after = {
        "created": ngettext("%(n)s was created", "%(n)s were created", n),
        "changed": ngettext("%(n)s was changed", "%(n)s were changed", n),
        "unchanged": ngettext("%(n)s was the same", "%(n)s were the same", n),
        "refused": ngettext("%(n)s was not taken", "%(n)s were not taken", n),
    }
    return (after if written else before)[name] % {"n": _figure(n)}


def _figure(number: int) -> str:
    return f"{number:,}"


@dataclass(frozen=True)
class Problem:
    """A sentence and the column of the sheet it is about ("D Signed on"), '' for the whole row."""

    column: str
    message: str


@dataclass(frozen=True)
class Change:
    """A field a row would change: its words, what stands, what would stand."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownRow:
    """A row as the preview shows it."""

    number: int
    verdict: str
    problems: list[Problem]
    remarks: list[str]
    changes: list[Change]
    cells: list[tuple[str, str]]


class RowsShown:
    """Says how the rows of one run are shown: under which headings, with which words."""

    def __init__(self, run: ImportRun) -> None:
        self.kind = sheet_kind(run.kind)
        columns: list[str] = run.summary.get("columns", [])
        self.places = [place for place, text in enumerate(columns) if text in run.mapping]
        self.headings = {place: f"{letter_of(place)} {columns[place]}" for place in self.places}
        self._heading_of = {run.mapping[columns[place]]: self.headings[place] for place in self.places}
        self._code_of = {self.kind.heading(code): code for code in self.kind.codes}
        self._choices = {column.code: column.choices for column in self.kind.columns if column.choices}

    def show(self, row: StagedRow) -> ShownRow:
        """Return one row."""
        cells = [(self.headings[place], row.cells[place]) for place in self.places if place < len(row.cells)]
        problems = [Problem(self._column(name), message) for name, message in row.problems]
        changes = [self._change(name, old, new) for name, (old, new) in row.changes.items()]
        return ShownRow(row.number, row.verdict, problems, list(row.remarks), changes, cells)

    def _column(self, heading: str) -> str:
        return self._heading_of.get(self._code_of.get(heading, ""), heading)

    def _change(self, name: str, old: Any, new: Any) -> Change:
        label = self.kind.vocabulary.label(name) if name in self.kind.codes else name.replace("_", " ")
        return Change(label, self._value(name, old), self._value(name, new))

    def _value(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return ""
        words = self._choices.get(name)
        known = words and value in Vocabulary.load(words).codes
        return Vocabulary.load(str(words)).label(str(value)) if known else str(value)


def written_counts(run: ImportRun) -> tuple[int, int]:
    """Return how many records a run created, and how many it changed, without those that are undone."""
    counts = run.changes.filter(undone=None).aggregate(
        all=Count("pk"), created=Count("pk", filter=Q(created=True))
    )
    return counts["created"], counts["all"] - counts["created"]


@dataclass(frozen=True)
class Written:
    """A record an import wrote: its name, what it is, its page ('' for none), what was done."""

    name: str
    kind: str
    url: str
    created: bool
    put_away: bool


def written_lines(run: ImportRun, user: User, changes: Sequence[ImportChange]) -> list[Written]:
    """Return the records behind some changes of a run, as far as this person may see them."""
    by_model: dict[str, list[int]] = defaultdict(list)
    for change in changes:
        by_model[change.model].append(change.anchor_id)
    found: dict[int, Any] = {}
    for label, keys in by_model.items():
        model: Any = apps.get_model(label)
        found.update({row.pk: row for row in model.objects.visible_to(user, run.office).filter(pk__in=keys)})
    slug = run.office.slug
    return [
        Written(
            str(row),
            str(row._meta.verbose_name),
            address_of(row.record_kind, slug, row.uid),
            change.created,
            row.archived_at is not None,
        )
        for change in changes
        if (row := found.get(change.anchor_id)) is not None
    ]
