"""The dumps and their descriptions: every record is in them, they join, and what is said of them is so."""

from __future__ import annotations

import builtins
import codecs
import csv
import hashlib
import io
import json
import re
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from vlasurvey import cli
from vlasurvey.exports import dumps, parquet, relations, results, sqlite
from vlasurvey.exports.relations import Relation
from vlasurvey.site.files import downloads, plan
from vlasurvey.site.pages import croissant, views
from vlasurvey.site.pages.data import PARQUET, DataView, Downloads
from vlasurvey.site.render import Renderer
from vlasurvey.survey import Survey, load

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def tables(toy: Survey) -> dict[str, Relation]:
    return {table.name: table for table in (*relations.relations(toy), results.relation(toy))}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {}


@pytest.fixture(scope="module")
def made(toy: Survey, files: dict[str, bytes]) -> Downloads:
    return downloads.make(toy, files.__setitem__)


@pytest.fixture
def database(made: Downloads, files: dict[str, bytes]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(files[downloads.DATABASE])
    return connection


# --- tables --------------------------------------------------------------------------------------


def test_the_tables_hold_every_record_and_every_part_of_it(toy: Survey, tables: dict[str, Relation]) -> None:
    papers = toy.papers.values()
    assert [row[0] for row in tables["papers"].rows] == sorted(toy.papers)
    counts = {
        "authors": sum(len(paper.authors) for paper in papers),
        "concepts": sum(len(paper.concepts) for paper in papers),
        "facets": sum(len(values) for paper in papers for values in paper.facets.values()),
        "mechanisms": sum(len(paper.mechanisms) for paper in papers),
        "links": sum(len(list(paper.links.items())) for paper in papers),
        "lists": sum(len(paper.curation.listed_in) for paper in papers),
        "history": sum(len(paper.curation.history) for paper in papers),
    }
    assert all(counts.values()), "the toy survey has something of each"
    assert {name: len(tables[name].rows) for name in counts} == counts
    assert set(tables) == {"papers", "results", *counts}


def test_rows_are_told_apart_by_their_key_and_lie_in_its_order(tables: dict[str, Relation]) -> None:
    for table in tables.values():
        places = [[column.name for column in table.columns].index(name) for name in table.key]
        found = [tuple(row[place] for place in places) for row in table.rows]
        assert len(set(found)) == len(found)
        assert [keys[0] for keys in found] == sorted(str(keys[0]) for keys in found)


def test_every_column_is_described_and_what_is_required_is_there(tables: dict[str, Relation]) -> None:
    for table in tables.values():
        assert table.about
        assert all(column.about for column in table.columns)
        for row in table.rows:
            assert len(row) == len(table.columns)
            for value, column in zip(row, table.columns, strict=True):
                assert value != ""
                assert value is not None or not column.required
                assert value is None or isinstance(value, int) == (column.kind == relations.INTEGER)


# --- SQLite and Parquet --------------------------------------------------------------------------


def test_the_database_holds_the_tables_and_they_join(database: sqlite3.Connection, tables: dict[str, Relation]) -> None:
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in tables.values():
        order = ", ".join(f'"{name}"' for name in table.key)
        assert database.execute(f'SELECT * FROM "{table.name}" ORDER BY {order}').fetchall() == list(table.rows)
    joined = database.execute("SELECT count(*) FROM papers JOIN authors USING (key)").fetchone()
    assert joined == (len(tables["authors"].rows),)


def test_the_database_says_what_it_is_and_what_its_columns_mean(
    database: sqlite3.Connection, tables: dict[str, Relation], toy: Survey
) -> None:
    about = dict(database.execute("SELECT name, value FROM about"))
    assert about["version"] == toy.settings.version
    assert about["licence"] == toy.settings.licences.data
    described = set(database.execute('SELECT "table", "column", description FROM dictionary'))
    assert described == {(t.name, column.name, column.about) for t in tables.values() for column in t.columns}


def test_parquet_files_hold_the_tables_and_their_dictionary(
    made: Downloads, files: dict[str, bytes], tables: dict[str, Relation], toy: Survey
) -> None:
    arrow = pytest.importorskip("arro3.io")
    for table in tables.values():
        content = files[f"{PARQUET}{table.name}.parquet"]
        read = arrow.read_parquet(io.BytesIO(content)).read_all()
        columns = [read.column(column.name).to_pylist() for column in table.columns]
        assert list(zip(*columns, strict=True)) == list(table.rows)
        assert f'"version": "{toy.settings.version}"'.encode() in content
        assert all(json.dumps(column.about, ensure_ascii=False).encode() in content for column in table.columns)


def test_the_same_survey_gives_the_same_bytes(toy: Survey, made: Downloads, files: dict[str, bytes]) -> None:
    again: dict[str, bytes] = {}
    assert downloads.make(toy, again.__setitem__) == made
    assert again == files


def test_what_a_spreadsheet_would_run_stays_text_in_a_database(toy: Survey) -> None:
    paper = toy.papers["bare2023minimal"].model_copy(update={"title": "=1+1'; DROP TABLE papers; --"})
    survey = replace(toy, papers={**toy.papers, paper.key: paper})
    content = sqlite.database(relations.relations(survey), {})
    assert content
    connection = sqlite3.connect(":memory:")
    connection.deserialize(content)
    found = connection.execute("SELECT title FROM papers WHERE key = ?", [paper.key]).fetchone()
    assert found == (paper.title,)


def test_without_their_libraries_dumps_are_left_out_and_nothing_promises_them(
    toy: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] in ("arro3", "sqlite3"):
            raise ImportError(name)
        return found(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    kept: dict[str, bytes] = {}
    made = downloads.make(toy, kept.__setitem__)
    assert not [path for path in kept if path.endswith((".sqlite", ".parquet"))]
    assert [table.name for table in made.tables] == ["results"]  # whose columns are those of results.csv
    page = views.pages(toy, "en", lambda: made)["data/"]()
    said = Renderer(toy, "en").body(page) + page.json_ld + downloads.data_dictionary(toy, made).decode()
    assert "papers.json" in said
    assert not re.search(r"\.sqlite|\.parquet|SQLite|Parquet", said)


# --- descriptions --------------------------------------------------------------------------------


def test_the_dictionary_describes_every_file_as_it_was_made(
    toy: Survey, made: Downloads, files: dict[str, bytes]
) -> None:
    found = json.loads(downloads.data_dictionary(toy, made))
    assert [file["path"] for file in found["files"]] == list(files)
    for file in found["files"]:
        assert file["sha256"] == hashlib.sha256(files[file["path"]]).hexdigest()
        assert file["bytes"] == len(files[file["path"]])
        assert (file["version"], file["licence"]) == (toy.settings.version, toy.settings.licences.data)
    described = {table["name"]: [column["name"] for column in table["columns"]] for table in found["tables"]}
    assert {name for file in found["files"] for name in file.get("tables", ())} == set(described)
    rows = csv.reader(io.StringIO(files["data/papers.csv"].decode("utf-8-sig"), newline=""))
    assert next(rows) == described["papers.csv"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_data_lists_every_file_with_its_size_and_every_column(
    toy: Survey, made: Downloads, language: str
) -> None:
    page = views.pages(toy, language, lambda: made)["data/"]()
    assert isinstance(page.context, DataView)
    body = Renderer(toy, language).body(page)
    for file in made.files:
        assert f'href="{page.files}{file.path}" download' in body
    for table in made.tables:
        assert all(f"<code>{column.name}</code>" in body for column in table.columns)
    assert toy.settings.version in body
    assert json.loads(page.json_ld)["@type"] == "sc:Dataset"


REQUIRED = {
    "sc:Dataset": {"@context", "conformsTo", "description", "license", "name", "url", "creator", "datePublished"},
    "cr:FileObject": {"@id", "name", "contentUrl", "encodingFormat", "sha256"},
    "cr:RecordSet": {"@id", "name", "field"},
    "cr:Field": {"@id", "name", "dataType", "source"},
}
"""Properties that the Croissant 1.0 specification requires (docs.mlcommons.org/croissant/docs/croissant-spec.html)."""


def test_the_croissant_has_what_the_specification_requires(toy: Survey, made: Downloads) -> None:
    found = croissant.dataset(toy, made)
    assert found["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    nodes = [found, *found["distribution"], *found["recordSet"]]
    nodes += [field for record_set in found["recordSet"] for field in record_set["field"]]
    for node in nodes:
        assert REQUIRED[node["@type"]] - set(node) == set(), node.get("@id")
    ids = [node["@id"] for node in nodes]
    assert len(set(ids)) == len(ids)
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["version"])
    assert found["citeAs"].startswith("@")
    for file in found["distribution"]:
        assert re.fullmatch(r"[0-9a-f]{64}", file["sha256"])
        assert re.fullmatch(r"\d+ B", file["contentSize"])
    known = set(ids)
    for record_set in found["recordSet"]:
        keys = record_set["key"] if isinstance(record_set["key"], list) else [record_set["key"]]
        assert {key["@id"] for key in keys} <= known
        for field in record_set["field"]:
            assert field["source"]["fileObject"]["@id"] in known
            assert field.get("references", {"field": {"@id": "papers/key"}})["field"]["@id"] in known


def test_the_columns_that_the_croissant_names_are_in_the_files(
    toy: Survey, made: Downloads, files: dict[str, bytes], tables: dict[str, Relation]
) -> None:
    for record_set in croissant.dataset(toy, made)["recordSet"]:
        named = [field["source"]["extract"]["column"] for field in record_set["field"]]
        if record_set["name"] == "papers":
            header = next(csv.reader(io.StringIO(files["data/papers.csv"].decode("utf-8-sig"), newline="")))
            assert named == header
        else:
            assert named == [column.name for column in tables[record_set["name"]].columns]


def guessing(column: list[str]) -> list[str]:
    """A column as programs read it that guess types, pandas and R among them: all numbers, or all text."""
    try:
        return [str(float(cell)) if cell else "" for cell in column]
    except ValueError:
        return column


IDENTIFIERS = ("key", "arxiv", "openreview", "preprint_doi", "published_doi", "url", "pdf")


def test_no_program_takes_an_identifier_for_a_number(toy: Survey) -> None:
    survey, _ = load(ROOT)
    for found in filter(None, (toy, survey)):
        rows = list(csv.DictReader(io.StringIO(dumps.papers_csv(found))))
        for name in IDENTIFIERS:
            column = [row[name] for row in rows]
            assert guessing(column) == column, name
            assert not any(re.fullmatch(r"[\d.]+", cell) for cell in column), name
        ids = {row["key"]: row["arxiv"] for row in rows}
        named = {key: paper.identifiers.arxiv for key, paper in found.papers.items()}
        assert ids == {key: f"arXiv:{name}" if name else "" for key, name in named.items()}
    assert guessing(["2505.05800", "2403.1"]) == ["2505.058", "2403.1"], "what a bare identifier would become"


def test_an_identifier_is_written_alike_in_every_table(toy: Survey, tables: dict[str, Relation]) -> None:
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(dumps.papers_csv(toy)))}
    names = [column.name for column in tables["papers"].columns]
    for row in tables["papers"].rows:
        found = dict(zip(names, row, strict=True))
        assert {name: found[name] or "" for name in IDENTIFIERS} == {
            name: rows[str(found["key"])][name] for name in IDENTIFIERS
        }


def test_every_csv_begins_with_one_byte_order_mark(toy: Survey, files: dict[str, bytes], made: Downloads) -> None:
    trends = [make() for path, make in plan.data(toy, lambda: made) if path.endswith(".csv")]
    assert len(trends) > 3
    for content in (files["data/papers.csv"], *trends):
        assert content.startswith(codecs.BOM_UTF8)
        assert content.count(codecs.BOM_UTF8) == 1
        assert content.decode("utf-8-sig").count("\r\n") > 1
    table = CliRunner().invoke(cli.main, ["--root", str(toy.root), "stats", "venues-by-year"])
    assert table.stdout_bytes in trends


def test_the_real_survey_is_in_its_dumps() -> None:
    survey, _ = load(ROOT)
    assert survey
    found = relations.relations(survey)
    content = sqlite.database(found, {})
    assert content
    assert sqlite.keys(content) == sorted(survey.papers)
    pytest.importorskip("arro3.io")
    file = parquet.table(found[0], {})
    assert file
    assert parquet.keys(file) == sorted(survey.papers)
