"""Problems in data as values: where, which rule, what is wrong, what to write instead."""

from __future__ import annotations

import difflib
import enum
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass


class Severity(enum.StrEnum):
    """How much a problem matters; the first member is the gravest."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file: path relative to the survey's root, line and column counted from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of one rule. `hint` says what to write instead; absent where nobody can know."""

    location: Location
    code: str
    severity: Severity
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        hint = f"; {self.hint}" if self.hint else ""
        return f"{self.location}: {self.severity}[{self.code}] {self.message}{hint}"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems in reading order: by file, line, column, then code."""
    return sorted(problems, key=lambda p: (p.location, p.code, p.message))


def failed(problems: Iterable[Problem]) -> bool:
    """Tell whether any problem is more than a note, so that a check must exit with 1."""
    return any(problem.severity is not Severity.NOTE for problem in problems)


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return "did you mean 'x'?" for the closest known word, or None if nothing is close."""
    found = closest(word, known)
    return f"did you mean {found!r}?" if found else None


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that somebody meant who wrote another, or None if nothing is close."""
    candidates = list(known)
    by_folded = {candidate.casefold(): candidate for candidate in candidates}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    if close:
        return by_folded[close[0]]
    # A path whose last part alone was written: 'action-head' for 'embodiment/action-head'.
    tails = [candidate for candidate in candidates if candidate.rsplit("/", 1)[-1] == word.rsplit("/", 1)[-1]]
    return tails[0] if tails else None


def summary(problems: Sequence[Problem], files: int) -> str:
    """Return the closing line of a check, e.g. "2 errors, 0 warnings, 1 note in 3 files"."""
    count = Counter(problem.severity for problem in problems)
    parts = [_plural(count[severity], severity.value) for severity in Severity]
    return f"{', '.join(parts)} in {_plural(files, 'file')}"


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _as_text(problems: Sequence[Problem], files: int) -> str:
    return "\n".join([*map(str, problems), summary(problems, files)]) + "\n"


def _as_json(problems: Sequence[Problem], files: int) -> str:
    rows = [{**asdict(problem.location), **asdict(problem)} for problem in problems]
    for row in rows:
        del row["location"]
    return json.dumps({"files": files, "problems": rows}, ensure_ascii=False, indent=2) + "\n"


_GITHUB_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _as_github(problems: Sequence[Problem], files: int) -> str:
    """Render workflow commands, escaped as GitHub's toolkit does (actions/toolkit, command.ts)."""

    def escape(text: str, *, is_property: bool) -> str:
        pairs = [("%", "%25"), ("\r", "%0D"), ("\n", "%0A")]
        for raw, escaped in pairs + ([(":", "%3A"), (",", "%2C")] if is_property else []):
            text = text.replace(raw, escaped)
        return text

    lines = []
    for problem in problems:
        where = problem.location
        message = escape(f"{problem.message}{'; ' + problem.hint if problem.hint else ''}", is_property=False)
        lines.append(
            f"::{_GITHUB_COMMAND[problem.severity]} file={escape(where.path, is_property=True)},"
            f"line={where.line},col={where.column},title={problem.code}::{message}"
        )
    return "\n".join([*lines, summary(problems, files)]) + "\n"


FORMATS: dict[str, Callable[[Sequence[Problem], int], str]] = {
    "text": _as_text,
    "json": _as_json,
    "github": _as_github,
}
"""Name of an output format -> function of the problems and the number of files read."""
