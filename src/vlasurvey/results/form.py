"""GitHub issue forms: the answers to "Report results" as one entry of reported numbers."""

from __future__ import annotations

from dataclasses import dataclass

from vlasurvey import rules, terms
from vlasurvey.importers import answers, typed
from vlasurvey.importers.known import Known
from vlasurvey.problems import Location, Problem, did_you_mean
from vlasurvey.results import pasted
from vlasurvey.results.entry import Entry, protocol_of
from vlasurvey.survey import Survey
from vlasurvey.values import KEY

ISSUE = "issue"
"""Path of the locations of all problems: the place is a line of the issue's body."""
FORM = "report-results.yml"
MAX_BYTES = 200_000

QUESTIONS = {
    "reporter": "Paper that reports the numbers",
    "benchmark": "Benchmark",
    "where": "Place in the paper",
    "read_from": "What was read",
    "metric": "Measure",
    "protocol": "Protocol",
    "table": "Table",
    "licence": "Licence",
}
"""Id of a field of the form -> its label, which heads the answer in the issue's body."""
REQUIRED = ("reporter", "benchmark", "where", "table")


@dataclass(frozen=True, slots=True)
class Submission:
    """What an issue reports: the entry with its rows, and what of the table was not taken over."""

    entry: Entry
    found: pasted.Pasted


def read(body: str, survey: Survey) -> tuple[Submission | None, list[Problem]]:
    """Return the entry that an issue's body reports, or None with everything that stands in its way.

    The problems are at lines of the body.
    """
    if len(body.encode(errors="replace")) > MAX_BYTES:
        hint = "give the answers alone"
        return None, [rules.TOO_LARGE.at(Location(ISSUE), "the issue is far longer than the form", hint)]
    given = answers.read(body, QUESTIONS, ("table",))
    found: list[Problem] = []

    def text(name: str) -> str:
        return typed.one_line(given[name].text) if name in given else ""

    def fault(name: str, rule: rules.Rule, message: str, hint: str) -> None:
        line = given[name].line if name in given else 1
        found.append(rule.at(Location(ISSUE, line), f"{QUESTIONS[name]}: {message}", hint))

    for name in REQUIRED:
        if not text(name):
            fault(name, rules.MISSING_FIELD, "no answer", f"write one below the heading '### {QUESTIONS[name]}'")
    if "[ ]" in text("licence"):
        fault("licence", rules.MISSING_FIELD, "the box is not ticked", "tick it, if you agree")
    reporter = _reporter(text("reporter"), survey)
    if text("reporter") and reporter is None:
        hint = "write the address of its page here, or its arXiv id; a paper that is missing is proposed first"
        fault("reporter", rules.UNKNOWN_PAPER, f"no paper {text('reporter')!r}", hint)
    name = text("benchmark").partition(":")[0].strip()
    benchmark = survey.benchmarks.get(name)
    if name and benchmark is None:
        hint = did_you_mean(name, survey.benchmarks) or "choose from the form's list"
        fault("benchmark", rules.UNKNOWN_MEASURE, f"no benchmark {name!r}", hint)
    if found or benchmark is None or reporter is None:
        return None, found
    metric = text("metric")
    if metric and metric not in [known.id for known in benchmark.metrics]:
        known = [known.id for known in benchmark.metrics]
        hint = did_you_mean(metric, known) or f"the measures are {', '.join(known)}"
        fault("metric", rules.UNKNOWN_MEASURE, f"no measure {metric!r}", hint)
    lines = given["protocol"].text.splitlines() if "protocol" in given else []
    protocol, unknown = protocol_of([line for line in lines if line.strip()], benchmark)
    for message, hint in unknown:
        fault("protocol", rules.UNKNOWN_MEASURE, message, hint)
    table = pasted.read(_unfenced(given["table"].text), survey, benchmark, reporter)
    if not table.rows:
        why = "; ".join(f"{left.what}: {left.why}" for left in table.left[:5])
        fault("table", rules.REPORTS_NOTHING, "no row could be read", why or "paste it with its headings")
    if found:
        return None, found
    read_from = typed.address(text("read_from")) or survey.papers[reporter].identifiers.page
    entry = Entry(reporter, benchmark.id, metric or None, text("where"), read_from, "paper", "person", protocol)
    return Submission(entry, table), []


def _reporter(given: str, survey: Survey) -> str | None:
    """Return the key of the paper that somebody names by its key, its page here, or an identifier or address of it."""
    last = given.rstrip("/").rpartition("/")[2]
    if KEY.fullmatch(last) and last in survey.key_of:
        return survey.key_of[last]
    identifiers = [pair for part in typed.addresses(given) for pair in typed.identifiers(part)]
    match = Known(survey).by_identifier(identifiers) if identifiers else None
    if match:
        key = match.label.rpartition("/")[2].removesuffix(".yaml")
        return key if key in survey.papers else None
    meant = terms.meant(given, list(terms.KINDS["keys"](survey)))
    return meant.name if meant and given.casefold() in map(str.casefold, meant.words) else None


def _unfenced(text: str) -> str:
    """Return a pasted table without the fence that the form puts around it."""
    lines = text.strip().splitlines()
    return "\n".join(line for line in lines if not line.strip().startswith("```"))
