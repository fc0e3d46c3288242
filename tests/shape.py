"""All that a database is made of, as plain values that can be compared: how it came about does not show.

The order of columns is left out, since a column added later stands last; so are numbers that the database gives and
moments of making.
"""

from typing import Any

import sqlparse

Shape = dict[str, Any]

GIVEN = {"id", "content_type_id", "applied"}
"""Columns that a row is given rather than says: a kind of content is told by its name."""
ON_POSTGRES = {
    "relations": """
        SELECT relname, relkind::text, pg_get_userbyid(relowner), ARRAY(SELECT unnest(relacl)::text ORDER BY 1)
        FROM pg_class WHERE relnamespace = 'public'::regnamespace""",
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text,
               a.attgenerated::text, o.collname, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        LEFT JOIN pg_collation o ON o.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p')
          AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """
        SELECT tgname, pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger WHERE NOT tgisinternal""",
    "functions": """
        SELECT proname, prosrc, proconfig, pg_get_userbyid(proowner) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace""",
    "sequences": """
        SELECT sequencename, data_type::text, start_value, increment_by, cycle FROM pg_sequences
        WHERE schemaname = 'public'""",
}


def of_postgres(database: Any) -> Shape:
    """Return what a PostgreSQL database is made of."""
    shape: Shape = {name: sorted(map(repr, database.execute(sql))) for name, sql in ON_POSTGRES.items()}
    tables = database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return shape | {f"rows of {name}": rows(database, name) for (name,) in tables}


def of_sqlite(database: Any) -> Shape:
    """Return what an SQLite file is made of: what was said when it was made, of a table piece by piece."""
    made = database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    shape: Shape = {
        f"{kind} {name} of {of}": pieces(sql) if kind == "table" else plain(sql)
        for kind, name, of, sql in made
    }
    tables = [name for kind, name, *_ in made if kind == "table" and not name.startswith("sqlite_")]
    return shape | {f"rows of {name}": rows(database, name) for name in tables}


def plain(sql: str | None) -> str:
    """Return a statement in one line; an index that stands for a constraint has none."""
    return " ".join((sql or "").split())


def pieces(sql: str) -> list[str]:
    """Return what `CREATE TABLE` says of each column and constraint, in the order of the alphabet."""
    whole = plain(sql)
    if not whole.startswith("CREATE TABLE"):
        return [whole]
    inner = whole[whole.index("(") + 1 : whole.rindex(")")]
    found, depth = [""], 0
    for token in sqlparse.parse(inner)[0].flatten():
        depth += (token.value == "(") - (token.value == ")")
        if token.value == "," and not depth:
            found.append("")
        else:
            found[-1] += token.value
    return sorted(piece.strip() for piece in found)


def rows(database: Any, table: str) -> list[str]:
    """Return the rows of a table by the names of their columns."""
    answer = database.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in answer.description]
    return sorted(
        repr(sorted((name, value) for name, value in zip(names, row, strict=True) if name not in GIVEN))
        for row in answer
    )


def differences(one: Shape, other: Shape) -> dict[str, tuple[Any, Any]]:
    """Return what is not the same in both, with what each has alone."""
    found = {}
    for name in sorted(one.keys() | other.keys()):
        here, there = one.get(name), other.get(name)
        if here == there:
            continue
        if isinstance(here, list) and isinstance(there, list):
            here, there = [x for x in here if x not in there], [x for x in there if x not in here]
        found[name] = (here, there)
    return found
