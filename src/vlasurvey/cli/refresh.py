"""The command that compares records with their sources: refresh."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlasurvey import reports
from vlasurvey.cli import asking, folder, manual, options
from vlasurvey.running import progress
from vlasurvey.survey import Survey

if TYPE_CHECKING:
    from vlasurvey.acquire.answers import NoAnswer
    from vlasurvey.acquire.candidates import Candidate
    from vlasurvey.acquire.refresh import Outcome
    from vlasurvey.acquire.session import Session


@click.command(
    epilog=manual.examples(
        "vlasurvey refresh",
        "vlasurvey refresh --offline --proceedings corl25.bib --apply",
        "vlasurvey refresh doe2024example --apply",
    )
)
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option(
    "--proceedings",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Compare with published papers in FILE: BibTeX of PMLR or the ACL Anthology, or a list of "
    "papercopilot/paperlists such as corl2025.json. May be given more than once.",
)
@click.option("--offline", is_flag=True, help="Compare with the files alone, and ask nobody.")
@click.option("--apply", "take", is_flag=True, help="Write the proposals into the records.")
@click.option("--json", "as_json", is_flag=True, help="Print proposals as JSON.")
@options.this_day
@asking.also
@asking.budget
@options.quiet
@folder.in_survey
def refresh(
    root: Path,
    keys: tuple[str, ...],
    files: tuple[Path, ...],
    offline: bool,
    take: bool,
    as_json: bool,
    today: str | None,
    also: tuple[str, ...],
    budget: int | None,
    quiet: bool,
) -> None:
    """Propose what has become of papers since.

    Compares all records, or those with these KEYs, with what sources say:
    published versions and their DOIs, newer titles and authors, papers that
    were withdrawn, retracted or corrected, repositories that moved. A
    proposal names old and new value, the evidence, and the rule that allows
    it; what does not meet every criterion is listed under "could not verify"
    and never written. --apply writes what is new; what would replace a value
    of a record is written only if its KEY is named.

    Exit codes: 0 nothing is left to propose, 1 proposals wait or a file has
    entries that cannot be read, 2 wrong usage, 5 a source did not answer.
    """
    if offline and not files:
        raise click.UsageError("--offline compares with files alone: name them with --proceedings FILE")
    survey = folder.readable(root)
    chosen = [folder.key(key, survey) for key in keys] or list(survey.papers)
    with asking.session(root, survey, budget) as session:
        from vlasurvey.acquire import proposals

        sources = asking.sources(also)
        printed, unread = _read(files)
        found, silent = _compared(session, survey, chosen, printed, None if offline else sources, quiet=quiet)
        taken = [one for one in found.proposals if take and (keys or not one.replaces)]
        problems = proposals.apply(root, survey, taken, today or session.day())
    if problems:
        click.echo(reports.text(problems, len({problem.location.path for problem in problems})), nl=False, err=True)
    if as_json:
        click.echo(proposals.as_json(found.proposals, found.doubts, taken), nl=False)
    else:
        click.echo(proposals.text(found.proposals, found.doubts, survey), nl=False)
    counts = f"{len(found.proposals)} proposed, {len(taken)} taken, {len(found.doubts)} could not be verified"
    click.echo(f"{len(chosen)} record{'' if len(chosen) == 1 else 's'}: {counts}", err=True)
    asking.end(silent, problems=bool(problems) or unread or len(taken) < len(found.proposals))


def _compared(
    session: Session,
    survey: Survey,
    keys: list[str],
    printed: list[Candidate],
    sources: Set[str] | None,
    *,
    quiet: bool,
) -> tuple[Outcome, list[NoAnswer]]:
    """Return what is found, and who gave no answer; nobody is asked where `sources` is None."""
    from vlasurvey.acquire import refresh as comparing
    from vlasurvey.acquire import upstream

    found = upstream.Upstream()
    if sources is not None:
        papers = [survey.papers[key] for key in keys]
        upstream.preprints(session, survey, keys, found)
        with progress.shown(quiet=quiet) as steps:
            for paper in progress.over(papers, steps, "Asking for publications", len(papers)):
                upstream.publications(session, paper, found, sources)
            for _ in progress.over(
                upstream.repositories(session, papers, found), steps, "Looking at repositories", len(papers)
            ):
                pass
    outcome = comparing.published(survey, keys, [*found.candidates, *printed], found.stated)
    outcome.add(found.outcome)
    return outcome, found.silent


def _read(files: tuple[Path, ...]) -> tuple[list[Candidate], bool]:
    """Return the papers in files of proceedings, and whether anything in them could not be read; that is printed."""
    from vlasurvey.acquire.reading import UnsoundError
    from vlasurvey.acquire.sources import proceedings

    papers: list[Candidate] = []
    unread = False
    for file in files:
        try:
            found = proceedings.read(file)
        except UnsoundError as error:
            hint = "name a .bib of PMLR or the ACL Anthology, or a list of paperlists such as corl2025.json"
            raise click.BadParameter(
                f"{str(file)!r} cannot be used: {error}; {hint}", param_hint="--proceedings"
            ) from None
        papers += found.papers
        unread = unread or bool(found.reports)
        for report in found.reports:
            click.echo(f"{file}:{report}", err=True)
    return papers, unread
