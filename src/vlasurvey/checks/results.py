"""Rules on results: tables of reported numbers against benchmarks.yaml, against themselves, and against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from vlasurvey import rules, terms
from vlasurvey.checks.registry import check
from vlasurvey.problems import Location, Problem, closest, did_you_mean
from vlasurvey.results.boards import boards
from vlasurvey.results.figures import Figure, figure
from vlasurvey.results.reading import RESULTS, results_path
from vlasurvey.results.rows import Row, folded, mean_fault, measure, metric_of, rows
from vlasurvey.results.tables import ELSEWHERE, Results, Table
from vlasurvey.survey import BENCHMARKS, PAPERS, Survey, paper_path
from vlasurvey.vocabularies import Benchmark

_Place: TypeAlias = tuple[str | int, ...]


def _files(survey: Survey) -> Iterator[Results]:
    yield from survey.results.values()
    yield from survey.result_drafts.values()


def _tables(survey: Survey) -> Iterator[tuple[Results, int, Table]]:
    for results in _files(survey):
        for index, table in enumerate(results.tables):
            yield results, index, table


def _at(survey: Survey, results: Results, *where: str | int, key: bool = False) -> Location:
    return survey.sources[results_path(results.id)].place(*where, key=key)


# --- against the vocabulary -----------------------------------------------------------------------


@check
def benchmarks_are_whole(survey: Survey) -> Iterator[Problem]:
    """VS401: what a benchmark refers to is defined in it."""
    source = survey.sources[BENCHMARKS]
    for index, known in enumerate(survey.benchmarks.values()):
        metrics, suites = [m.id for m in known.metrics], [s.id for s in known.suites]
        named: list[tuple[_Place, str, str, list[str]]] = []
        for number, suite in enumerate(known.suites):
            if suite.metric:
                named.append((("suites", number, "metric"), "metric", suite.metric, metrics))
            named += [
                (("suites", number, "mean_of", place), "suite", part, [name for name in suites if name != suite.id])
                for place, part in enumerate(suite.mean_of)
            ]
        fields = [field.id for field in known.protocol]
        named += [(("comparable", n), "protocol field", field, fields) for n, field in enumerate(known.comparable)]
        for where, kind, name, defined in named:
            if name not in defined and not survey.may_hold(name, BENCHMARKS):
                hint = did_you_mean(name, defined) or f"define it in {known.id!r}, or remove it"
                place = source.place("benchmarks", index, *where)
                yield rules.DANGLING.at(place, f"unknown {kind} {name!r}", hint)
        if known.paper and known.paper not in survey.key_of and not survey.may_hold(known.paper):
            place = source.place("benchmarks", index, "paper")
            yield rules.UNKNOWN_PAPER.at(place, f"no paper {known.paper!r}", terms.advice(known.paper, "keys", survey))


@check
def measures_are_known(survey: Survey) -> Iterator[Problem]:
    """VS822."""
    for results, index, table in _tables(survey):
        where: _Place = ("tables", index)
        benchmark = survey.benchmarks.get(table.benchmark)
        if benchmark is None:
            if not survey.may_hold(table.benchmark, BENCHMARKS):
                yield _unknown(survey, results, (*where, "benchmark"), "benchmark", table.benchmark, survey.benchmarks)
            continue
        metrics = [metric.id for metric in benchmark.metrics]
        if table.metric and table.metric not in metrics:
            yield _unknown(survey, results, (*where, "metric"), "metric", table.metric, metrics)
        fields = {field.id: [value.value for value in field.values] for field in benchmark.protocol}
        for field, value in table.protocol.items():
            place = (*where, "protocol", field)
            if field not in fields:
                yield _unknown(survey, results, place, "protocol field", field, fields, of_key=True)
            elif fields[field] and value not in fields[field]:
                yield _unknown(survey, results, place, f"value of {field!r}", value, fields[field])
        suites = [suite.id for suite in benchmark.suites]
        for number, row in enumerate(table.rows):
            for suite in row.values:
                if suite not in suites:
                    place = (*where, "rows", number, "values", suite)
                    yield _unknown(survey, results, place, "suite", suite, suites, of_key=True)


def _unknown(
    survey: Survey,
    results: Results,
    where: _Place,
    kind: str,
    name: str,
    known: Iterable[str],
    *,
    of_key: bool = False,
) -> Problem:
    there = list(known)
    hint = did_you_mean(name, there) or f"write one of {', '.join(there)}, or define it in {BENCHMARKS}"
    place = _at(survey, results, *where, key=of_key)
    return rules.UNKNOWN_MEASURE.at(place, f"unknown {kind} {name!r}", hint)


# --- one table ------------------------------------------------------------------------------------


@check
def values_fit_their_measure(survey: Survey) -> Iterator[Problem]:
    """VS823 to VS825."""
    for results, index, table in _tables(survey):
        benchmark = survey.benchmarks.get(table.benchmark)
        metric = metric_of(table, benchmark) if benchmark else None
        if benchmark is None or metric is None:
            continue
        for number, row in enumerate(table.rows):
            figures = {suite: figure(text) for suite, text in row.values.items()}
            for code, suite, message, hint in _faults(benchmark, metric, figures):
                place = _at(survey, results, "tables", index, "rows", number, "values", suite)
                yield code.at(place, message, hint)


def _faults(
    benchmark: Benchmark, metric: str, figures: dict[str, Figure]
) -> Iterator[tuple[rules.Rule, str, str, str]]:
    for suite in benchmark.suites:
        found = figures.get(suite.id)
        known = measure(benchmark, suite, metric)
        if found is None or known is None:
            continue
        if known.range and not known.range[0] <= found.value <= known.range[1]:
            ends = f"from {known.range[0]:g} to {known.range[1]:g}"
            message = f"{found.text!r} is out of range: {known.title} goes {ends}"
            yield rules.OUT_OF_RANGE, suite.id, message, "look at the decimal point and the unit"
        elif known.decimals is not None and found.decimals > int(known.decimals):
            message = f"{found.text!r} has {found.decimals} decimals, more than {known.title} bears"
            yield rules.TOO_EXACT, suite.id, message, f"write what is printed, with at most {known.decimals}"
        elif suite.mean_of and (mean := mean_fault(figures, suite)) is not None:
            parts = " + ".join(figures[part].text for part in suite.mean_of)
            message = f"{found.text!r} is not the mean of {', '.join(suite.mean_of)}"
            hint = f"({parts}) / {len(suite.mean_of)} is {mean:.{found.decimals + 1}f}; read the row again"
            yield rules.NO_MEAN, suite.id, message, hint


@check
def rows_stand_once(survey: Survey) -> Iterator[Problem]:
    """VS826."""
    for results, index, table in _tables(survey):
        seen: set[tuple[str, str]] = set()
        for number, row in enumerate(table.rows):
            method = row.method
            name = method.key or method.arxiv or method.doi or method.url or folded(method.name or "")
            subject = (survey.key_of.get(name, name), folded(row.variant or method.name or ""))
            if subject in seen:
                place = _at(survey, results, "tables", index, "rows", number)
                message = f"a second row for {row.variant or method.key or method.name!r}"
                yield rules.ROW_TWICE.at(place, message, "keep one, or name the variant")
            seen.add(subject)


@check
def sources_report_something(survey: Survey) -> Iterator[Problem]:
    """VS829; what cannot be read is reported itself."""
    hint = "write it, or remove what is empty"
    for results in survey.results.values():
        if not results.tables:
            yield rules.REPORTS_NOTHING.at(_at(survey, results, "tables"), "no table", hint)
        for index, table in enumerate(results.tables):
            if not table.rows:
                yield rules.REPORTS_NOTHING.at(_at(survey, results, "tables", index, "rows"), "no row", hint)
            for number, row in enumerate(table.rows):
                if not row.values:
                    place = _at(survey, results, "tables", index, "rows", number, "values")
                    yield rules.REPORTS_NOTHING.at(place, "no number", hint)


@check
def readings_have_person_and_day(survey: Survey) -> Iterator[Problem]:
    """VS510, of tables."""
    for results, index, table in _tables(survey):
        pair = {"checked_by": table.checked_by, "checked_on": table.checked_on}
        given = [field for field, value in pair.items() if value]
        if len(given) == 1:
            (field,) = given
            (missing,) = pair.keys() - given
            place = _at(survey, results, "tables", index, field)
            yield rules.CHECKED_BY_NOBODY.at(place, f"{field} without {missing}", f"add '{missing}: ...'")


# --- methods and sources --------------------------------------------------------------------------


@check
def methods_are_known(survey: Survey) -> Iterator[Problem]:
    """VS827 and VS828."""
    identified = {value: key for key, paper in survey.papers.items() for _, value in paper.identifiers.items()}
    named = _names(survey)
    for results, index, table in _tables(survey):
        for number, row in enumerate(table.rows):
            method = row.method
            place = ("tables", index, "rows", number, "method")
            if method.key:
                if (
                    method.key not in survey.key_of
                    and method.key not in survey.drafts
                    and not _may_be(survey, method.key)
                ):
                    hint = terms.advice(method.key, "keys", survey)
                    if not hint.startswith("did you mean"):
                        hint = "write {name: ..., arxiv: ...} for a method outside the survey"
                    message = f"no paper {method.key!r}"
                    yield rules.UNKNOWN_METHOD.at(_at(survey, results, *place), message, hint)
                continue
            identifiers = [value for value in (method.arxiv, method.doi, method.url) if value]
            key = next((identified[value] for value in identifiers if value in identified), None)
            if key is None and not identifiers:
                key = named.get(folded(method.name or ""))
            if key:
                message = f"{method.name!r} is in the survey"
                yield rules.HAS_A_KEY.at(_at(survey, results, *place), message, f"write method: {key}")


def _names(survey: Survey) -> dict[str, str]:
    """Return the folded names by which one paper alone is known -> its key."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, paper in survey.papers.items():
        for name in (paper.short_title, paper.title):
            if name:
                found[folded(name)].add(key)
    return {name: next(iter(keys)) for name, keys in found.items() if len(keys) == 1}


@check
def sources_are_there(survey: Survey) -> Iterator[Problem]:
    """VS830, VS828 for a source that is in the survey, and VS835."""
    identified = {value: key for key, paper in survey.papers.items() for _, value in paper.identifiers.items()}
    released = getattr(survey.settings, "released", "")
    for results in _files(survey):
        source = getattr(results, "source", None)
        if results.key:
            if source:
                hint = "remove source: the record of the paper says it"
                yield rules.NO_SUCH_SOURCE.at(_at(survey, results, "source", key=True), "source of a paper", hint)
            if (
                results.key not in survey.papers
                and results.key not in survey.drafts
                and not _may_be(survey, results.key)
            ):
                meant = survey.key_of.get(results.key) or closest(results.key, survey.key_of)
                hint = (
                    f"name it {results_path(meant)}"
                    if meant
                    else f"enter the paper, or write {ELSEWHERE}/ for the year"
                )
                yield rules.NO_SUCH_SOURCE.at(_at(survey, results), f"no paper {results.key!r}", hint)
            continue
        if source is None:
            if results.id in survey.results:  # else it may be faulty itself
                hint = "add 'source:' with title, identifiers and issued"
                yield rules.NO_SUCH_SOURCE.at(_at(survey, results), "tables without a source", hint)
            continue
        key = next((identified[v] for _, v in source.identifiers.items() if v in identified), None)
        if key:
            hint = f"move its tables to {results_path(key)}, without source"
            yield rules.HAS_A_KEY.at(_at(survey, results, "source"), f"{source.title!r} is in the survey", hint)
        if source.issued and released and source.issued > released[: len(source.issued)]:
            message = f"issued {source.issued!r}, after the release of {released}"
            place = _at(survey, results, "source", "issued")
            yield rules.LATER_THAN_RELEASE.at(place, message, "correct the year, if it is that")


def _may_be(survey: Survey, key: str) -> bool:
    """Tell whether a record that lies under a wrong name, or could not be read, may be the one of a key."""
    known = {paper_path(name) for name in (*survey.papers, *survey.drafts)}
    lost = (path for path in survey.doubtful if path == PAPERS or path.startswith(f"{PAPERS}/"))
    return survey.may_hold(key) or any(path not in known for path in lost)


# --- against each other ---------------------------------------------------------------------------


@check
def copies_are_true(survey: Survey) -> Iterator[Problem]:
    """VS831 to VS833."""
    if not any(row.printed.taken_from for row in rows(survey)):
        return
    stated: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows(survey):
        for name in {row.source, row.reporter or row.source}:
            stated[name, row.benchmark, row.method].append(row)
    reporting = {(name, benchmark) for name, benchmark, _ in stated}
    hidden = any(path.startswith(f"{RESULTS}/") for path in survey.doubtful)
    for row in rows(survey):
        origin = row.printed.taken_from
        if origin is None:
            continue
        where: _Place = ("tables", row.number[0], "rows", row.number[1])
        place = survey.sources[row.path].place(*where, "taken_from")
        name = survey.key_of.get(origin, origin)
        if name not in survey.results and name not in survey.papers and name not in survey.drafts:
            if not _may_be(survey, origin):
                hint = did_you_mean(origin, [*survey.results, *survey.papers]) or "write the key of the paper"
                yield rules.UNKNOWN_METHOD.at(place, f"taken from the unknown {origin!r}", hint)
            continue
        there = [other for other in stated[name, row.benchmark, row.method] if other.variant == row.variant]
        for suite, number in row.figures.items():
            numbers = [other.figures[suite] for other in there if suite in other.figures and other.metric == row.metric]
            where_value = survey.sources[row.path].place(*where, "values", suite)
            if not numbers and (hidden or (name, row.benchmark) not in reporting):
                break  # its tables may still come, or stand in what could not be read
            if not numbers:
                message = f"{name} reports no {suite!r} of it, as far as the survey knows"
                yield rules.NOT_TAKEN_FROM.at(place, message, "enter its table, or correct taken_from")
                break
            printed = ", ".join(dict.fromkeys(other.text for other in numbers))
            if not any(number.agrees(other) for other in numbers):
                if not row.printed.remark:
                    message = f"{number.text!r} is taken from {name}, which prints {printed}"
                    hint = "correct it, or say in a remark that the source miscopies it"
                    yield rules.COPIED_OTHERWISE.at(where_value, message, hint)
            elif not any(number.text.split(" ")[0] == other.text.split(" ")[0] for other in numbers):
                message = f"{number.text!r} is taken from {name}, which prints {printed}"
                yield rules.OTHER_DIGITS.at(where_value, message, "look whether the table prints it so")


@check
def reports_lie_close(survey: Survey) -> Iterator[Problem]:
    """VS834: one note a method and suite, at the report that lies farthest from the first."""
    for board in boards(survey).values():
        for cell in board.disagreements:
            suite = next(known for known in board.benchmark.suites if known.id == cell.suite)
            known = measure(board.benchmark, suite, cell.metric)
            if known is None or known.range is None or cell.spread * 10 <= known.range[1] - known.range[0]:
                continue
            first = cell.reports[0]
            row, number = max(cell.reports, key=lambda report: abs(report[1].value - first[1].value))
            where = ("tables", row.number[0], "rows", row.number[1], "values", cell.suite)
            message = f"{cell.name}: {number.text!r} here, {first[1].text!r} in {first[0].path}"
            place = survey.sources[row.path].place(*where)
            yield rules.FAR_APART.at(place, message, "look at both sources, and whether the protocol is the same")
