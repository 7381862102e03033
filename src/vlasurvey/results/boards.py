"""What the tables of a benchmark say together: groups that may be compared, ranks in them, reports that disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from vlasurvey.results.chance import meet, wilson
from vlasurvey.results.figures import Figure
from vlasurvey.results.rows import Row, measure, rows
from vlasurvey.survey import Survey
from vlasurvey.vocabularies import Benchmark, Metric

Protocol = tuple[tuple[str, str | None], ...]
"""Circumstances that must agree, in the order of the benchmark: id of the field and its value, None if not stated."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a number stands in its group.

    `rank` is None for a row that is not the `leading` one of its method: each method counts once. `interval` holds the
    ends of the 95 % interval in the unit of the measure, where the episodes are known; `level` tells whether it meets
    the interval of the best, and is None where one of the two is not known.
    """

    rank: int | None
    interval: tuple[float, float] | None
    level: bool | None

    @property
    def best(self) -> bool:
        """Tell whether no other method of the group has a better number."""
        return self.rank == 1


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that were measured under one protocol, as far as it must agree: nothing else is ever ranked together."""

    id: str
    metric: str
    protocol: Protocol
    suites: tuple[str, ...]
    rows: tuple[Row, ...]
    leading: frozenset[str]
    """Ids of the rows that stand for their methods: the own report, else the earliest."""
    standings: Mapping[tuple[str, str], Standing]
    """Id of a row and suite -> where its number stands."""

    @property
    def stated(self) -> bool:
        """Tell whether something is known of the protocol, or nothing need be known of it."""
        return not self.protocol or any(value is not None for _, value in self.protocol)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Sources that state different numbers for one method, suite, measure and protocol."""

    method: str
    variant: str
    name: str
    key: str | None
    suite: str
    metric: str
    group: str
    reports: tuple[tuple[Row, Figure], ...]

    @property
    def spread(self) -> Decimal:
        """How far the highest number lies above the lowest."""
        values = [number.value for _, number in self.reports]
        return max(values) - min(values)


@dataclass(frozen=True, slots=True)
class Step:
    """A number in the order of time; `best` where it is better than all before it."""

    row: Row
    figure: Figure
    best: bool


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the tables of a survey say about one benchmark."""

    benchmark: Benchmark
    rows: tuple[Row, ...]
    groups: tuple[Group, ...]
    disagreements: tuple[Disagreement, ...]
    compared: int
    """Cells (method, suite, measure, protocol) for which two sources or more state a number."""

    @property
    def values(self) -> int:
        """How many numbers are printed."""
        return sum(len(row.figures) for row in self.rows)

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources, in order."""
        return tuple(dict.fromkeys(row.source for row in self.rows))

    @property
    def methods(self) -> tuple[str, ...]:
        """What tells the methods apart, in the order of the rows."""
        return tuple(dict.fromkeys(row.method for row in self.rows))

    @property
    def papers(self) -> frozenset[str]:
        """Keys of the papers that report, or whose methods are reported."""
        return frozenset(key for row in self.rows for key in (row.key, row.reporter) if key)


@lru_cache(maxsize=2)
def boards(survey: Survey) -> Mapping[str, Board]:
    """Return id of a benchmark -> its board, for those that have a row, in the order of benchmarks.yaml."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows(survey):
        found[row.benchmark].append(row)
    return {name: _board(known, found[name]) for name, known in survey.benchmarks.items() if name in found}


def _board(benchmark: Benchmark, found: Sequence[Row]) -> Board:
    parted: dict[tuple[str, Protocol], list[Row]] = defaultdict(list)
    for row in found:
        protocol = tuple((field, row.table.protocol.get(field)) for field in benchmark.comparable)
        parted[row.metric, protocol].append(row)
    groups = [_group(benchmark, metric, protocol, part) for (metric, protocol), part in parted.items()]
    metrics = [metric.id for metric in benchmark.metrics]
    groups.sort(key=lambda g: (metrics.index(g.metric) if g.metric in metrics else len(metrics), not g.stated,
                               -len(g.rows), g.id))  # fmt: skip
    cells = [cell for group in groups for cell in _cells(benchmark, group)]
    apart = [cell for cell in cells if _apart(cell.reports)]
    apart.sort(key=lambda cell: (-cell.spread, cell.name.casefold(), cell.suite, cell.group))
    return Board(benchmark, tuple(found), tuple(groups), tuple(apart), len(cells))


def _group(benchmark: Benchmark, metric: str, protocol: Protocol, found: list[Row]) -> Group:
    used = {suite for row in found for suite in (*row.figures, *row.derived)}
    suites = tuple(suite.id for suite in benchmark.suites if suite.id in used)
    leading = _leading(found)
    standings: dict[tuple[str, str], Standing] = {}
    for suite in benchmark.suites:
        known = measure(benchmark, suite, metric)
        if suite.id in used and known:
            standings |= _standings(suite.id, known, max(1, len(suite.mean_of)), found, leading)
    name = ".".join([metric, *(_slug(value) for _, value in protocol)])
    first = main_suite(benchmark, suites)

    def order(row: Row) -> tuple[int, bool, str]:
        standing = standings.get((row.id, first)) if first else None
        return (standing.rank if standing and standing.rank else len(found) + 1, not row.own, row.name.casefold())

    return Group(name, metric, protocol, suites, tuple(sorted(found, key=order)), leading, standings)


def _slug(value: str | None) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", value.casefold()))[:40] or "other" if value else "not-stated"


def main_suite(benchmark: Benchmark, suites: Iterable[str]) -> str | None:
    """Return the suite by which a table is sorted first.

    It is the first average among them, else the first whose measure is that of the benchmark, else the first.
    """
    there = [suite for suite in benchmark.suites if suite.id in set(suites)]
    first = benchmark.metrics[0].id if benchmark.metrics else None
    averages = [suite.id for suite in there if suite.mean_of]
    of_its_own = [suite.id for suite in there if suite.metric == first]
    return next(iter([*averages, *of_its_own, *(suite.id for suite in there)]), None)


def _leading(found: Iterable[Row]) -> frozenset[str]:
    """Return the ids of the rows that stand for their methods.

    Of a method's own reports the one with the most numbers, else the earliest report of others.
    """
    best: dict[tuple[str, str], Row] = {}
    for row in found:
        there = best.get(row.subject)
        if there is None or _standing_for(row) < _standing_for(there):
            best[row.subject] = row
    return frozenset(row.id for row in best.values())


def _standing_for(row: Row) -> tuple[bool, bool, int, str, str]:
    copied = row.printed.taken_from is not None
    return not row.own, copied, -len(row.figures) if row.own else 0, row.issued or "9999", row.id


def _standings(
    suite: str, metric: Metric, parts: int, found: Iterable[Row], leading: frozenset[str]
) -> Iterator[tuple[tuple[str, str], Standing]]:
    numbers = [(row, number) for row in found if (number := row.figure(suite))]
    ranked = sorted((number.value for row, number in numbers if row.id in leading), reverse=metric.higher_is_better)
    places = {value: place for place, value in reversed(list(enumerate(ranked, 1)))}  # the first of equal ones
    intervals = {row.id: interval(row, number, metric, parts) for row, number in numbers}
    top = [intervals[row.id] for row, number in numbers if row.id in leading and ranked and number.value == ranked[0]]
    best = next((ends for ends in top if ends), None)
    for row, number in numbers:
        ends = intervals[row.id]
        rank = places[number.value] if row.id in leading else None
        level = meet(ends, best) if ends and best else None
        yield (row.id, suite), Standing(rank, ends, level)


def interval(row: Row, number: Figure, metric: Metric, parts: int = 1) -> tuple[float, float] | None:
    """Return the ends of the 95 % Wilson interval of a number, in its unit; None where nothing can be reckoned.

    `parts` is the number of suites of which it is the mean: all their episodes count.
    """
    if not (row.printed.episodes and metric.share_of_episodes and metric.range):
        return None
    low, high = metric.range
    episodes = int(row.printed.episodes) * parts
    share = (float(number.value) - low) / (high - low)
    if episodes == 0 or not 0 <= share <= 1:
        return None
    ends = wilson(share * episodes, episodes)
    return low + ends[0] * (high - low), low + ends[1] * (high - low)


def _cells(benchmark: Benchmark, group: Group) -> Iterator[Disagreement]:
    """Yield every cell for which two sources or more print a number."""
    suites = {suite.id: suite for suite in benchmark.suites}
    found: dict[tuple[str, str, str], list[tuple[Row, Figure]]] = defaultdict(list)
    for row in group.rows:
        for suite, number in row.figures.items():
            found[row.method, row.variant, suite].append((row, number))
    for (method, variant, suite), reports in found.items():
        if len({row.reporter or row.source for row, _ in reports}) > 1:
            first = reports[0][0]
            metric = suites[suite].metric or group.metric
            ordered = tuple(sorted(reports, key=lambda report: (not report[0].own, report[0].issued, report[0].id)))
            yield Disagreement(method, variant, first.name, first.key, suite, metric, group.id, ordered)


def _apart(reports: Sequence[tuple[Row, Figure]]) -> bool:
    """Tell whether two sources state numbers that differ by more than rounding."""
    stated: dict[str, tuple[Figure, set[str]]] = {}  # a number that many copy is compared once
    for row, number in reports:
        stated.setdefault(number.text, (number, set()))[1].add(row.reporter or row.source)
    return any(
        not one.agrees(other) and len(sources | there) > 1
        for (one, sources), (other, there) in combinations(stated.values(), 2)
    )


def progress(board: Board, group: Group, suite: str) -> tuple[Step, ...]:
    """Return the numbers of a suite in the order of their sources' days, each method once; none without a day."""
    known = next(known for known in board.benchmark.suites if known.id == suite)
    metric = measure(board.benchmark, known, group.metric)
    if metric is None:
        return ()
    dated = [row for row in group.rows if row.id in group.leading and row.issued and row.figure(suite)]
    steps: list[Step] = []
    best: Decimal | None = None
    for row in sorted(dated, key=lambda row: (row.issued, row.id)):
        number = row.figure(suite)
        assert number is not None
        better = best is None or (number.value > best if metric.higher_is_better else number.value < best)
        best = number.value if better else best
        steps.append(Step(row, number, better))
    return tuple(steps)
