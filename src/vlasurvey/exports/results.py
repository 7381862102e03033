"""The reported numbers as data files: results.csv with a row for each number, results.json with every table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vlasurvey.exports import dumps
from vlasurvey.exports.relations import INTEGER, NUMBER, RESULTS, TEXT, Column, Relation, Value
from vlasurvey.results.boards import Group, boards
from vlasurvey.results.reading import results_path
from vlasurvey.results.rows import Row, measure
from vlasurvey.survey import Survey
from vlasurvey.vocabularies import Benchmark

SCHEMA_VERSION = "1"
"""Version of the shape of results.json: it changes when a reader of the old shape could fail on the new one."""

_COLUMNS = (
    Column("result", TEXT, "Source, table, row and suite: names the number", required=True),
    Column("benchmark", TEXT, "Id of the benchmark", required=True),
    Column("suite", TEXT, "Id of the suite", required=True),
    Column("metric", TEXT, "Id of the measure", required=True),
    Column("unit", TEXT, "What it is counted in"),
    Column("printed", TEXT, "The number as the source prints it", required=True),
    Column("value", NUMBER, "Its value", required=True),
    Column("uncertainty", NUMBER, "What the source prints behind ±"),
    Column("name", TEXT, "What the source calls the method", required=True),
    Column("method", TEXT, "What tells methods apart: a citation key, arxiv:, doi:, url: or name:", required=True),
    Column("variant", TEXT, "What tells apart what one paper calls by several names"),
    Column("key", TEXT, "Citation key of the method's paper, where it is in the survey"),
    Column("reporter", TEXT, "Citation key of the paper that reports it, where it is in the survey"),
    Column("own", TEXT, "Whether the method's own paper or page reports it: true or false", required=True),
    Column("protocol", TEXT, "Circumstances of the table as far as they are stated, as field: value; field: value"),
    Column("group", TEXT, "Numbers of one group were measured alike; no others may be ranked together", required=True),
    Column("rank", INTEGER, "Place in its group; each method has one, by its own report or else the earliest"),
    Column("episodes", INTEGER, "Episodes behind the number, where the source states them"),
    Column("low", NUMBER, "Lower end of the 95 % Wilson interval, where episodes are known"),
    Column("high", NUMBER, "Upper end of it"),
    Column(
        "source", TEXT, "Citation key of the reporting paper, or elsewhere/ and the name of the source", required=True
    ),
    Column("source_title", TEXT, "Title of the source", required=True),
    Column("source_url", TEXT, "Page of the source", required=True),
    Column("issued", TEXT, "First public version of the source"),
    Column("where", TEXT, "Place in the source, as it names it", required=True),
    Column("read_from", TEXT, "What was read: a public address, or owner/repo:path@commit", required=True),
    Column("basis", TEXT, "How near to the source the reading was: paper, readme or leaderboard", required=True),
    Column("taken_from", TEXT, "The paper from which the source says that it copies the number"),
    Column("drafted_by", TEXT, "Who read it", required=True),
    Column("checked_by", TEXT, "Who laid it beside the source"),
    Column("remark", TEXT, "What a reader should know about the row or its table"),
)


def relation(survey: Survey) -> Relation:
    """Return the table with a row for each printed number, in order of its name."""
    found = sorted(_rows(survey), key=lambda row: str(row[0]))
    return Relation(
        RESULTS, "One row per reported number, as its source prints it", ("result",), _COLUMNS, tuple(found)
    )


def _rows(survey: Survey) -> Iterator[tuple[Value, ...]]:
    for board in boards(survey).values():
        for group in board.groups:
            for row in group.rows:
                yield from _numbers(survey, board.benchmark, group, row)


def _numbers(survey: Survey, benchmark: Benchmark, group: Group, row: Row) -> Iterator[tuple[Value, ...]]:
    table, printed = row.table, row.printed
    paper = survey.papers[row.reporter] if row.reporter else None
    source = survey.results[row.source].source
    title = source.title if source else paper.title if paper else row.source
    page = source.identifiers.page if source else paper.identifiers.page if paper else ""
    protocol = "; ".join(f"{field}: {value}" for field, value in table.protocol.items())
    remark = " ".join(filter(None, (printed.remark, table.remark)))
    for suite in benchmark.suites:
        number = row.figures.get(suite.id)
        known = measure(benchmark, suite, row.metric)
        if number is None:
            continue
        standing = group.standings.get((row.id, suite.id))
        low, high = (standing.interval if standing else None) or (None, None)
        yield (
            f"{row.id}-{suite.id}",
            benchmark.id,
            suite.id,
            suite.metric or row.metric,
            known.unit if known else None,
            number.text,
            float(number.value),
            None if number.spread is None else float(number.spread),
            row.name,
            row.method,
            row.variant or None,
            row.key,
            row.reporter,
            "true" if row.own else "false",
            protocol or None,
            group.id,
            standing.rank if standing else None,
            int(printed.episodes) if printed.episodes else None,
            low,
            high,
            row.source,
            title,
            page,
            row.issued or None,
            table.where,
            table.read_from,
            table.basis.value,
            printed.taken_from,
            table.drafted_by.value,
            table.checked_by,
            remark or None,
        )


def results_csv(table: Relation) -> str:
    """Return the table comma-separated by RFC 4180; no cell is one that a spreadsheet would run."""
    rows = ([dumps.defused(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows)
    return dumps.comma_separated([column.name for column in table.columns], rows)


def results_json(survey: Survey) -> str:
    """Return every table of every source as one JSON object, a line for each source, in order of their ids."""
    count = sum(board.values for board in boards(survey).values())
    return dumps.listed(survey, SCHEMA_VERSION, count, "sources", (_source(survey, name) for name in survey.results))


def _source(survey: Survey, name: str) -> dict[str, Any]:
    results = survey.results[name]
    key = {"key": results.key} if results.key else {}
    return {"id": name, **key, **results.model_dump(mode="json", exclude_none=True), "record": results_path(name)}
