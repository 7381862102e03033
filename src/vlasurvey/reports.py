"""Renders problems: as text, JSON, GitHub's workflow commands or SARIF, each with what its rules mean."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any, Protocol
from urllib.parse import quote

from vlasurvey import __version__
from vlasurvey.problems import Problem, Severity, failed
from vlasurvey.rules import AUDITED, RULES, Rule

FEW = 10
"""Up to this many problems can be read at a glance; more get a table by rule."""
MOST = 20
"""So many problems of one kind are printed for a person; more of it would only hide the other kinds."""


class Render(Protocol):
    """Writes the problems of a check that read a number of files; `waived` ones are counted, not complained of.

    What is for a person to read prints the first `most` problems of each rule and the number of the others; what is
    for programs prints all.
    """

    def __call__(
        self, problems: Sequence[Problem], files: int, waived: Sequence[Problem] = (), most: int | None = MOST
    ) -> str:
        """Return the report."""


def content_alone(problems: Sequence[Problem]) -> list[Problem]:
    """Return the problems with those of mere form as notes: a program can mend them, and no fact is in doubt."""
    return [replace(p, severity=Severity.NOTE) if RULES[p.code].form else p for p in problems]


def summary(problems: Sequence[Problem], files: int, waived: Sequence[Problem] = ()) -> str:
    """Return the closing line of a check, e.g. "2 errors, 0 warnings, 1 note in 3 files; 1 waived (VS501)"."""
    count = Counter(problem.severity for problem in problems)
    parts = [plural(count[severity], severity.value) for severity in Severity]
    codes = ", ".join(sorted({problem.code for problem in waived}))
    ending = f"; {len(waived)} waived ({codes})" if waived else ""
    return f"{', '.join(parts)} in {plural(files, 'file')}{ending}"


def by_rule(problems: Sequence[Problem]) -> list[tuple[Rule, int]]:
    """Return each rule that was broken with the number of times, gravest first, then most frequent."""
    count = Counter(problem.code for problem in problems)
    severities = list(Severity)
    rules = sorted(
        (RULES[code] for code in count), key=lambda r: (severities.index(r.severity), -count[r.code], r.code)
    )
    return [(rule, count[rule.code]) for rule in rules]


def text(
    problems: Sequence[Problem],
    files: int,
    waived: Sequence[Problem] = (),
    most: int | None = MOST,
    paint: Callable[[Severity], str] = str,
    *,
    notes: bool = True,
) -> str:
    """Return a line for each problem, a table by rule where they are many, and the summary.

    `paint` returns how a severity is shown, so that a terminal may colour it. Without `notes` these are only counted
    where there is anything graver.
    """
    hidden = 0
    if not notes and failed(problems):
        hidden = sum(problem.severity is Severity.NOTE for problem in problems)
        shown = [problem for problem in problems if problem.severity is not Severity.NOTE]
    else:
        shown = list(problems)
    few, rest = _first(shown, most)
    lines = [f"{p.location}: {paint(p.severity)}[{p.code}] {_said(p)}" for p in few] + rest
    if hidden:
        lines.append(f"{plural(hidden, 'note')} more: vlasurvey check --notes")
    if len(shown) > FEW:
        found = by_rule(shown)
        width = len(str(max(number for _, number in found)))
        lines.append("")
        lines += [f"{number:>{width}} x {paint(r.severity)}[{r.code}] {r.summary}" for r, number in found]
        lines.append("")
    return "\n".join([*lines, summary(problems, files, waived)]) + "\n"


def _first(problems: Sequence[Problem], most: int | None) -> tuple[list[Problem], list[str]]:
    """Return the first problems of each rule, and a line for each rule that has more."""
    if most is None:
        return list(problems), []
    seen: Counter[str] = Counter()
    few = []
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= most:
            few.append(problem)
    return few, [
        f"and {number - most:,} more of {code}; to see them: vlasurvey {'audit' if code in AUDITED else 'check'} --all"
        for code, number in sorted(seen.items())
        if number > most
    ]


def explanation(rule: Rule) -> str:
    """Return what a rule demands, why, and a bad and a good example."""
    parts = [f"{rule.code} ({rule.severity}, {rule.family}): {rule.summary}", "", rule.reason, ""]
    for title, example in (("Wrong", rule.bad), ("Right", rule.good)):
        parts += [f"{title}:", *(f"    {line}" for line in example.splitlines()), ""]
    if rule.fix:
        parts += [f"What 'vlasurvey check --fix' does: {rule.fix}", ""]
    if rule.waivable:
        parts += ["Where the fact is true all the same, the record says so under 'curation.waived'.", ""]
    return "\n".join(parts)


def plural(number: int, noun: str) -> str:
    """Return a number of things in English."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _said(problem: Problem) -> str:
    return f"{problem.message}{'; ' + problem.hint if problem.hint else ''}"


# --- JSON ---------------------------------------------------------------------------------------


def _as_json(problems: Sequence[Problem], files: int, waived: Sequence[Problem] = (), most: int | None = None) -> str:
    report = {
        "files": files,
        "problems": [_row(problem) for problem in problems],
        "waived": [_row(problem) for problem in waived],
        "rules": [
            {"code": rule.code, "severity": rule.severity, "summary": rule.summary, "count": number}
            for rule, number in by_rule(problems)
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def _row(problem: Problem) -> dict[str, Any]:
    row = {**asdict(problem.location), **asdict(problem)}
    del row["location"]
    return row


# --- GitHub -------------------------------------------------------------------------------------

_GITHUB_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _as_github(problems: Sequence[Problem], files: int, waived: Sequence[Problem] = (), most: int | None = MOST) -> str:
    """Render workflow commands, escaped as GitHub's toolkit does (actions/toolkit, command.ts)."""

    def escape(text: str, *, is_property: bool) -> str:
        pairs = [("%", "%25"), ("\r", "%0D"), ("\n", "%0A")]
        for raw, escaped in pairs + ([(":", "%3A"), (",", "%2C")] if is_property else []):
            text = text.replace(raw, escaped)
        return text

    few, rest = _first(problems, most)
    lines = []
    for problem in few:
        where = problem.location
        lines.append(
            f"::{_GITHUB_COMMAND[problem.severity]} file={escape(where.path, is_property=True)},"
            f"line={where.line},col={where.column},title={problem.code}::{escape(_said(problem), is_property=False)}"
        )
    return "\n".join([*lines, *rest, summary(problems, files, waived)]) + "\n"


# --- SARIF --------------------------------------------------------------------------------------

_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _as_sarif(problems: Sequence[Problem], files: int, waived: Sequence[Problem] = (), most: int | None = None) -> str:
    """Render SARIF 2.1.0, which code scanning services show beside the lines of a change."""
    codes = list(RULES)
    driver = {
        "name": "vlasurvey",
        "version": __version__,
        "rules": [_sarif_rule(rule) for rule in RULES.values()],
    }
    results = [_sarif_result(problem, codes.index(problem.code)) for problem in problems]
    # A waiver is a judgement that stands in the record itself.
    results += [{**_sarif_result(p, codes.index(p.code)), "suppressions": [{"kind": "inSource"}]} for p in waived]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _sarif_rule(rule: Rule) -> dict[str, Any]:
    examples = [(f"**{title}**", example) for title, example in (("Wrong", rule.bad), ("Right", rule.good))]
    markdown = "\n\n".join([rule.reason, *(f"{title}\n\n```yaml\n{example}\n```" for title, example in examples)])
    return {
        "id": rule.code,
        "shortDescription": {"text": _sarif_text(rule.summary)},
        "fullDescription": {"text": _sarif_text(rule.reason)},
        "help": {"text": _sarif_text(explanation(rule)), "markdown": _sarif_text(markdown)},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": [rule.family]},
    }


def _sarif_result(problem: Problem, index: int) -> dict[str, Any]:
    where = problem.location
    return {
        "ruleId": problem.code,
        "ruleIndex": index,
        "level": problem.severity.value,
        "message": {"text": _sarif_text(_said(problem))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(where.path, errors="replace"), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": where.line, "startColumn": where.column},
                }
            }
        ],
    }


def _sarif_text(text: str) -> str:
    """Return a message in which braces stand for themselves, not for an argument (SARIF 2.1.0, section 3.11.5)."""
    return text.replace("{", "{{").replace("}", "}}")


FORMATS: dict[str, Render] = {"text": text, "json": _as_json, "github": _as_github, "sarif": _as_sarif}
"""Name of an output format -> function of the problems, the number of files read and the waived problems."""
