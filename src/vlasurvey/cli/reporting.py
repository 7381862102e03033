"""The command that enters tables of reported numbers: import results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlasurvey import reading, writing
from vlasurvey.cli import folder, manual
from vlasurvey.problems import did_you_mean
from vlasurvey.records import Drafter
from vlasurvey.results import entry as entries
from vlasurvey.results import pasted
from vlasurvey.results.reading import results_path
from vlasurvey.results.tables import ReadFrom

if TYPE_CHECKING:
    from vlasurvey.survey import Survey


@click.command(
    "results",
    epilog=manual.examples(
        "vlasurvey import results t.md --reporter doe2024it --benchmark b --where T2",
        "vlasurvey import results --from-issue issue.md",
    ),
)
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from-issue",
    "issue",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The text of an issue that was written with the form for results, instead of FILE and all other options.",
)
@click.option("--reporter", help="Key of the paper that prints the table, or elsewhere/ID of a source that has a file.")
@click.option("--benchmark", help="Id of the benchmark in benchmarks.yaml.")
@click.option("--metric", help="Measure of the numbers, where it is not the benchmark's first.")
@click.option("--where", help="Place in the source, as it names it: 'Table 2'.")
@click.option("--read-from", help="What was read: an address, or owner/repo:path@commit.  [default: the paper's page]")
@click.option("--basis", type=click.Choice([kind.value for kind in ReadFrom]), default="paper", show_default=True)
@click.option("--drafted-by", type=click.Choice([who.value for who in Drafter]), default="person", show_default=True)
@click.option("--protocol", multiple=True, metavar="FIELD=VALUE", help="Circumstance of all rows; repeatable.")
@folder.in_survey
def import_results(
    root: Path,
    file: Path | None,
    issue: Path | None,
    reporter: str | None,
    benchmark: str | None,
    metric: str | None,
    where: str | None,
    read_from: str | None,
    basis: str,
    drafted_by: str,
    protocol: tuple[str, ...],
) -> None:
    """Make an entry of a table of results.

    FILE is a table of a paper as CSV, Markdown or LaTeX, its headings in the
    first line. Columns are matched to the suites of the benchmark, rows to
    papers by their short titles; any other method is entered by its name.
    What is not taken over is reported with its line, and nothing is guessed.
    """
    survey = folder.loaded(root)
    if bool(file) == bool(issue):
        raise click.UsageError("name either FILE or --from-issue FILE")
    if issue:
        from vlasurvey.importers import issueform
        from vlasurvey.results import form

        submission, problems = form.read(issue.read_bytes().decode("utf-8", "replace"), survey)
        if submission is None:
            click.echo(issueform.comment(problems), nl=False)
            sys.exit(1)
        _enter(root, submission.entry, submission.found, issue)
        return
    assert file is not None
    if not reporter or not benchmark or not where:
        raise click.UsageError("name --reporter, --benchmark and --where")
    known = survey.benchmarks.get(benchmark)
    if known is None:
        hint = did_you_mean(benchmark, survey.benchmarks) or f"there are {', '.join(survey.benchmarks)}"
        raise click.BadParameter(f"no benchmark {benchmark!r}; {hint}", param_hint="--benchmark")
    if metric and metric not in [measure.id for measure in known.metrics]:
        there = [measure.id for measure in known.metrics]
        hint = did_you_mean(metric, there) or f"there are {', '.join(there)}"
        raise click.BadParameter(f"no measure {metric!r} of {benchmark}; {hint}", param_hint="--metric")
    stated, unknown = entries.protocol_of(protocol, known)
    for message, hint in unknown:
        raise click.BadParameter(f"{message}; {hint}", param_hint="--protocol")
    who, page = _source(reporter, survey)
    entry = entries.Entry(who, known.id, metric, where, read_from or page, basis, drafted_by, stated)
    _enter(root, entry, pasted.read(reading.text(folder.bounded(file, pasted.MAX_BYTES)), survey, known, who), file)


def _source(reporter: str, survey: Survey) -> tuple[str, str]:
    """Return the id of the source that somebody names, and the address of its page."""
    outside = survey.results.get(reporter)
    if outside and outside.source:
        return reporter, outside.source.identifiers.page
    key = folder.key(reporter, survey)
    return key, survey.papers[key].identifiers.page


def _enter(root: Path, entry: entries.Entry, found: pasted.Pasted, file: Path) -> None:
    """Write what could be read, and report the rest; ends with 1 where something that should stand there does not."""
    for left in found.left:
        click.echo(f"{file}:{left}", err=True)
    if not found.rows:
        click.echo("no row could be read, so nothing was written", err=True)
        sys.exit(1)
    path = results_path(entry.reporter)
    there = (root / path).exists()
    try:
        text = entries.added(reading.text(root / path) if there else None, entry.data(found.rows))
    except ValueError as error:
        raise click.ClickException(f"{path}: {error}") from None
    writing.write(root / path, text, root)
    numbers = sum(len(row["values"]) for row in found.rows if isinstance(row, dict) and isinstance(row["values"], dict))
    click.echo(f"{'added to' if there else 'wrote'} {path}: {len(found.rows)} rows, {numbers} numbers")
    for name in found.outside:
        click.echo(f"  entered by its name, as no paper here is called so: {name}")
    click.echo(f"next: run: vlasurvey check {path}")
    sys.exit(1 if found.unread else 0)
