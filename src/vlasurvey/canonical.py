"""The one way in which a survey's files are written: order of fields, layout, quoting, and their comments."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast, get_args, get_origin

from vlasurvey import comments, rules, source
from vlasurvey.comments import Comments, Path
from vlasurvey.names import Name
from vlasurvey.problems import Location, Problem
from vlasurvey.records import Paper
from vlasurvey.results.tables import Results
from vlasurvey.source import Data, Source
from vlasurvey.values import Record
from vlasurvey.vocabularies import Settings

WIDTH = 110
"""A list of words that would make a longer line is written one word a line."""

FLOW = frozenset(
    "aliases categories comparable concepts facets hidden_labels languages like listed_in mechanisms".split()  # noqa: SIM905
    + "mean_of menu range references start_here words".split()  # noqa: SIM905
)
"""Fields that hold short words, written `[one, two]`; every other list is written one value a line."""

FLOW_MAPPINGS = frozenset(["values", "protocol"])
"""Mappings of short words and numbers, written `{one: "1", two: "2"}` where they fit on a line."""

QUOTED = frozenset(
    "title arxiv doi openreview orcid isbn volume issue page range version".split()  # noqa: SIM905
    + "issued year added date checked_on released since until deferred score".split()  # noqa: SIM905
)
"""Fields always written in double quotes: titles, dates, identifiers and numbers, some of which look like others."""

_ORDER_OF_NAME = ("name", "literal", "orcid")  # what a person types; the model splits it into CSL's parts

# Plain are texts that begin with a letter or digit and hold nothing that ends a plain scalar: ': ' and ' #'.
# Quotation marks and backslashes would be harmless, but then '"' and '\\' meant two things in one file.
# No YAML file holds these as they are (YAML 1.2.2, 5.1 and 5.4): they are written as escapes.
_UNPRINTABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_INNER = rf'[^"\\:#{_UNPRINTABLE}]*'
_PLAIN = re.compile(rf"[^\W_]{_INNER}(?:(?::(?! |$)|(?<! )#){_INNER})*")
_DIGIT = frozenset("0123456789")
_LETTERS = re.compile(r"[^\W\d_]{2}")  # two letters in a row: no number, date or time of any reader
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null"])
_FLOW_SIGNS = re.compile(r"[,\[\]{}?:]")  # the question mark because PyYAML itself stumbles over `[what?]`
_ESCAPED = re.compile(rf'["\\{_UNPRINTABLE}]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


# --- from plain data ----------------------------------------------------------------------------


def write(data: dict[str, Data], model: type[Record], schema: str | None = None) -> str:
    """Return the file of a record's plain data; `schema` is the address of its schema, seen from the file."""
    return _file(data, model, Comments(modeline=_modeline(model, schema)))


def _modeline(model: type[Record], schema: str | None) -> str:
    return f"# yaml-language-server: $schema={schema or schema_address(model)}"


def schema_address(model: type[Record]) -> str:
    """Return where a file of this model finds its schema: those of papers and tables lie two folders deep."""
    if model in (Paper, Results):
        return f"../../schema/{model.__name__.lower()}.schema.json"
    name = "survey" if model is Settings else model.__name__.removesuffix("File").lower()
    return f"schema/{name}.schema.json"


@dataclass(frozen=True)
class _Shape:
    """What the form of a value depends on, besides the value itself."""

    fields: Mapping[str, _Shape] = field(default_factory=dict)  # in their order
    every: _Shape | None = None  # of the values of a free mapping, or of a list
    flow: bool = False


_FREE = _Shape()


@functools.cache
def _shape(model: type[Record]) -> _Shape:
    if model is Name:
        return _Shape(dict.fromkeys(_ORDER_OF_NAME, _FREE))
    return _Shape({name: _shape_of(info.annotation, name) for name, info in model.model_fields.items()})


def _shape_of(annotation: Any, name: str) -> _Shape:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _shape(annotation)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (tuple, dict):
        short = name in (FLOW_MAPPINGS if origin is dict else FLOW)
        return _Shape(every=_shape_of(arguments[-1 if origin is dict else 0], name), flow=short)
    found = (_shape_of(argument, name) for argument in arguments)  # of a union, or what is annotated
    return next((shape for shape in found if shape is not _FREE), _FREE)


def _file(data: dict[str, Data], model: type[Record], notes: Comments) -> str:
    lines = [notes.modeline, *notes.head, *([""] if notes.head else [])]
    if data:
        _mapping(lines, data, _shape(model), 0, notes if notes.entries else None, ())
    else:
        lines += ["{}", *notes.foot.get((), ())]
    return "\n".join(lines) + "\n"


def _mapping(
    lines: list[str], data: dict[str, Data], shape: _Shape, indent: int, notes: Comments | None, path: Path
) -> None:
    pad = " " * indent
    fields, every = shape.fields, shape.every or _FREE
    for key in _in_order(data, shape):
        name = key if key in fields else _name(key)
        head, value = f"{pad}{name}:", data[key]
        if notes:
            _noted_entry(lines, head, key, value, fields.get(key, every), indent, notes, (*path, key))
        else:
            _entry(lines, head, key, value, fields.get(key, every), indent, None, ())
    if notes:
        lines += [pad + comment for comment in notes.foot.get(path, ())]


def _in_order(data: dict[str, Data], shape: _Shape) -> Sequence[str]:
    """Return the keys in the model's order; an unknown one stays behind the known one that it follows."""
    known = [name for name in shape.fields if name in data]
    if len(known) == len(data):
        return known
    if not known:
        return list(data)
    followers: dict[str | None, list[str]] = {}
    last = None
    for key in data:
        if key in shape.fields:
            last = key
        else:
            followers.setdefault(last, []).append(key)
    ordered = followers.get(None, [])
    for name in known:
        ordered += [name, *followers.get(name, ())]
    return ordered


def _entry(
    lines: list[str], head: str, key: str, value: Data, shape: _Shape, indent: int, notes: Comments | None, path: Path
) -> None:
    """Write one field with its value; `head` is its name, indented."""
    if isinstance(value, str):
        lines.append(f"{head} {_scalar(value, key in QUOTED)}")
    elif not value:
        lines.append(head + _nothing(value, notes, path))
    else:
        line = _flow(head, key, value) if shape.flow and not (notes and notes.inside(path)) else None
        lines.append(line or head)
        if line is None and isinstance(value, dict):
            _mapping(lines, value, shape, indent + 2, notes, path)
        elif line is None and isinstance(value, list):
            _sequence(lines, key, value, shape, indent + 2, notes, path)


def _noted_entry(
    lines: list[str], head: str, key: str, value: Data, shape: _Shape, indent: int, notes: Comments, path: Path
) -> None:
    lines += [" " * indent + comment for comment in notes.above.get(path, ())]
    at = len(lines)
    _entry(lines, head, key, value, shape, indent, notes, path)
    if path in notes.after:
        lines[at] += "  " + notes.after[path]


def _flow(head: str, key: str, values: list[Data] | dict[str, Data]) -> str | None:
    """Return a list or mapping of words on one line, or None where that does not do."""
    if isinstance(values, dict):
        words = [f"{_name(k)}: {_scalar(value, False, True)}" for k, value in values.items() if isinstance(value, str)]
        line = f"{head} {{{', '.join(words)}}}"
    else:
        words = [_scalar(value, key in QUOTED, True) for value in values if isinstance(value, str)]
        line = f"{head} [{', '.join(words)}]"
    return line if len(words) == len(values) and len(line) <= WIDTH else None


def _sequence(
    lines: list[str], key: str, values: list[Data], shape: _Shape, indent: int, notes: Comments | None, path: Path
) -> None:
    pad, every = " " * indent, shape.every or _FREE
    quoted = key in QUOTED
    for index, value in enumerate(values):
        if isinstance(value, str) and not notes:
            lines.append(f"{pad}- {_scalar(value, quoted)}")
            continue
        where = (*path, index)
        above = [*notes.above.get(where, ())] if notes else []
        after = notes.after.get(where) if notes else None
        if isinstance(value, str) or not value:
            text = f" {_scalar(value, quoted)}" if isinstance(value, str) else _nothing(value, notes, where)
            item = [f"-{text}  {after}" if after else f"-{text}"]
        else:
            item = []
            if isinstance(value, dict):
                _mapping(item, value, every, indent + 2, notes, where)
            else:
                _sequence(item, key, value, every, indent + 2, notes, where)
            # Comments above the first part stand above the dash: nothing but the part itself goes behind it.
            first = next(number for number, line in enumerate(item) if line.lstrip()[:1] != "#")
            above += [*([after] if after else []), *(line.strip() for line in item[:first])]
            item = [f"- {item[first][indent + 2 :]}", *item[first + 1 :]]
        lines += [pad + comment for comment in above]
        lines += [pad + item[0], *item[1:]]
    if notes:
        lines += [pad + comment for comment in notes.foot.get(path, ())]


def _name(key: str) -> str:
    name = _scalar(key, False, True)
    if len(name) > 1000:  # YAML reads no key of more than 1,024 characters unless it is written in another way
        raise ValueError("a field name of more than 1,000 characters")
    return name


def _nothing(value: Data, notes: Comments | None, path: Path) -> str:
    if value is None:
        return "" if notes and path in notes.blank else " null"
    return " {}" if isinstance(value, dict) else " []"


def _scalar(text: str, quoted: bool = False, flow: bool = False) -> str:
    """Return a text as YAML, in double quotes where it must be."""
    if not quoted and _PLAIN.fullmatch(text) and not (flow and _FLOW_SIGNS.search(text)):
        risky = (
            text[-1].isspace()
            or (len(text) < 6 and text.lower() in _WORDS)
            or (text[0] in _DIGIT and not _LETTERS.search(text))
        )
        if not risky:
            return text
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    letter = match.group()
    return _SHORT.get(letter) or f"\\u{ord(letter):04X}"


# --- from text ----------------------------------------------------------------------------------


def rewrite(text: str, model: type[Record], schema: str | None = None) -> str:
    """Return a file in canonical form with the same values and all its comments.

    Raises ValueError where the file has a YAML fault (VS1xx): what it means is not sure then. `schema` is the
    address that a file without a first line `# yaml-language-server: ...` gets.
    """
    data, notes = _read(text, model, schema)
    return _checked(_file(data, model, notes), data)


def apply(text: str, data: dict[str, Data], model: type[Record], schema: str | None = None) -> str:
    """Return a file in canonical form with other values; comments stay with the entries that stay.

    Comments of an entry that is gone close the mapping or list in which it stood.
    """
    before, notes = _read(text, model, schema)
    return _checked(_file(data, model, _moved(notes, before, data)), data)


def set_value(text: str, where: Path, value: Data, model: type[Record], schema: str | None = None) -> str:
    """Return a file in canonical form with one other value; `where` leads to an existing or a new one."""
    before, _ = _read(text, model, schema)
    data: Any = copy.deepcopy(before)
    inner = functools.reduce(lambda part, step: part[step], where[:-1], data)
    inner[where[-1]] = value
    return apply(text, data, model, schema)


def faults(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems because of which a file is not rewritten: what it means is not sure."""
    return [problem for problem in problems if problem.code.startswith("VS1") and problem.code != rules.UNQUOTED.code]


def _read(text: str, model: type[Record], schema: str | None) -> tuple[dict[str, Data], Comments]:
    data, problems = source.parse(Source("", text.encode("utf-8")))
    for problem in faults(problems):
        raise ValueError(f"line {problem.location.line}, column {problem.location.column}: {problem.message}")
    if not isinstance(data, dict):
        raise ValueError("the file has no fields")
    return data, _comments(text, model, schema)


def _comments(text: str, model: type[Record], schema: str | None) -> Comments:
    notes = comments.read(text)
    notes.modeline = notes.modeline or _modeline(model, schema)
    return notes


def _checked(text: str, data: dict[str, Data]) -> str:
    """Return the text if it says what the data say; it was never seen to fail but where the text became too large."""
    again, problems = source.parse(Source("", text.encode("utf-8")))
    if again != data or any(problem.code.startswith("VS1") for problem in problems):
        raise ValueError("the file cannot be written in canonical form without changing a value")
    return text


def _moved(notes: Comments, before: Data, after: Data) -> Comments:
    """Return the comments of a file for other values."""
    paths: dict[Path, Path] = {(): (), **dict(_paths(before, after, (), ()))}
    new = Comments(modeline=notes.modeline, head=list(notes.head))

    def close(where: Path, found: list[str]) -> None:
        while where not in paths:
            where = where[:-1]
        there = paths[where]
        value: Any = functools.reduce(lambda part, step: part[step], there, cast(Any, after))
        place = new.foot if not there or (value and not isinstance(value, str)) else new.above
        place.setdefault(there, []).extend(found)

    for where, found in notes.above.items():
        if where in paths:
            new.above.setdefault(paths[where], []).extend(found)
        else:
            close(where, found)
    for where, comment in notes.after.items():
        if where in paths:
            new.after[paths[where]] = comment
        else:
            close(where, [comment])
    for where, found in notes.foot.items():
        close(where, found)
    new.blank = {paths[where] for where in notes.blank if where in paths}
    return new


def _paths(before: Data, after: Data, old: Path, new: Path) -> Iterator[tuple[Path, Path]]:
    """Yield where each entry that stays stood, and where it stands now."""
    pairs: list[tuple[str | int, str | int, Data, Data]] = []
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [(key, key, value, after[key]) for key, value in before.items() if key in after]
    elif isinstance(before, list) and isinstance(after, list):
        free = dict(enumerate(after))
        for index, value in enumerate(before):
            same = index if len(before) == len(after) else next((n for n in free if free[n] == value), None)
            if same is not None:
                pairs.append((index, same, value, free.pop(same)))
    for one, other, value, there in pairs:
        yield (*old, one), (*new, other)
        yield from _paths(value, there, (*old, one), (*new, other))


# --- judging ------------------------------------------------------------------------------------


def differs(src: Source, data: Data, model: type[Record]) -> tuple[Location, str] | None:
    """Return the first place where a file is not in canonical form, with what is wrong there, or None.

    `data` are its plain data, as `source.parse` returns them. If the file has none of the `faults`, then it
    differs exactly if `rewrite` would change it. This takes far less time than rewriting.
    """
    if not isinstance(data, dict):
        return None
    text = src.content.decode("utf-8")
    first = text.partition("\n")[0]
    try:
        # Nearly every file has no other comment: then its values can stand in one text only.
        plain = comments.MODELINE.fullmatch(first) and first == first.rstrip() and "\r" not in text
        if plain and text == _file(data, model, Comments(modeline=first)):
            return None
        wanted = _file(data, model, _comments(text, model, None))
    except ValueError:
        return None
    too_large = len(wanted.encode("utf-8")) > source.MAX_BYTES
    return None if too_large or wanted == text else _difference(src, text, wanted, data, model)


def _difference(
    src: Source, text: str, wanted: str, data: dict[str, Data], model: type[Record]
) -> tuple[Location, str]:
    misplaced = next(_misplaced(data, _shape(model), ()), None)
    if misplaced:
        *where, key, below = misplaced
        return src.place(*where, key, key=True), f"{key!r} belongs above {below!r}"
    if "\r" in text:
        return Location(src.path, text[: text.index("\r")].count("\n") + 1, 1), "lines end in more than a line feed"
    found, right = text.split("\n"), wanted.split("\n")
    line = next(
        (n for n, (one, other) in enumerate(zip(found, right, strict=False)) if one != other),
        min(len(found), len(right)) - 1,
    )
    have, want = (lines[line] if line < len(lines) else "" for lines in (found, right))
    same = next(
        (n for n, (one, other) in enumerate(zip(have, want, strict=False)) if one != other), min(len(have), len(want))
    )
    if have == want and len(found) < len(right):
        message = "no line end after the last line"
    elif not have.strip():
        message = "an empty line"
    elif have.strip() == want.strip():
        message = f"indented or spaced unlike the other files; write {want!r}"
    else:
        message = f"written unlike the other files; write {want.strip()!r}"
    return Location(src.path, line + 1, min(same, len(have)) + 1), message


def _misplaced(data: Data, shape: _Shape, path: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each key that stands too far down, and after it the key above which it belongs."""
    if isinstance(data, dict):
        ordered = _in_order(data, shape)
        for key, right in zip(data, ordered, strict=True):
            if key != right:
                yield (*path, right, key)
                break
        for key, value in data.items():
            yield from _misplaced(value, shape.fields.get(key, shape.every or _FREE), (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _misplaced(value, shape.every or _FREE, (*path, index))
