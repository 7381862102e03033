"""The rows of all tables of a survey, each with what follows from where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from vlasurvey.records import Paper
from vlasurvey.results import tables
from vlasurvey.results.figures import Figure, figure
from vlasurvey.results.reading import results_path
from vlasurvey.results.tables import Results, Table
from vlasurvey.survey import Survey
from vlasurvey.vocabularies import Benchmark, Metric, Suite

_GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?([A-Z]+)")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one printed table.

    `method` tells methods apart: a key of the survey, `arxiv:...`, `doi:...`, `url:...` or `name:...`; `variant` tells
    apart what a paper calls by several names, and is "" for its main one. `derived` holds averages that the source
    does not print and that follow from what it prints.
    """

    id: str
    source: str
    number: tuple[int, int]  # of the table in the file, of the row in the table; counted from 0
    table: Table
    printed: tables.Row
    benchmark: str
    metric: str
    method: str
    variant: str
    name: str
    key: str | None  # of the method's paper in the survey
    reporter: str | None  # key of the paper that reports
    own: bool  # reported by the method's own paper or page
    issued: str  # of the source, "" where it is not known
    figures: Mapping[str, Figure]
    derived: Mapping[str, Figure]

    def figure(self, suite: str) -> Figure | None:
        """Return the number of a suite, printed or derived, or None."""
        return self.figures.get(suite) or self.derived.get(suite)

    @property
    def path(self) -> str:
        """Path of the file in which the row stands, relative to the survey's root."""
        return results_path(self.source)

    @property
    def subject(self) -> tuple[str, str]:
        """What the row is about: method and variant."""
        return self.method, self.variant


def folded(name: str) -> str:
    """Return a name without what spellings of one name differ in: capitals, spaces, hyphens, Greek letters."""
    plain = unicodedata.normalize("NFKD", name)
    spelled = "".join(_spelled(letter) if letter > "\u036f" else letter for letter in plain)
    return "".join(re.findall(r"[^\W_]|\+", spelled.casefold()))


def _spelled(letter: str) -> str:
    """Return the name of a Greek letter, as TeX has it, and any other letter as it is."""
    found = _GREEK.fullmatch(unicodedata.name(letter, ""))
    return found[1] if found else letter


@lru_cache(maxsize=2)
def rows(survey: Survey) -> tuple[Row, ...]:
    """Return every row of every table, by the sources' ids, in printed order.

    Tables of an unknown benchmark, and rows of a record that is not there, are left out: rules report them.
    """
    names = _Names(survey)
    return tuple(row for results in survey.results.values() for row in _rows(results, names))


def _rows(results: Results, names: _Names) -> Iterator[Row]:
    survey = names.survey
    reporter = names.reporter(results)
    issued = survey.papers[reporter].issued if reporter else (results.source and results.source.issued) or ""
    outside = {f"{scheme}:{value}" for scheme, value in results.source.identifiers.items()} if results.source else set()
    stem = results.id.replace("/", "-")
    for t, table in enumerate(results.tables):
        benchmark = survey.benchmarks.get(table.benchmark)
        metric = metric_of(table, benchmark) if benchmark else None
        if not benchmark or not metric:
            continue
        for r, printed in enumerate(table.rows):
            found = names.method(printed.method)
            if found is None:
                continue
            method, key = found
            known = {suite.id for suite in benchmark.suites}
            figures = {suite: figure(text) for suite, text in printed.values.items() if suite in known}
            paper = survey.papers[key] if key else None
            name, variant = _called(printed, paper)
            yield Row(
                id=f"{stem}-{t + 1}-{r + 1}",
                source=results.id,
                number=(t, r),
                table=table,
                printed=printed,
                benchmark=benchmark.id,
                metric=metric,
                method=method,
                variant=variant,
                name=name,
                key=key,
                reporter=reporter,
                own=key == reporter if key and reporter else method in outside,
                issued=issued,
                figures=figures,
                derived=_derived(figures, benchmark),
            )


def metric_of(table: Table, benchmark: Benchmark) -> str | None:
    """Return the id of the measure of a table; None where neither it nor its benchmark names one."""
    return table.metric or (benchmark.metrics[0].id if benchmark.metrics else None)


def measure(benchmark: Benchmark, suite: Suite, metric: str) -> Metric | None:
    """Return the measure of a suite in a table of a measure, or None for one that is not defined."""
    wanted = suite.metric or metric
    return next((known for known in benchmark.metrics if known.id == wanted), None)


def _called(printed: tables.Row, paper: Paper | None) -> tuple[str, str]:
    """Return the name that readers see, and what tells the variant apart."""
    main = (paper.short_title or paper.title) if paper else printed.method.name or ""
    variant = printed.variant
    if not variant or folded(variant) == folded(main):
        return main, ""
    return variant, folded(variant) or variant


def _derived(figures: Mapping[str, Figure], benchmark: Benchmark) -> dict[str, Figure]:
    """Return the averages that follow from printed suites and are not printed themselves."""
    found = {}
    for suite in benchmark.suites:
        if suite.mean_of and suite.id not in figures and all(part in figures for part in suite.mean_of):
            parts = [figures[part] for part in suite.mean_of]
            exact = sum((part.value for part in parts), Decimal(0)) / len(parts)
            decimals = max(1, *(part.decimals for part in parts))
            rounded = Figure("", exact, None, decimals).rounded(decimals)
            found[suite.id] = figure(str(rounded))
    return found


def mean_fault(printed: Mapping[str, Figure], suite: Suite) -> Decimal | None:
    """Return the mean that an average should be, where it is not that within rounding; None where it fits.

    Each suite may have been rounded, and so may the average: it fits where some numbers that round to what is printed
    have it as their mean.
    """
    average = printed.get(suite.id)
    parts = [printed[part] for part in suite.mean_of if part in printed]
    if average is None or not parts or len(parts) < len(suite.mean_of):
        return None
    mean = sum((part.value for part in parts), Decimal(0)) / len(parts)
    slack = _half(average) + sum((_half(part) for part in parts), Decimal(0)) / len(parts)
    return None if abs(mean - average.value) <= slack else mean


def _half(number: Figure) -> Decimal:
    return Decimal(5).scaleb(-number.decimals - 1)


class _Names:
    """What rows and sources call the papers of a survey."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        pairs = ((pair, key) for key, paper in survey.papers.items() for pair in paper.identifiers.items())
        self.by_identifier = {f"{scheme}:{value}": key for (scheme, value), key in pairs}

    def method(self, method: tables.Method) -> tuple[str, str | None] | None:
        """Return what tells a method apart, and its key in the survey, if it has one; None for an unknown key."""
        if method.key:
            key = self.survey.key_of.get(method.key)
            return (key, key) if key else None
        for scheme, value in (("arxiv", method.arxiv), ("doi", method.doi), ("url", method.url)):
            if value:
                name = f"{scheme}:{value}"
                known = self.by_identifier.get(name)
                return (known or name, known)
        return f"name:{folded(method.name or '')}", None

    def reporter(self, results: Results) -> str | None:
        """Return the key of the paper that reports, also where its tables lie among those of other sources."""
        if results.key:
            return self.survey.key_of.get(results.key)
        identifiers: Iterable[tuple[str, str]] = results.source.identifiers.items() if results.source else ()
        names = (f"{scheme}:{value}" for scheme, value in identifiers)
        return next((self.by_identifier[name] for name in names if name in self.by_identifier), None)


@lru_cache(maxsize=2)
def rows_about(survey: Survey) -> Mapping[str, tuple[Row, ...]]:
    """Return key of a paper -> every row about its method, its own first, then by the day of the source."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows(survey):
        if row.key:
            found[row.key].append(row)
    return {key: tuple(sorted(about, key=lambda row: (not row.own, row.issued))) for key, about in found.items()}


@lru_cache(maxsize=2)
def rows_by(survey: Survey) -> Mapping[str, tuple[Row, ...]]:
    """Return key of a paper -> every row that it reports, in printed order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows(survey):
        if row.reporter:
            found[row.reporter].append(row)
    return {key: tuple(reported) for key, reported in found.items()}
