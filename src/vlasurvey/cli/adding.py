"""The command that takes in papers by their identifiers: add."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from vlasurvey import canonical, terms, writing
from vlasurvey.cli import asking, folder, manual, options
from vlasurvey.records import Paper, Role
from vlasurvey.running import progress
from vlasurvey.source import Data
from vlasurvey.survey import Survey, paper_path

if TYPE_CHECKING:
    from vlasurvey.acquire.adding import New
    from vlasurvey.acquire.answers import NoAnswer
    from vlasurvey.acquire.session import Session


@click.command(
    epilog=manual.examples(
        "vlasurvey add 2401.99999",
        "vlasurvey add https://arxiv.org/abs/2401.99999 10.5555/example.1",
        "vlasurvey add --file ids.txt --concept animals/birds",
    )
)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--file", "file", type=click.File(encoding="utf-8"), help="A list of IDs, one a line.")
@click.option("--concept", "concepts", multiple=True, help="A concept that all of them have, as in taxonomy.yaml.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="What all of them contribute.")
@click.option("--again", is_flag=True, help="Take in what was screened out before, and remove it there.")
@click.option(
    "--from-issue",
    "issue",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Make the record that an issue describes, and ask for what it leaves to the source.",
)
@asking.also
@asking.budget
@click.option("--dry-run", is_flag=True, help="Print the records, and write nothing.")
@options.added
@options.quiet
@folder.in_survey
def add(
    root: Path,
    ids: tuple[str, ...],
    file: TextIO | None,
    concepts: tuple[str, ...],
    role: str | None,
    again: bool,
    issue: Path | None,
    also: tuple[str, ...],
    budget: int | None,
    dry_run: bool,
    added: str,
    quiet: bool,
) -> None:
    """Make records of papers from what their sources say.

    An ID is an arXiv id, a DOI, an OpenReview id, or any address that has
    one; - reads a list from standard input. A record has what the source
    says, suggestions with their reasons in comments, and blanks for the rest.
    A paper that is known already, or was screened out, is refused.

    Exit codes: 0 all were added, 1 some were not, 2 wrong usage, 5 a source
    did not answer: the others are added.
    """
    if issue:
        _from_issue(root, issue, added, also, budget)
        return
    asked = [*_listed(ids), *(_lines(file) if file else [])]
    if not asked:
        raise click.UsageError("name at least one ID, or --file FILE")
    survey = folder.loaded(root)
    for concept in concepts:
        if concept not in survey.taxonomy.concepts:
            hint = terms.advice(concept, "concepts", survey)
            raise click.BadParameter(f"unknown concept {concept!r}; {hint}", param_hint="--concept")
    wished = Wished(added, concepts, role, again, also)
    with asking.session(root, survey, budget) as session:
        silent, refused = take_in(root, survey, session, asked, wished, dry_run=dry_run, quiet=quiet)
    asking.end(silent, problems=refused)


@dataclass(frozen=True, slots=True)
class Wished:
    """How a person wants papers to be taken in: day, concepts, role, whether after all, and further sources."""

    added: str
    concepts: tuple[str, ...] = ()
    role: str | None = None
    again: bool = False
    also: tuple[str, ...] = ()


def take_in(
    root: Path,
    survey: Survey,
    session: Session,
    asked: Sequence[str],
    wished: Wished,
    *,
    dry_run: bool = False,
    quiet: bool = False,
) -> tuple[list[NoAnswer], bool]:
    """Make records of papers and tell of each; return what did not answer, and whether any paper was refused."""
    from vlasurvey.acquire import abstracts, adding, answers  # only what asks the network has their libraries
    from vlasurvey.screening import decided

    sources, reserved = asking.sources(wished.also), folder.reserved(root)
    wish = adding.Wish(wished.added, wished.concepts, wished.role, wished.again, sources, reserved)
    new: list[New] = []
    silent: list[NoAnswer] = []
    refused = False
    with progress.shown(quiet=quiet) as steps:
        outcomes = list(progress.over(adding.add(survey, session, asked, wish), steps, "asking for papers", len(asked)))
    for outcome in outcomes:
        if isinstance(outcome, adding.Refused):
            refused = True
            click.echo(f"not added: {outcome.asked}: {outcome.why}; {outcome.hint}", err=True)
        elif isinstance(outcome, answers.NoAnswer):
            silent.append(outcome)
        else:
            if not dry_run:
                writing.create(root / outcome.path, outcome.text, root)
            new.append(outcome)
            _tell(outcome, dry_run=dry_run)
    if new and not dry_run:
        abstracts.remember(root, [one.candidate for one in new])
        names = [name for one in new for name in one.names]
        for path in decided.take_out(root, survey, names, [one.again for one in new if one.again]):
            click.echo(f"wrote {path}: what is a record now is taken out")
        paths = " ".join(one.path for one in new) if len(new) < 4 else ""
        click.echo(f"next: fill what is left, then run: vlasurvey check {paths}".rstrip())
    return silent, refused


def _from_issue(root: Path, issue: Path, added: str, also: tuple[str, ...], budget: int | None) -> None:
    """Print the path of the record that an issue describes, or what to answer to the person, and end with 1 or 5."""
    survey = folder.loaded(root)
    body = issue.read_bytes().decode("utf-8", "replace")
    given: dict[str, Data] | None = None
    from vlasurvey.importers import issueform  # only an issue needs it

    if address := issueform.address(body, survey):
        with asking.session(root, survey, budget) as session:
            from vlasurvey.acquire import adding, answers

            [outcome] = adding.add(survey, session, [address], adding.Wish(added, sources=asking.sources(also)))
        if isinstance(outcome, answers.NoAnswer):
            click.echo(issueform.unanswered(outcome.reason), nl=False)
            asking.end([outcome])
        if isinstance(outcome, adding.Refused):
            click.echo(issueform.refused(outcome.why, outcome.hint), nl=False)
            sys.exit(1)
        curation = outcome.facts["curation"]
        assert isinstance(curation, dict)
        given = {**outcome.facts, "curation": {**curation, "remarks": list[Data](outcome.left_out)}}
    proposal, problems = issueform.read(body, survey, added, given)
    if proposal is None:
        click.echo(issueform.comment(problems), nl=False)
        sys.exit(1)
    path = paper_path(proposal.key)
    writing.create(root / path, canonical.write(proposal.data, Paper), root)
    click.echo(path)


def _listed(ids: tuple[str, ...]) -> list[str]:
    return [text for one in ids for text in (_lines(sys.stdin) if one == "-" else [one])]


def _lines(file: TextIO) -> list[str]:
    """Return the lines of a list, without empty ones and comments."""
    return [text for line in file if (text := line.strip()) and not text.startswith("#")]


def _tell(one: New, *, dry_run: bool) -> None:
    click.echo(f"{'would write' if dry_run else 'wrote'} {one.path} ({one.asked})")
    for remark in one.remarks:
        click.echo(f"  note: {remark}")
    for suggestion in one.suggested.concepts:
        click.echo(f"  concept? {suggestion.notation}: {suggestion.reason}")
    for facet, values in one.suggested.facets:
        for suggestion in values:
            click.echo(f"  {facet}? {suggestion.notation}: {suggestion.reason}")
    click.echo(f"  left to fill: {', '.join(one.blank) or 'nothing that a check asks for'}")
    if dry_run:
        click.echo(one.text, nl=False)
