"""Tables of reported numbers as frozen, typed values: one printed table is one entry, its rows in printed order."""

from __future__ import annotations

import enum
import re
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    Field,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    PrivateAttr,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from vlasurvey.records import Drafter, Identifiers
from vlasurvey.results.figures import PRINTED, printed_in
from vlasurvey.values import (
    MOST_IN_LIST,
    MOST_IN_NOTATION,
    Arxiv,
    Count,
    Date,
    Day,
    Defined,
    Doi,
    Line,
    LinkUrl,
    Record,
    Word,
    fault,
)

ELSEWHERE = "elsewhere"
"""Folder, and first part of the ids, of sources that are no papers of the survey."""


def _printed(text: str) -> str:
    if not PRINTED.fullmatch(text):
        meant = printed_in(text)
        hint = "write one number with a point before its decimals, as 97.1 or '84.7 ± 0.9'; leave out what is none"
        raise fault("VS821", f"{text!r} is no printed number", f"write {meant!r}" if meant else hint)
    return text


_GROUP = re.compile(r"\(\?P<\w+>")

Printed = Annotated[
    str,
    Field(max_length=60, json_schema_extra={"pattern": f"^{_GROUP.sub('(', PRINTED.pattern)}$"}),
    AfterValidator(_printed),
    Field(examples=["97.10", "84.7 ± 0.9"]),
]
Column = Annotated[str, Field(max_length=MOST_IN_NOTATION)]


class ReadFrom(enum.StrEnum):
    """How near to the source a table was read."""

    PAPER = "paper"
    README = "readme"
    LEADERBOARD = "leaderboard"


class Method(Record):
    """What a row is about. In YAML: the key of a record, or {name, arxiv} of a method outside the survey."""

    key: Defined | None = Field(
        None, description="Key of the method's paper in the survey.", examples=["doe2024example"]
    )
    name: Line | None = Field(None, description="Name of a method outside the survey.", examples=["Example-2"])
    arxiv: Arxiv | None = Field(None, description="arXiv id of its paper, without version.")
    doi: Doi | None = Field(None, description="DOI of its paper, where it is not on arXiv.")
    url: LinkUrl | None = Field(None, description="Page of the method, where it has no paper.")

    @model_validator(mode="wrap")
    @classmethod
    def _parse(cls, value: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(value, str):
            return read({"key": value})
        if not isinstance(value, dict) or "key" in value or "name" not in value:
            raise fault("VS204", "no method", "write the key of a record, or {name: ..., arxiv: ...} of another method")
        return read(value)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        if handler.mode == "serialization":
            return handler(schema)
        known = handler.resolve_ref_schema(handler(schema))
        properties = {name: part for name, part in known["properties"].items() if name != "key"}
        return {
            "anyOf": [
                {
                    "type": "string",
                    "description": "Key of the method's paper in the survey.",
                    "examples": ["doe2024example"],
                },
                {
                    "type": "object",
                    "description": "A method outside the survey.",
                    "properties": properties,
                    "required": ["name"],
                    "additionalProperties": False,
                },
            ]
        }


class Row(Record):
    """A row of a printed table."""

    method: Method = Field(description="Key of the method's paper, or {name, arxiv} of a method outside the survey.")
    variant: Line | None = Field(
        None, description="Name in the table, where it differs from the short title.", examples=["Example-2 (small)"]
    )
    values: dict[Column, Printed] = Field(description="Suite -> number as printed.")
    episodes: Count | None = Field(
        None, description="Episodes behind each number, where the source states them.", examples=["500"]
    )
    taken_from: Defined | None = Field(
        None,
        description="Key of the paper, or id of the source, from which the table says that it copies the row.",
        examples=["doe2024example"],
    )
    remark: Line | None = Field(
        None, description="What a reader should know about the row.", examples=["Trained twice as long."]
    )


class Table(Record):
    """A printed table, or the part of it that was measured under one protocol."""

    benchmark: Defined = Field(description="Id of a benchmark in benchmarks.yaml.")
    metric: Defined | None = Field(
        None, description="Measure of the numbers; absent where the benchmark, or each suite, has one alone."
    )
    where: Line = Field(
        description="Place in the source, as it names it: a table or figure, 'text' or 'README'.", examples=["Table 2"]
    )
    read_from: Line = Field(
        description="What was read: a public address, or owner/repo:path@commit.",
        examples=["example/things:README.md@1234567"],
    )
    basis: ReadFrom = Field(description="How near to the source the reading was.")
    drafted_by: Drafter = Field(description="Who read it: a language model or a person.")
    checked_by: Line | None = Field(
        None,
        description="The person who laid it beside the source.",
        examples=["Ada Lovelace"],
        json_schema_extra={"type": ["string", "null"]},
    )
    checked_on: Day | None = Field(None, description="Day of that check.")
    protocol: dict[Word, Line] = Field(
        default_factory=dict, description="Circumstances of all rows, by benchmarks.yaml; absent = not stated."
    )
    remark: Line | None = Field(
        None, description="What a reader should know about the whole table.", examples=["The caption names no seeds."]
    )
    rows: Annotated[tuple[Row, ...], Field(max_length=MOST_IN_LIST)] = Field(description="Rows in printed order.")


class OutsideSource(Record):
    """A source of numbers that is no paper of the survey."""

    title: Line = Field(description="Title as printed.", examples=["Things Measured Again"])
    identifiers: Identifiers = Field(description="Names under which it is known elsewhere, or its address.")
    issued: Date | None = Field(None, description="First public version, as far as it is known.")


class Results(Record):
    """What one source reports. Its id is the name of its file: the key of a paper, or elsewhere/<id>."""

    source: OutsideSource | None = Field(None, description="What the source is, where it is no paper of the survey.")
    tables: Annotated[tuple[Table, ...], Field(max_length=MOST_IN_LIST)] = Field(
        description="Its tables, in printed order."
    )

    _id: str = PrivateAttr("")

    @model_validator(mode="after")
    def _remember_id(self, info: ValidationInfo) -> Self:
        self._id = (info.context or {}).get("id", "")
        return self

    @property
    def id(self) -> str:
        """Key of the paper that reports, or elsewhere/<id>."""
        private = self.__pydantic_private__
        return private["_id"] if private else ""

    @property
    def key(self) -> str | None:
        """Key of the paper that reports; None for a source outside the survey."""
        return None if self.id.startswith(f"{ELSEWHERE}/") else self.id
