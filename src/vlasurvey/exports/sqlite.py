"""The tables of the records as one SQLite database, with what every column means inside it."""

from __future__ import annotations

from collections.abc import Sequence

from vlasurvey.exports.relations import INTEGER, NUMBER, PAPERS, Column, Relation

_TYPES = {INTEGER: "INTEGER", NUMBER: "REAL"}


def database(tables: Sequence[Relation], about: dict[str, str]) -> bytes | None:
    """Return the database; `about` is for the table of the same name. None where this Python has no SQLite.

    The bytes depend on the tables and on the version of the SQLite library, which writes its own into the file.
    """
    try:
        import sqlite3  # Python can be built without it
    except ImportError:
        return None
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        run = connection.execute
        run("PRAGMA foreign_keys = ON")
        run("BEGIN")
        for table in tables:
            run(_created(table))
            places = ", ".join("?" * len(table.columns))
            connection.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({places})", table.rows)  # noqa: S608
        run("CREATE TABLE about (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        connection.executemany("INSERT INTO about VALUES (?, ?)", sorted(about.items()))
        run(
            'CREATE TABLE dictionary ("table" TEXT NOT NULL, "column" TEXT NOT NULL, type TEXT NOT NULL,'
            ' description TEXT NOT NULL, PRIMARY KEY ("table", "column")) WITHOUT ROWID'
        )
        described = [(table.name, c.name, c.kind, c.about) for table in tables for c in table.columns]
        connection.executemany("INSERT INTO dictionary VALUES (?, ?, ?, ?)", described)
        run("COMMIT")
        return connection.serialize()
    finally:
        connection.close()


def keys(content: bytes) -> list[str]:
    """Return the keys of the papers in a database. Raises ValueError if it is none."""
    import sqlite3

    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(content)
        return [row[0] for row in connection.execute(f"SELECT key FROM {PAPERS}")]  # noqa: S608  # a word of ours
    except sqlite3.Error as error:
        raise ValueError(str(error)) from error
    finally:
        connection.close()


def _created(table: Relation) -> str:
    lines = [_column(column) for column in table.columns]
    lines.append(f"PRIMARY KEY ({', '.join(map(_quoted, table.key))})")
    if table.name != PAPERS and any(column.name == "key" for column in table.columns):
        lines.append(f'FOREIGN KEY ("key") REFERENCES {_quoted(PAPERS)} ("key")')
    return f"CREATE TABLE {_quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n) WITHOUT ROWID"


def _column(column: Column) -> str:
    return f"{_quoted(column.name)} {_TYPES.get(column.kind, 'TEXT')}{' NOT NULL' if column.required else ''}"


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
