"""An entry of reported numbers that is new: what it says of itself, and the file to which it is added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vlasurvey import canonical, source
from vlasurvey.problems import did_you_mean
from vlasurvey.results.tables import Results
from vlasurvey.source import Data, Source
from vlasurvey.vocabularies import Benchmark


@dataclass(frozen=True, slots=True)
class Entry:
    """A table without its rows: who reports it, on what, where it stands, what was read, by whom, how measured."""

    reporter: str
    benchmark: str
    metric: str | None
    where: str
    read_from: str
    basis: str
    drafted_by: str
    protocol: dict[str, str]

    def data(self, rows: Iterable[Data]) -> dict[str, Data]:
        """Return the entry with its rows as plain data."""
        metric: dict[str, Data] = {"metric": self.metric} if self.metric else {}
        protocol: dict[str, Data] = {"protocol": dict[str, Data](self.protocol)} if self.protocol else {}
        return {
            "benchmark": self.benchmark,
            **metric,
            "where": self.where,
            "read_from": self.read_from,
            "basis": self.basis,
            "drafted_by": self.drafted_by,
            **protocol,
            "rows": list(rows),
        }


def added(text: str | None, entry: dict[str, Data]) -> str:
    """Return a file of tables with one more; `text` is the file as it is, None where there is none.

    Raises ValueError where it cannot be read, or has a table of the same place, benchmark and protocol.
    """
    if text is None:
        return canonical.write({"tables": [entry]}, Results)
    data, problems = source.parse(Source("", text.encode()))
    if not isinstance(data, dict) or canonical.faults(problems):
        raise ValueError("the file cannot be read: see what 'vlasurvey check' says of it")
    tables = data.get("tables")
    there = tables if isinstance(tables, list) else []
    if any(_of(table) == _of(entry) for table in there):
        raise ValueError(f"{entry['where']} stands there with this benchmark and protocol: correct it there")
    return canonical.apply(text, {**data, "tables": [*there, entry]}, Results)


def _of(table: Data) -> tuple[object, ...]:
    names = ("where", "benchmark", "metric", "protocol", "read_from")
    return tuple(table.get(name) for name in names) if isinstance(table, dict) else ()


def protocol_of(lines: Iterable[str], benchmark: Benchmark) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return circumstances written as `field: value` or `field=value`, and (message, hint) of what is unknown."""
    fields = {known.id: [value.value for value in known.values] for known in benchmark.protocol}
    found: dict[str, str] = {}
    unknown = []
    for line in lines:
        sign = ":" if ":" in line and ("=" not in line or line.index(":") < line.index("=")) else "="
        field, _, value = (part.strip() for part in line.partition(sign))
        field = field.lstrip("-* ")
        if field not in fields:
            hint = did_you_mean(field, fields) or f"the fields of {benchmark.id} are {', '.join(fields) or 'none'}"
            unknown.append((f"unknown field {field!r}", hint))
        elif not value or (fields[field] and value not in fields[field]):
            hint = did_you_mean(value, fields[field]) or f"write one of: {'; '.join(fields[field]) or 'a value'}"
            unknown.append((f"unknown value of {field!r}: {value!r}", hint))
        else:
            found[field] = value
    return found, unknown
