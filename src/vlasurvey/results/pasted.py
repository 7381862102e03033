"""A table pasted from a paper (CSV, Markdown or LaTeX) as one entry of reported numbers; nothing in it is guessed."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vlasurvey.problems import did_you_mean
from vlasurvey.results.figures import printed_in
from vlasurvey.results.rows import folded
from vlasurvey.source import Data
from vlasurvey.survey import Survey
from vlasurvey.vocabularies import Benchmark

MAX_BYTES = 200_000
_NOTHING = frozenset(["", "-", "--", "---", "–", "—", "n/a", "na", "nan", "none", "/", "×", "x"])
_TEX_LINE = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|cmidrule|cline|addlinespace)(?:\[[^\]]*\])?(?:\([^)]*\))?(?:\{[^}]*\})?"
)
_TEX_KEPT = re.compile(
    r"\\(?:textbf|textit|emph|underline|mathbf|text|textsc|textcolor\{[^{}]*\}|cellcolor\{[^{}]*\})\s*\{([^{}]*)\}"
)
_TEX_CITED = re.compile(r"~?\\(?:cite[a-z]*\*?|footnotemark|tnote)(?:\[[^\]]*\])*(?:\{([^{}]*)\})?")
_CITED = re.compile(r"et al|(?:19|20)[0-9]{2}")
_NUMBERS = frozenset("0123456789,; ")
_MARKS = "*†‡§"
_ARROWS = {"\\uparrow": "↑", "\\downarrow": "↓", "\\rightarrow": "→"}


@dataclass(frozen=True, slots=True)
class Left:
    """What was not taken over: the line of the text, what stands there, and why or what to do."""

    line: int
    what: str
    why: str

    def __str__(self) -> str:
        """The report as printed behind the name of the file and a colon."""
        return f"{self.line}: {self.what}: {self.why}"


@dataclass(slots=True)
class Pasted:
    """The rows of an entry as plain data, and what was left out; `unread` counts what should not have been."""

    rows: list[Data] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)  # methods that are entered by their names alone
    unread: int = 0

    def lose(self, line: int, what: str, why: str) -> None:
        """Note something that should have been taken over."""
        self.left.append(Left(line, what, why))
        self.unread += 1


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    cells: tuple[str, ...]
    cited: tuple[str, ...]  # keys that LaTeX cites in the first cell


def read(text: str, survey: Survey, benchmark: Benchmark, reporter: str) -> Pasted:
    """Return the rows of a pasted table: columns matched to suites, rows to methods.

    A column is a suite if its heading is the suite's id, title or one of its hidden labels, with the benchmark's title
    before it or not; a row is about a paper if its first cell is the short title, title or a former one of one paper
    alone, "ours", or cites its key. Every other method is entered by its name.
    """
    found = Pasted()
    lines = _lines(text, found)
    if not lines:
        found.lose(1, "no table", "paste its lines with the headings of the columns first")
        return found
    head, *body = lines
    columns = _columns(head, benchmark, found)
    if not columns:
        known = ", ".join(suite.title for suite in benchmark.suites)
        found.lose(head.number, "no column is a suite", f"the suites of {benchmark.title} are {known}")
        return found
    names = _names(survey)
    place = next((n for n in range(len(head.cells)) if n not in columns), None)
    for line in body:
        if len(line.cells) <= max(columns):
            if any(cell not in _NOTHING for cell in line.cells[1:]):
                message = f"{len(line.cells)} cells, and the headings are {len(head.cells)}"
                found.lose(line.number, line.cells[0][:80] or "a row", message)
            continue  # a heading over several columns
        values = _values(line, columns, found)
        name = line.cells[place] if place is not None and place < len(line.cells) else ""
        if not values:
            continue
        if not name:
            found.lose(line.number, "a row without a method", "write its name into the first cell")
            continue
        row = _row(name, line.cited, values, names, survey, reporter)
        if isinstance(row["method"], dict):
            found.outside.append(str(row["method"]["name"]))
        if any(_subject(row) == _subject(other) for other in found.rows):
            found.lose(line.number, name, "a second row for this method; name the variant")
        else:
            found.rows.append(row)
    return found


def _subject(row: Data) -> tuple[str, str]:
    assert isinstance(row, dict)
    return repr(row["method"]), str(row.get("variant", ""))


# --- lines and cells ------------------------------------------------------------------------------


def _lines(text: str, found: Pasted) -> list[_Line]:
    """Return the lines of a table that have cells, without rules between them."""
    text = text.removeprefix("\ufeff")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if any("\\\\" in line.partition("&")[2] for _, line in lines):
        return list(_latex(lines))
    piped = [(number, line) for number, line in lines if line.count("|") > 1]
    if piped:
        return [
            _Line(number, tuple(_plain(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))), ())
            for number, line in piped
            if not re.fullmatch(r"[\s|:+-]+", line)
        ]
    sign = max(",;\t", key=lambda one: lines[0][1].count(one)) if lines else ","
    rows: list[_Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, skipinitialspace=True)
    try:
        rows += (_Line(reader.line_num, tuple(map(_plain, row)), ()) for row in reader if any(map(str.strip, row)))
    except csv.Error as error:
        found.lose(reader.line_num, "the rest", f"cannot be read: {error}")
    return rows


def _latex(lines: Sequence[tuple[int, str]]) -> list[_Line]:
    found = []
    for number, raw in lines:
        line = re.sub(r"(?<!\\)%.*", "", raw)
        line = _TEX_LINE.sub(" ", line).strip()
        line = re.sub(r"\\\\(?:\[[^\]]*\])?\s*$", "", line)
        if not re.search(r"(?<!\\)&", line):
            continue
        cells = re.split(r"(?<!\\)&", line)
        cited = tuple(key for keys in _TEX_CITED.findall(cells[0]) for key in map(str.strip, keys.split(",")) if key)
        found.append(_Line(number, tuple(map(_plain, cells)), cited))
    return found


def _plain(cell: str) -> str:
    """Return the text of a cell without what Markdown, HTML and LaTeX put around it."""
    text = re.sub(r"\\(?:row|cell)color(?:\[[^\]]*\])?\{[^{}]*\}", "", _TEX_CITED.sub("", cell))
    for _ in range(4):  # as deep as tables nest them
        text = _TEX_KEPT.sub(r"\1", text)
    text = re.sub(r"\\multicolumn\{\d+\}\{[^}]*\}\{([^{}]*)\}|\\multirow\{[^}]*\}\{[^}]*\}\{([^{}]*)\}", r"\1\2", text)
    text = text.replace("\\pm", "±").replace("\\%", "%").replace("\\_", "_").replace("\\&", "&").replace("~", " ")
    text = re.sub(r"</?[a-zA-Z][^>]{0,80}>|!?\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    text = re.sub(r"\*\*|__|`|\$|\\(?:up|down|right)arrow", lambda sign: _ARROWS.get(sign[0], ""), text)
    text = re.sub(r"^\s*'(?=[=+@-])", "", text)  # as our own tables defuse what a spreadsheet would run
    return " ".join(text.split())


# --- columns --------------------------------------------------------------------------------------


def _columns(head: _Line, benchmark: Benchmark, found: Pasted) -> dict[int, str]:
    """Return number of a column -> suite; a heading of two suites, or a second one of the same, is left out."""
    known: dict[str, set[str]] = defaultdict(set)
    for suite in benchmark.suites:
        for label in (suite.id, suite.title, *suite.hidden_labels):
            for before in ("", benchmark.title, benchmark.id):
                known[folded(before + label)].add(suite.id)
    columns: dict[int, str] = {}
    titles = [suite.title for suite in benchmark.suites]
    for number, heading in enumerate(head.cells):
        fitting = known.get(folded(re.sub(r"\([^()]*\)|[↑↓%]", "", heading)), set()) or known.get(
            folded(heading), set()
        )
        if len(fitting) == 1 and not fitting & set(columns.values()):
            columns[number] = next(iter(fitting))
        elif number and heading:
            why = "a second column for this suite" if fitting else did_you_mean(heading, titles) or "no suite"
            found.left.append(Left(head.number, f"column {heading!r}", f"not taken over: {why}"))
    return columns


def _values(line: _Line, columns: Mapping[int, str], found: Pasted) -> dict[str, str]:
    values = {}
    for number, suite in columns.items():
        cell = line.cells[number]
        if cell.casefold() in _NOTHING:
            continue
        printed = printed_in(re.sub(r"^(?:\*|†|‡)+|(?:\*|†|‡)+$", "", cell).strip())
        if printed is None:
            found.lose(line.number, f"{line.cells[0][:60]}, {suite}", f"{cell[:60]!r} is no number")
        else:
            values[suite] = printed
    return values


# --- rows -----------------------------------------------------------------------------------------


def _names(survey: Survey) -> dict[str, str]:
    """Return folded name -> key, of names that one paper alone has."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, paper in survey.papers.items():
        for name in filter(None, (paper.short_title, paper.title, *paper.former_titles, key, *paper.aliases)):
            found[folded(name)].add(key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


def _bare(name: str) -> str:
    """Return a method's name without what stands behind it: citations, "(ours)", marks of footnotes."""
    while name:
        rest = name.rstrip(_MARKS).rstrip()
        before, bracket, inside = rest.rpartition("[" if rest.endswith("]") else "(" if rest.endswith(")") else "\0")
        cited = set(inside[:-1]) <= _NUMBERS if bracket == "[" else bracket and _CITED.search(inside)
        if bracket and (cited or inside.casefold() == "ours)"):
            rest = before.rstrip()
        if rest == name or not rest:
            break
        name = rest
    return name


def _row(
    name: str, cited: Sequence[str], values: dict[str, str], names: Mapping[str, str], survey: Survey, reporter: str
) -> dict[str, Data]:
    """Return a row: its method by key where that is certain, else by name; the name in the table as variant."""
    bare = _bare(name)
    row: dict[str, Data] = {}
    keys = {survey.key_of[key] for key in cited if key in survey.key_of}
    if folded(bare) == "ours" and reporter in survey.papers:
        row["method"] = reporter
    elif key := names.get(folded(bare)):
        row["method"] = key
    elif len(keys) == 1:
        row["method"] = next(iter(keys))
        row["variant"] = bare
    else:
        row["method"] = {"name": bare}
    row["values"] = dict[str, Data](values)
    return row
