"""The commands that write records: new, import."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlasurvey import canonical, skeleton, writing
from vlasurvey.cli import folder, manual, options
from vlasurvey.records import Paper
from vlasurvey.survey import Survey, paper_path

if TYPE_CHECKING:
    from vlasurvey.importers.entries import Parsed


@click.command(
    epilog=manual.examples("vlasurvey new doe2024example", "vlasurvey new --from-issue issue.md --added 2026-11-20")
)
@click.argument("key", required=False)
@click.option(
    "--from-issue",
    "issue",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The text of an issue that was written with the form for new papers.",
)
@options.added
@folder.in_survey
def new(root: Path, key: str | None, issue: Path | None, added: str) -> None:
    """Write the record of a new paper.

    KEY is the first author's family name, the year of the first public
    version and the first title word that is no stop word, in small letters:
    the record then needs only its blanks filled. With --from-issue the record
    is the one that the issue describes.
    """
    if bool(key) == bool(issue):
        raise click.UsageError("name either the KEY of the new paper or --from-issue FILE")
    survey = folder.loaded(root)
    if issue:
        from vlasurvey.importers import issueform  # only this command needs it

        body = issue.read_bytes().decode("utf-8", "replace")
        proposal, problems = issueform.read(body, survey, added)
        if proposal is None:
            click.echo(issueform.comment(problems), nl=False)
            sys.exit(1)
        path = paper_path(proposal.key)
        writing.create(root / path, canonical.write(proposal.data, Paper), root)
        click.echo(path)
        return
    assert key is not None
    try:
        text = skeleton.render(key, survey, added)
    except ValueError as error:
        hint = "write family name, year and first title word in small letters, as doe2024example"
        raise click.BadParameter(f"{error}; {hint}", param_hint="KEY") from None
    if taken := _taken(root, key, survey):
        raise click.BadParameter(f"{taken}. Another paper? Write {_free(root, key, survey)}", param_hint="KEY")
    writing.create(root / paper_path(key), text, root)
    click.echo(f"wrote {paper_path(key)}; fill its blanks, then run: vlasurvey check {paper_path(key)}")


def _taken(root: Path, key: str, survey: Survey) -> str | None:
    """Return which paper has a key, or None if none ever had it."""
    live = survey.key_of.get(key, key)
    paper = survey.papers.get(live) or survey.drafts.get(live)
    if paper:
        title = getattr(paper, "title", None)
        former = "" if live == key else ", whose former key it is"
        return f"the survey has {key}: {repr(title) if title else 'a record with a fault'} ({paper_path(live)}){former}"
    if key in folder.released(root):
        screened = next((entry for entry in survey.screened if entry.key == key), None)
        what = f"of {screened.title!r}, which was screened out" if screened else "of another paper"
        return f"{key} was the key {what}"
    return None


def _free(root: Path, key: str, survey: Survey) -> str:
    stem = key.partition("-")[0]
    return next((f"{stem}-{x}" for x in "bcdefghijklmnopqrstuvwxyz" if not _taken(root, f"{stem}-{x}", survey)), key)


@click.group("import")
def import_() -> None:
    """Make records from a file of references."""


_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@import_.command("bib", epilog=manual.examples("vlasurvey import bib references.bib"))
@_file
@options.added
@folder.in_survey
def import_bib(root: Path, file: Path, added: str) -> None:
    """Make records from a .bib file.

    FILE is a file of BibTeX or BibLaTeX. Each entry that the survey does not
    have becomes a record; the others are reported with their line.
    """
    from vlasurvey.importers import entries  # its libraries take a moment to import

    _import(root, file, added, entries.parse)


@import_.command("ris", epilog=manual.examples("vlasurvey import ris references.ris"))
@_file
@options.added
@folder.in_survey
def import_ris(root: Path, file: Path, added: str) -> None:
    """Make records from a RIS file.

    FILE is what Zotero, EndNote, Scopus and most publishers export as RIS.
    Each record that the survey does not have becomes one of its own; the
    others are reported with their line.
    """
    from vlasurvey.importers import risfile

    _import(root, file, added, risfile.parse)


@import_.command("csl", epilog=manual.examples("vlasurvey import csl references.json"))
@_file
@options.added
@folder.in_survey
def import_csl(root: Path, file: Path, added: str) -> None:
    """Make records from a CSL-JSON file.

    FILE is a list of CSL items, as Zotero exports it, or one item a line.
    Each item that the survey does not have becomes a record; the others are
    reported with their line.
    """
    from vlasurvey.importers import cslfile

    _import(root, file, added, cslfile.parse)


@import_.command("csv", epilog=manual.examples("vlasurvey import csv papers.csv"))
@_file
@options.added
@folder.in_survey
def import_csv(root: Path, file: Path, added: str) -> None:
    """Make records from a table.

    FILE has cells between commas, semicolons or tabs, and names its columns
    in the first line: as papers.csv does (title, authors, issued, arxiv,
    openreview, published_doi, url, venue ...), or as catalogues do (Title,
    Authors, Year, DOI, Source title ...). Authors stand between semicolons.
    Each row that the survey does not have becomes a record; the others are
    reported with their line.
    """
    from vlasurvey.importers import csvfile

    _import(root, file, added, csvfile.parse)


def _import(root: Path, file: Path, added: str, parse: Callable[[str], Parsed]) -> None:
    """Write the records of the new papers that a file of references names, and report the rest."""
    from vlasurvey.importers import bibfile

    survey = folder.loaded(root)
    parsed = parse(bibfile.decode(folder.bounded(file, bibfile.MAX_BYTES).read_bytes()))
    found = bibfile.take(parsed, survey, added=added, reserved=folder.released(root))
    paths = [paper_path(key) for key in found.records]
    for path, (key, data) in zip(paths, found.records.items(), strict=True):
        writing.create(root / path, bibfile.commented(canonical.write(data, Paper)), root)
        click.echo(f"wrote {path}" + (f", {found.former[key]!r} in the file" if key in found.former else ""))
    for report in found.reports:
        click.echo(f"{file}:{report}", err=True)
    counts = f"{len(found.records)} new, {found.known} known, {found.lost} refused"
    click.echo(f"{found.total} {'entry' if found.total == 1 else 'entries'}: {counts}", err=True)
    if paths:
        what = paths[0] if len(paths) == 1 else "all"
        click.echo(
            f"next: choose concepts ('vlasurvey list concepts'), then run: vlasurvey check {what}".removesuffix(" all")
        )
    sys.exit(1 if found.refused else 0)
