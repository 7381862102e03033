"""Seeds faults by chance over the code, templates, texts and scripts, and tells which of them the tests notice.

    .venv/bin/python bench/mutants.py --seed 7                 70 faults; the tests that are about each of them
    .venv/bin/python bench/mutants.py --seed 7 --whole         then those that stay, together, in the whole fast suite
    .venv/bin/python bench/mutants.py --seed 7 --only 12,31    these again; --list prints them and runs nothing

It works on clones of what is committed, never on the checkout. A fault is one small change at a place drawn among the
lines that hold code; AREAS says how many of each area. First run the tests that import the module, are named after it
or are listed for the area; a fault that none of them notices meets every fast test, together with all others of its
kind (a test that fails then is run on each alone). Scripts run in browsers alone, and so do the tests for them.
mutmut and cosmic-ray change Python alone and run every test for every fault: hours here, and blind for templates.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 200
"""Seconds for the tests that are about a fault, three times as many in a browser: then they do not end."""
FAST = "not browser and not engine"


@dataclass(frozen=True)
class Area:
    """A part of the project whose tests should notice its faults.

    number: how many of 70 faults are drawn in it; files: patterns of its files; tests: files and folders of tests that
    are about it beside those that import a module; marked: which of them are run; golden: whether GOLDEN can notice.
    """

    number: int
    files: tuple[str, ...]
    tests: tuple[str, ...]
    marked: str = FAST
    golden: bool = True


PACKAGE = "src/vlasurvey"
PAGES = ("tests/site/test_production.py", "tests/site/pages")
"""Tests that render every page of the toy survey."""
GOLDEN = (
    "tests/site/test_production.py::test_every_kind_of_page_and_file_reads_as_its_golden_file",
    "tests/exports/test_export_formats.py::test_the_hard_cases_read_in_every_format_as_their_golden_files",
    "tests/importers/test_bibfile.py::test_the_records_of_a_file_read_as_their_golden_files",
    "tests/generated/test_generated.py::test_every_generated_file_reads_as_its_golden_file",
    "tests/site/test_frames.py",
    "tests/cli/test_commands.py",
)
"""Tests that notice much and take a few seconds: they go first, but for areas that none of them touches."""
AREAS = {
    "records": Area(7, (f"{PACKAGE}/*.py", f"{PACKAGE}/text/*.py", f"{PACKAGE}/running/*.py"), ("tests/cli",)),
    "checks": Area(8, (f"{PACKAGE}/checks/*.py", f"{PACKAGE}/rules/*.py"), ("tests/checks", "tests/generated")),
    "importers": Area(8, (f"{PACKAGE}/importers/*.py",), ("tests/importers", "tests/test_from_issue.py")),
    "exports": Area(6, (f"{PACKAGE}/exports/*.py",), ("tests/exports", "tests/site/files")),
    "analysis": Area(
        5, (f"{PACKAGE}/analysis/*.py", f"{PACKAGE}/generated/*.py"), ("tests/analysis", "tests/generated", *PAGES)
    ),
    "site": Area(12, (f"{PACKAGE}/site/**/*.py",), (*PAGES, "tests/site/files", "tests/site/drawings")),
    "cli": Area(5, (f"{PACKAGE}/cli/*.py",), ("tests/cli", "tests/generated")),
    "acquire": Area(5, (f"{PACKAGE}/acquire/**/*.py",), ("tests/acquire",), golden=False),
    "templates": Area(7, ("templates/**/*.html", "templates/*.jinja"), (*PAGES, "tests/site/test_frames.py")),
    "texts": Area(3, ("templates/strings.*.yaml",), (*PAGES, "tests/site/drawings")),
    "scripts": Area(
        4,
        ("templates/assets/**/*.js",),
        ("tests/site/test_journeys.py", "tests/site/test_browser.py", "tests/site/test_explorer.py"),
        "browser",
        golden=False,
    ),
}

# --- faults -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fault:
    """One change: the bytes between two places of a file become others."""

    area: str
    path: str
    start: int
    end: int
    new: bytes
    line: int
    what: str

    def seed(self, root: Path) -> None:
        """Make the change in a copy of the project."""
        before = (root / self.path).read_bytes()
        write(root, self.path, before[: self.start] + self.new + before[self.end :])

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


Change = tuple[int, int, str]
"""From where to where, in bytes, and what stands there instead."""

_OPERATORS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.Div: ("/", "*"),
}

_ALIKE = {"encoding", "newline", "strict", "frozen", "slots", "kw_only", "maxsize", "stacklevel"}
"""Arguments without which a program does the same, where all is as it should be."""


def _other(number: int) -> int:
    """Return a number that means something else: of a large one, such as a limit, one more is not wrong."""
    return number + 1 if number <= 20 else number // 2


def of_python(text: bytes) -> Iterator[Change]:
    """Yield changes of Python code: operators, numbers, texts, conditions, arguments, statements left out."""
    tree = ast.parse(text)
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def span(node: ast.AST) -> tuple[int, int]:
        at = node.lineno, node.col_offset, node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        return starts[at[0] - 1] + at[1], starts[at[2] - 1] + at[3]

    skipped: set[ast.AST] = set()  # what no run can tell from the right one: types and docstrings
    for node in ast.walk(tree):
        for types in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            skipped |= set(ast.walk(types)) if types else set()
        if isinstance(node, ast.JoinedStr):
            skipped |= {part for part in ast.walk(node) if isinstance(part, ast.Constant)}  # their places are wrong
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped |= {node, node.value}
        if isinstance(node, (ast.Import, ast.ImportFrom)) or (isinstance(node, ast.keyword) and node.arg in _ALIKE):
            skipped |= set(ast.walk(node))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, (ast.Compare, ast.BoolOp, ast.BinOp)):
            parts = (
                [node.left, *node.comparators]
                if isinstance(node, ast.Compare)
                else node.values
                if isinstance(node, ast.BoolOp)
                else [node.left, node.right]
            )
            operators = node.ops if isinstance(node, ast.Compare) else [node.op] * (len(parts) - 1)
            for operator, before, after in zip(operators, parts, parts[1:], strict=False):
                old, new = _OPERATORS.get(type(operator), ("", ""))
                start, end = span(before)[1], span(after)[0]
                found = re.search((rb"\b" if old[:1].isalpha() else b"") + re.escape(old.encode()), text[start:end])
                if old and found:
                    yield start + found.start(), start + found.end(), new
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield span(node)[0], span(node)[0] + len("not "), ""
        elif isinstance(node, ast.Constant) and not isinstance(node.value, bytes):
            start, end = span(node)
            if isinstance(node.value, bool):
                yield start, end, str(not node.value)
            elif isinstance(node.value, int):
                yield start, end, str(_other(node.value))
            elif isinstance(node.value, str) and node.value.strip():
                letter = re.search(rb"(?<![\\\w])\w(?=\w)", text[start + 2 : end - 1])  # not the r before a quote
                if letter:
                    yield start + 2 + letter.start(), start + 2 + letter.end(), ""
        elif isinstance(node, (ast.If, ast.IfExp)):
            yield *span(node.test), f"(not ({text[slice(*span(node.test))].decode()}))"
        elif isinstance(node, ast.comprehension):
            for test in node.ifs:
                yield *span(test), "True"
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg and keyword.arg not in _ALIKE:
                    start, end = span(keyword)
                    comma = re.match(rb",\s*", text[end:])
                    yield start, end + (comma.end() if comma else 0), ""
        elif isinstance(node, ast.Return) and node.value and not (isinstance(node.value, ast.Constant)):
            yield *span(node), "return None"
        elif isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue, ast.Break)):
            yield *span(node), "pass"
        elif isinstance(node, ast.ExceptHandler) and isinstance(node.type, ast.Tuple):
            yield *span(node.type), text[slice(*span(node.type.elts[0]))].decode()


def of_template(text: bytes) -> Iterator[Change]:
    """Yield changes of a template: filters, conditions, values, attributes, closing words left out or turned round."""
    for found in re.finditer(rb"\{[{%].*?[%}]\}", text, re.DOTALL):
        inside = found[0]
        if found[0].startswith((b"{% macro", b"{% from", b"{% import", b"{% end", b"{% extends", b"{% block")):
            continue
        for part in re.finditer(rb"\s*\|\s*\w+(\([^()]*\))?", inside):
            yield found.start() + part.start(), found.start() + part.end(), ""
        for part in re.finditer(rb"(?<=\{% if )(?!not )", inside):
            yield found.start() + part.start(), found.start() + part.end(), "not "
        for part in re.finditer(rb"(?<=\{% if )not ", inside):
            yield found.start() + part.start(), found.start() + part.end(), ""
        if inside.startswith(b"{{"):
            yield found.start(), found.end(), ""
    attributes = rb' (?:class|hidden|id|href|lang|rel|aria-[a-z]+|data-[a-z-]+|role|title)(="[^"{]*")?(?=[ >])'
    for found in re.finditer(attributes, text):
        yield found.start(), found.end(), ""


def of_strings(text: bytes) -> Iterator[Change]:
    """Yield changes of the texts of an interface: a placeholder left out, a text that stands for another one."""
    lines = [*re.finditer(rb"^[\w.-]+: +(\S.*)$", text, re.MULTILINE)]
    for line, other in zip(lines, [*lines[1:], lines[0]], strict=True):
        if line[1] != other[1]:  # the text of a neighbour
            yield *line.span(1), other[1].decode()
        for part in re.finditer(rb"\{\w+\}", line[1]):
            yield line.start(1) + part.start(), line.start(1) + part.end(), ""


def of_script(text: bytes) -> Iterator[Change]:
    """Yield changes of a script: operators, numbers, negations, statements left out."""
    for line in re.finditer(rb"^[^\n]*$", text, re.MULTILINE):
        code = re.sub(rb"(?<!:)//.*", b"", line[0])
        if re.match(rb"\s*(/?\*|import|export \{)", code):
            continue
        for old, new in (("===", "!=="), ("!==", "==="), ("&&", "||"), ("||", "&&"), (" < ", " <= "), (" > ", " >= ")):
            for part in re.finditer(re.escape(old.encode()), code):
                yield line.start() + part.start(), line.start() + part.end(), new
        for part in re.finditer(rb"(?<![\w.#-])\d+(?![\w.])", code):
            yield line.start() + part.start(), line.start() + part.end(), str(_other(int(part[0])))
        for part in re.finditer(rb"(?<=[(& ])!(?=[\w(])", code):
            yield line.start() + part.start(), line.start() + part.end(), ""
        statement = re.fullmatch(
            rb"(\s*)(?!const|let|return|import|export|function)[\w.]+(\(.*\)| [-+]?= .*);\s*", code
        )
        if statement:
            yield line.start() + len(statement[1]), line.start() + len(code), ""
        for part in re.finditer(rb"\.(sort|reverse|trim|toLowerCase|normalize)\([^()]*\)", code):
            yield line.start() + part.start(), line.start() + part.end(), ""


CHANGES: dict[str, Callable[[bytes], Iterator[Change]]] = {
    ".py": of_python,
    ".html": of_template,
    ".jinja": of_template,
    ".yaml": of_strings,
    ".js": of_script,
}


def drawn(root: Path, area: str, number: int, chance: random.Random) -> list[Fault]:
    """Draw lines of an area that can be changed, each as likely as any other, and a change of each."""
    by_line: dict[tuple[str, int], list[Fault]] = defaultdict(list)
    for file in sorted({file for pattern in AREAS[area].files for file in root.glob(pattern)}):
        path, text = file.relative_to(root).as_posix(), file.read_bytes()
        for start, end, new in CHANGES[file.suffix](text):
            line = text.count(b"\n", 0, start) + 1
            old = " ".join(text[start:end].decode().split())
            what = f"{old[:70]!r} -> {new[:70]!r}"
            by_line[path, line].append(Fault(area, path, start, end, new.encode(), line, what))
    return [chance.choice(by_line[place]) for place in chance.sample(sorted(by_line), number)]


# --- tests --------------------------------------------------------------------------------------


def about(root: Path, fault: Fault) -> list[str]:
    """Return the tests about a fault: golden files; files that import its module or bear its name; the area's."""
    files = {file.relative_to(root).as_posix(): file.read_text() for file in (root / "tests").rglob("test_*.py")}
    found: list[str] = []
    if fault.path.endswith(".py"):
        *folders, module = fault.path.removeprefix("src/").removesuffix("/__init__.py").removesuffix(".py").split("/")
        package, name = re.escape(".".join(folders)), re.escape(module)
        imported = re.compile(rf"^\s*(from {package}\.{name} import|from {package} import .*\b{name}\b)", re.MULTILINE)
        found = [path for path, text in files.items() if imported.search(text) or f"test_{module}" in path]
    more = [test for test in AREAS[fault.area].tests if (root / test).exists()]
    more.sort(key=lambda test: not any(f"test_{folder}." in test for folder in fault.path.split("/")))  # scripts
    golden = GOLDEN if AREAS[fault.area].golden else ()
    return [*golden, *sorted(found, key=lambda path: len(files[path])), *(test for test in more if test not in found)]


_FAILED = r"^(?:FAILED|ERROR) (\S+?(?:::[^\s\[]+(?:\[.*?\])?)?)(?: - .*)?$"
"""A line of pytest's summary; in brackets stand the values of a test, which may hold spaces."""


def run(
    copy: Path,
    tests: Sequence[str],
    marked: str,
    *,
    first: bool,
    known: Sequence[str] = (),
    most: float | None = None,
) -> list[str] | None:
    """Run tests in a copy, without those that are known to fail; return the names of those that fail.

    None if they do not end in time: in `most` seconds, or in PATIENCE where the first failure ends them.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-m", marked, "-p", "no:cacheprovider", "--tb=no", *tests]
    # What was compiled is kept beside the copies, also of the libraries; `seed` has a changed file compiled anew.
    own = {"PYTHONPATH": str(copy / "src"), "PYTHONPYCACHEPREFIX": str(_compiled(copy)), "NO_MKDOCS_2_WARNING": "1"}
    process = subprocess.Popen(
        [*command, *(f"--deselect={test}" for test in known), *(["-x"] if first else [])],
        cwd=copy,
        env={**os.environ, "PYTHONUTF8": "1", **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=PATIENCE * (3 if marked == "browser" else 1) if first else most)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None
    if process.returncode in (0, 5):  # 5: nothing to run
        return []
    return re.findall(_FAILED, output, re.MULTILINE) or ["it does not start"]


def _compiled(copy: Path) -> Path:
    """Return the folder of what Python compiled from a copy and from the libraries."""
    return copy.with_name(f"{copy.name}-compiled")


def write(copy: Path, path: str, content: bytes) -> None:
    """Write a file of a copy, and take away what was compiled from it: the time of a file tells seconds alone."""
    file = copy / path
    file.write_bytes(content)
    for compiled in (_compiled(copy) / file.parent.relative_to("/")).glob(f"{file.stem}.*.pyc"):
        compiled.unlink()


class Copies:
    """Clones of what is committed: one with a fault at a time, one without any."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._clean = self._clone("clean")
        self._alone = self._clone("alone")
        self._right: dict[str, bool] = {}  # test -> whether it passes without any fault
        self._broken: set[str] = set()  # tests that fail without any fault, or by chance: they tell nothing

    def _clone(self, name: str) -> Path:
        subprocess.run(["git", "clone", "-q", str(ROOT), str(self._folder / name)], check=True)
        return self._folder / name

    def noticed(self, fault: Fault, tests: Sequence[str] = ()) -> str:
        """Return the test that notices a fault, of these or of those about it; "" for none, "?" out of time."""
        before = (self._alone / fault.path).read_bytes()
        tests = tests or about(self._clean, fault)
        try:
            fault.seed(self._alone)
            while True:
                failed = run(self._alone, tests, AREAS[fault.area].marked, first=True, known=sorted(self._broken))
                if failed is None:
                    return self._endless(fault, tests)
                if not failed or "::" not in failed[0] or self._tells(failed[0], AREAS[fault.area].marked):
                    return failed[0] if failed else ""
                self._broken.add(failed[0])
        finally:
            write(self._alone, fault.path, before)

    def _endless(self, fault: Fault, tests: Sequence[str]) -> str:
        """Return whether tests that did not end with a fault do end without it, soon enough to tell."""
        begun = time.monotonic()
        marked, known = AREAS[fault.area].marked, sorted(self._broken)
        ended = run(self._clean, tests, marked, first=False, known=known, most=PATIENCE)
        return "tests that do not end" if ended is not None and time.monotonic() - begun < PATIENCE / 2 else "?"

    def _tells(self, test: str, marked: str) -> bool:
        """Return whether a test passes without any fault and fails again with the one that stands there."""
        if test not in self._right:
            self._right[test] = run(self._clean, [test], marked, first=True) == []
        return self._right[test] and run(self._alone, [test], marked, first=True) != []

    def noticed_together(self, faults: dict[int, Fault]) -> dict[int, str]:
        """Return number of a fault -> the test of the whole fast suite that notices it; all stand in one copy."""
        copy = self._clone("together")
        for fault in sorted(faults.values(), key=lambda fault: -fault.start):  # from behind: no place moves
            fault.seed(copy)
        failed = run(copy, ["tests"], FAST, first=False, known=sorted(self._broken)) or []
        return {number: self.noticed(fault, failed) for number, fault in faults.items()} if failed else {}


def main() -> None:
    """Seed, run, print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--only", default="", help="numbers of faults, or names of areas, with commas")
    arguments.add_argument("--list", action="store_true", help="print the faults and run nothing")
    arguments.add_argument("--whole", action="store_true", help="run the whole fast suite on those that stay")
    chosen = arguments.parse_args()
    chance = random.Random(chosen.seed)  # noqa: S311 - drawn again from the same seed
    faults = [fault for name, area in AREAS.items() for fault in drawn(ROOT, name, area.number, chance)]
    only = set(filter(None, chosen.only.split(",")))
    kept = {n: fault for n, fault in enumerate(faults) if not only or only & {str(n), fault.area}}
    if chosen.list:
        for number, fault in kept.items():
            print(f"{number:3} {fault}")
        return
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # some tests give up their rights, and read on
        copies = Copies(Path(folder))
        notices: dict[int, str] = {}
        for number, fault in kept.items():
            notices[number] = copies.noticed(fault)
            print(f"{number:3} {fault}\n      {notices[number] or 'NOT NOTICED'}", flush=True)
        left = {number: kept[number] for number, test in notices.items() if not test}
        if chosen.whole and left:
            notices |= copies.noticed_together(left)
    areas: dict[str, list[bool]] = defaultdict(list)
    for number, fault in kept.items():
        areas[fault.area].append(notices[number] not in ("", "?"))
    print("\narea                          faults  noticed")
    for area, results in [*areas.items(), ("all", [result for group in areas.values() for result in group])]:
        print(f"{area:<30}{len(results):6}  {sum(results) / len(results):6.0%}")
    for number, fault in kept.items():
        if notices[number] in ("", "?"):
            print(f"{'out of time' if notices[number] == '?' else 'not noticed'}: {number} {fault}")


if __name__ == "__main__":
    main()
