"""The editor: a real YAML language server, led by a record's first line, completes and checks what is typed."""

from __future__ import annotations

import json
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from vlasurvey.schemas import schemas
from vlasurvey.survey import VOCABULARY_FILES, Survey, load, paper_path

ROOT = Path(__file__).parents[1]
SERVER = Path(__file__).parent / "tools/node_modules/.bin/yaml-language-server"
SECONDS = 60
"""How long an answer may take before the server counts as dead; no statement about its speed."""
RECORD = "papers/2024/kim2024openvla.yaml"
CONCEPT = "embodiment/action-head"
SHORTEST = """\
# yaml-language-server: $schema=../../schema/paper.schema.json
title: A Title
role: method
authors:
  - Moo Jin Kim
issued: "2025-02-27"
identifiers:
  arxiv: "2502.19645"
curation:
  added: "2026-11-20"
"""


# --- what the schemas tell an editor ------------------------------------------------------------


def described(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every property of a schema, wherever in it, with its path."""
    if isinstance(node, dict):
        for name, field in node.get("properties", {}).items():
            if path.rsplit("/", 1)[-1] != "properties":  # a field may be called 'properties'
                yield f"{path}/{name}", field
        for name, below in node.items():
            yield from described(below, f"{path}/{name}")
    elif isinstance(node, list):
        for below in node:
            yield from described(below, path)


@pytest.fixture(scope="module")
def survey() -> Survey:
    found, _ = load(ROOT)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def all_schemas(survey: Survey) -> dict[str, Any]:
    return {name: json.loads(text) for name, text in schemas(survey).items()}


def test_every_field_of_every_schema_is_described(all_schemas: dict[str, Any]) -> None:
    fields = [(f"{name}{path}", field) for name, schema in all_schemas.items() for path, field in described(schema)]
    assert len(fields) > 150
    assert [path for path, field in fields if len(field.get("description", "")) < 5] == []


def test_every_word_that_people_write_has_an_example_or_its_choices(all_schemas: dict[str, Any]) -> None:
    languages = ("/en", "/zh")  # free texts
    made = {"papers.schema.json", "reported.schema.json"}  # of files that nobody writes
    written = {name: schema for name, schema in all_schemas.items() if name not in made}
    fields = [(f"{name}{path}", field) for name, schema in written.items() for path, field in described(schema)]
    words = {path: field for path, field in fields if field.get("type") == "string" and not path.endswith(languages)}
    assert len(words) > 50
    assert [path for path, field in words.items() if not {"enum", "examples"} & set(field)] == []


def test_no_schema_invites_to_write_nothing(all_schemas: dict[str, Any]) -> None:
    for name, schema in all_schemas.items():
        text = json.dumps(schema)
        assert '"null"' not in text.replace('["string", "null"]', ""), name  # checked_by alone: nobody has, yet
        assert text.count('["string", "null"]') == text.count('"checked_by"'), name
        assert '"default": null' not in text, name
        assert '"default": []' not in text, name


def test_the_vocabularies_are_choices(survey: Survey, all_schemas: dict[str, Any]) -> None:
    paper, taxonomy, words = all_schemas["paper.schema.json"], all_schemas["taxonomy.schema.json"], survey.taxonomy
    assert paper["properties"]["concepts"]["items"]["enum"] == list(words.concepts)
    assert paper["properties"]["mechanisms"]["items"]["enum"] == list(words.mechanisms)
    assert paper["$defs"]["Publication"]["properties"]["venue"]["enum"] == list(survey.venues)
    facets = {name: field["items"]["enum"] for name, field in paper["properties"]["facets"]["properties"].items()}
    assert facets == {name: [value.notation for value in facet.values] for name, facet in words.facets.items()}
    assert list(paper["properties"]["takeaway"]["properties"]) == list(survey.settings.languages)
    assert taxonomy["$defs"]["Concept"]["properties"]["broader"]["enum"] == list(words.concepts)


def test_every_file_of_the_survey_names_its_schema_in_its_first_line(survey: Survey) -> None:
    for path in [*VOCABULARY_FILES, *map(paper_path, survey.papers)]:
        first, _, _ = (ROOT / path).read_text(encoding="utf-8").partition("\n")
        name = "paper" if path.startswith("papers/") else path.removesuffix(".yaml")
        assert first == f"# yaml-language-server: $schema={'../' * path.count('/')}schema/{name}.schema.json"


# --- a real language server ---------------------------------------------------------------------


class Editor:
    """As much of an editor as it takes: speaks the Language Server Protocol with a server over stdio."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self.folder = folder
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._number = self._documents = 0
        threading.Thread(target=self._read, daemon=True).start()
        completion = {"completionItem": {"documentationFormat": ["plaintext"]}}
        capabilities = {"textDocument": {"completion": completion, "hover": {"contentFormat": ["plaintext"]}}}
        self._ask("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": capabilities})
        self._tell("initialized", {})
        offline = {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False, "url": ""}}
        self._tell("workspace/didChangeConfiguration", {"settings": {"yaml": offline}})

    def close(self) -> None:
        self._ask("shutdown", None)
        self._tell("exit", None)
        assert self._server.stdin
        self._server.stdin.close()
        self._server.wait(SECONDS)
        assert self._server.stdout
        self._server.stdout.close()

    def problems(self, path: str, text: str) -> list[dict[str, Any]]:
        """Open a document with a text; return what the server finds wrong with it."""
        uri = self._open(path, text)
        while True:
            message = self._next()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                return list(message["params"]["diagnostics"])

    def offers(self, path: str, text: str) -> list[str]:
        """Open a text with the cursor at '|'; return what the server offers there."""
        answer = self._ask_at_cursor("textDocument/completion", path, text)
        return [offer["label"] for offer in answer["items"]]

    def hover(self, path: str, text: str) -> str:
        """Open a text with the pointer at '|'; return what the server says there."""
        return str(self._ask_at_cursor("textDocument/hover", path, text)["contents"]["value"])

    def _open(self, path: str, text: str) -> str:
        # A new name each time: the server thinks for a while, and would answer about the text before.
        self._documents += 1
        uri = (self.folder / path).with_name(f"document{self._documents}.yaml").as_uri()
        self._tell(
            "textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}}
        )
        return uri

    def _ask_at_cursor(self, method: str, path: str, text: str) -> Any:
        before, _, after = text.partition("|")
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self._ask(method, {"textDocument": {"uri": self._open(path, before + after)}, "position": position})

    def _ask(self, method: str, params: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(content), content))
        self._server.stdin.flush()

    def _next(self) -> dict[str, Any]:
        message = self._messages.get(timeout=SECONDS)
        assert message is not None, "the language server is gone"
        if "id" in message and "method" in message:  # it asks us something that it can do without
            self._send({"id": message["id"], "result": None})
        return message

    def _read(self) -> None:
        stream = self._server.stdout
        assert stream
        while header := stream.readline():
            length = int(header.split(b":")[1]) if header.lower().startswith(b"content-length") else 0
            while header.strip():
                header = stream.readline()
            self._messages.put(json.loads(stream.read(length)))
        self._messages.put(None)


@pytest.fixture(scope="module")
def editor(
    survey: Survey, tmp_path_factory: pytest.TempPathFactory, require_tool: Callable[[str, str], str]
) -> Iterator[Editor]:
    """An editor with the schemas of today beside the records, as in a checkout."""
    command = [require_tool("node", "see nodejs.org"), require_tool(str(SERVER), "cd tests/tools && npm ci"), "--stdio"]
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "schema").mkdir()
    for name, text in schemas(survey).items():
        (folder / "schema" / name).write_text(text, encoding="utf-8")
    found = Editor(command, folder)
    yield found
    found.close()


@pytest.fixture(scope="module")
def record() -> str:
    return (ROOT / RECORD).read_text(encoding="utf-8")


def with_line(record: str, field: str, text: str) -> str:
    """A record with another text for a field of one line, or with the field at its end."""
    lines = [line for line in record.splitlines(keepends=True) if not line.startswith(f"{field}:")]
    return f"{''.join(lines)}{text}\n"


@pytest.mark.engine
def test_real_files_are_right_in_the_editor(editor: Editor, survey: Survey) -> None:
    for path in [*VOCABULARY_FILES, *map(paper_path, list(survey.papers)[::10])]:
        assert editor.problems(path, (ROOT / path).read_text(encoding="utf-8")) == [], path


@pytest.mark.engine
def test_a_misspelt_concept_is_flagged_at_its_place_with_the_choices(editor: Editor, record: str) -> None:
    text = with_line(record, "concepts", "concepts: [embodiment/action-heads]")
    (problem,) = editor.problems(RECORD, text)
    line = text.count("\n") - 1
    assert problem["range"] == {
        "start": {"line": line, "character": 11},
        "end": {"line": line, "character": 11 + len("embodiment/action-heads")},
    }
    assert CONCEPT in problem["message"]


@pytest.mark.engine
@pytest.mark.parametrize(
    ("line", "flagged"),
    [
        ("status: gone", "gone"),
        ("autors: [Moo Jin Kim]", "autors"),
        ("mechanisms: [chunks]", "chunks"),
        ("facets: {embodiment: [arms]}", "arms"),
        ("published: {venue: CoRL}", "CoRL"),
        ("takeaway: {cn: x}", "cn"),
        ("short_title:", ""),
    ],
)
def test_other_slips_are_flagged_too(editor: Editor, line: str, flagged: str) -> None:
    assert editor.problems(RECORD, SHORTEST) == []
    (problem,) = editor.problems(RECORD, f"{SHORTEST}{line}\n")
    start, end = problem["range"]["start"], problem["range"]["end"]
    assert start["line"] == SHORTEST.count("\n")
    assert line[start["character"] : end["character"]] == flagged or not flagged


@pytest.mark.engine
@pytest.mark.parametrize("typed", ["concepts: [|]", "concepts: [emb|]", "concepts:\n  - |"])
def test_concepts_are_offered(editor: Editor, record: str, survey: Survey, typed: str) -> None:
    offers = editor.offers(RECORD, with_line(record, "concepts", typed))
    assert set(survey.taxonomy.concepts) <= set(offers)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("published:\n  venue: |", "neurips"),
        ("mechanisms: [|]", "chunking"),
        ("facets:\n  embodiment: [|]", "bimanual"),
        ("role: |", "method"),
        ("takeaway:\n  |", "zh"),
        ("sho|", "short_title"),
    ],
)
def test_venues_mechanisms_facets_languages_and_fields_are_offered(editor: Editor, typed: str, offered: str) -> None:
    first, title, *_ = SHORTEST.splitlines()
    assert offered in editor.offers(RECORD, f"{first}\n{title}\n{typed}\n")


@pytest.mark.engine
def test_a_field_says_what_it_is_for(editor: Editor, record: str) -> None:
    said = editor.hover(RECORD, record.replace("issued:", "iss|ued:", 1))
    assert "First public version" in said
    assert "2025-02-27" in said
