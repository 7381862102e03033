"""Every reported number in CSV, JSON, SQLite and Parquet is the number in the YAML, and none is missing."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from vlasurvey import schemas
from vlasurvey.exports import results
from vlasurvey.exports.relations import Relation
from vlasurvey.results.boards import boards
from vlasurvey.site.files import downloads
from vlasurvey.site.pages.data import PARQUET
from vlasurvey.survey import Survey, load

ROOT = Path(__file__).parents[2]
Number = tuple[str, int, int, str, str]
"""Id of the source, number of the table and of the row from 1, suite, and the text that is printed."""


def in_yaml(root: Path) -> list[Number]:
    """What the files say, by another reader than ours, which keeps texts as they are."""
    found = []
    for file in sorted((root / "results").glob("*/*.yaml")):
        name = f"elsewhere/{file.stem}" if file.parent.name == "elsewhere" else file.stem
        tables = yaml.load(file.read_bytes(), Loader=yaml.BaseLoader)["tables"]  # which makes texts alone
        found += [
            (name, t, r, suite, text)
            for t, table in enumerate(tables, 1)
            for r, row in enumerate(table["rows"], 1)
            for suite, text in row["values"].items()
        ]
    return found


@pytest.fixture(scope="module", params=["toy", "real"])
def survey(request: pytest.FixtureRequest, toy: Survey) -> Survey:
    if request.param == "toy":
        return toy
    real, _ = load(ROOT)
    assert real
    return real


@pytest.fixture(scope="module")
def table(survey: Survey) -> Relation:
    return results.relation(survey)


@pytest.fixture(scope="module")
def files(survey: Survey) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    downloads.make(survey, made.__setitem__)
    return made


@pytest.fixture(scope="module")
def numbers(survey: Survey) -> Counter[Number]:
    return Counter(in_yaml(survey.root))


def named(row: dict[str, Any]) -> Number:
    """The number that a row of the flat table is, from its name."""
    name, suite = row["source"], row["suite"]
    stem = row["result"].removeprefix(f"{name.replace('/', '-')}-").removesuffix(f"-{suite}")
    t, r = stem.split("-")
    return name, int(t), int(r), suite, row["printed"]


def test_the_survey_has_numbers(numbers: Counter[Number]) -> None:
    assert sum(numbers.values()) > 20
    assert max(numbers.values()) == 1


def test_every_number_of_the_table_is_that_of_the_yaml(table: Relation, numbers: Counter[Number]) -> None:
    columns = [column.name for column in table.columns]
    rows = [dict(zip(columns, row, strict=True)) for row in table.rows]
    assert Counter(map(named, rows)) == numbers
    for row in rows:
        value, _, spread = row["printed"].partition(" ± ")
        assert row["value"] == float(value)
        assert row["uncertainty"] == (float(spread) if spread else None)


def test_every_number_in_csv_is_that_of_the_yaml(files: dict[str, bytes], numbers: Counter[Number]) -> None:
    text = files["data/results.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert Counter(map(named, rows)) == numbers
    assert all(Decimal(row["value"]) == Decimal(row["printed"].split(" ± ")[0]) for row in rows)


def test_every_number_in_json_is_that_of_the_yaml(
    files: dict[str, bytes], numbers: Counter[Number], survey: Survey
) -> None:
    data = json.loads(files["data/results.json"])
    found = [
        (source["id"], t, r, suite, text)
        for source in data["sources"]
        for t, printed in enumerate(source["tables"], 1)
        for r, row in enumerate(printed["rows"], 1)
        for suite, text in row["values"].items()
    ]
    assert Counter(found) == numbers
    assert data["count"] == len(found)
    schema = json.loads(schemas.schemas(survey)["reported.schema.json"])
    assert list(Draft202012Validator(schema).iter_errors(data)) == []


def test_every_number_in_sqlite_is_that_of_the_yaml(
    files: dict[str, bytes], numbers: Counter[Number], table: Relation
) -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files[downloads.DATABASE])
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM results")]
    assert Counter(map(named, rows)) == numbers
    assert sorted(tuple(row.values()) for row in rows) == sorted(table.rows)
    joined = connection.execute("SELECT count(*) FROM results JOIN papers USING (key)").fetchone()[0]
    assert joined == sum(row["key"] is not None for row in rows)


def test_every_number_in_parquet_is_that_of_the_yaml(
    files: dict[str, bytes], numbers: Counter[Number], table: Relation
) -> None:
    arrow = pytest.importorskip("arro3.io")
    read = arrow.read_parquet(io.BytesIO(files[f"{PARQUET}results.parquet"])).read_all()
    columns = {column.name: read.column(column.name).to_pylist() for column in table.columns}
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    assert Counter(map(named, rows)) == numbers
    assert [tuple(row.values()) for row in rows] == list(table.rows)


def test_no_rank_of_the_table_spans_groups(table: Relation) -> None:
    """In each group and suite, the ranks are 1 and on without a gap but for ties, and the rows fit their values."""
    columns = [column.name for column in table.columns]
    ranked: dict[tuple[Any, ...], list[tuple[int, float]]] = {}
    for row in (dict(zip(columns, row, strict=True)) for row in table.rows):
        if row["rank"] is not None:
            cell = row["benchmark"], row["group"], row["suite"]
            ranked.setdefault(cell, []).append((row["rank"], row["value"]))
    assert ranked
    for places in ranked.values():
        ordered = sorted(places)
        values = [value for _, value in ordered]
        assert values in (sorted(values), sorted(values, reverse=True))
        for (rank, value), (other, next_value) in pairwise(ordered):
            assert (rank == other) == (value == next_value)


def test_a_group_of_the_table_has_one_protocol_as_far_as_it_must_agree(survey: Survey, table: Relation) -> None:
    columns = [column.name for column in table.columns]
    seen: dict[tuple[str, str], set[tuple[str | None, ...]]] = {}
    for row in (dict(zip(columns, row, strict=True)) for row in table.rows):
        stated = dict(part.split(": ", 1) for part in (row["protocol"] or "").split("; ") if part)
        comparable = survey.benchmarks[row["benchmark"]].comparable
        group = row["benchmark"], row["group"]
        seen.setdefault(group, set()).add(tuple(stated.get(field) for field in comparable))
    assert all(len(protocols) == 1 for protocols in seen.values())


def test_every_cell_for_which_sources_differ_is_counted(survey: Survey, table: Relation) -> None:
    """Counted anew from the flat table: a cell disagrees if two sources print numbers that no rounding explains."""
    columns = [column.name for column in table.columns]
    cells: dict[tuple[Any, ...], dict[str, set[str]]] = {}
    for row in (dict(zip(columns, row, strict=True)) for row in table.rows):
        cell = row["benchmark"], row["group"], row["method"], row["variant"], row["suite"]
        cells.setdefault(cell, {}).setdefault(row["reporter"] or row["source"], set()).add(
            row["printed"].split(" ± ")[0]
        )

    def differ(one: str, other: str) -> bool:
        places = [len(text.partition(".")[2]) for text in (one, other)]
        step = Decimal(10) ** -min(places)
        same = places[0] == places[1]
        return abs(Decimal(one) - Decimal(other)) > (0 if same else step / 2)

    several = {cell: reports for cell, reports in cells.items() if len(reports) > 1}
    apart = {
        cell
        for cell, reports in several.items()
        if any(
            differ(one, other)
            for source, ones in reports.items()
            for there, others in reports.items()
            if source != there
            for one in ones
            for other in others
        )
    }
    found = boards(survey)
    assert sum(board.compared for board in found.values()) == len(several)
    assert {
        (name, d.group, d.method, d.variant or None, d.suite)
        for name, board in found.items()
        for d in board.disagreements
    } == apart
