"""The command that takes in a list of papers in Markdown: import list."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlasurvey import reading, source, terms, writing
from vlasurvey.cli import asking, folder, manual, options
from vlasurvey.cli.adding import Wished, take_in
from vlasurvey.records import Identifiers
from vlasurvey.survey import Survey
from vlasurvey.vocabularies import Waiting

if TYPE_CHECKING:
    from vlasurvey.acquire.answers import NoAnswer
    from vlasurvey.importers.listfile import Item

_LISTED = re.compile(r"(?P<list>.+)@[0-9]{4}-(?:0[1-9]|1[0-2])")


@click.command(
    "list",
    epilog=manual.examples(
        "vlasurvey import list README.md --list some-list@2026-11",
        "vlasurvey import list README.md --list some-list@2026-11 --add",
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--list", "listed", metavar="LIST", help="A list in survey.yaml and the month of its version, NAME@YYYY-MM."
)
@click.option("--add", "add", is_flag=True, help="Ask the sources for the papers of sections that have concepts.")
@click.option(
    "--sections",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Which concepts a section stands for.  [default: FILE with .sections.yaml at its end]",
)
@options.added
@asking.budget
@options.quiet
@folder.in_survey
def import_list(
    root: Path,
    file: Path,
    listed: str | None,
    add: bool,
    sections: Path | None,
    added: str,
    budget: int | None,
    quiet: bool,
) -> None:
    """Take in a list of papers in Markdown.

    FILE is a list as they are kept on GitHub: bullets, tables or HTML. Each
    entry that names a new paper enters queue.yaml; one that is broken, names
    no paper or one again is reported with its line. The sections of the list
    are written into a small file: put concepts beside them, and --add makes
    records of their papers, as `add` does. Nothing is guessed.

    Exit codes: 0 all entries were taken, 1 some were refused, 2 wrong usage,
    5 a source did not answer: its papers wait in the queue.
    """
    from vlasurvey.importers import bibfile, listfile
    from vlasurvey.screening import queue

    survey = folder.loaded(root)
    if listed and not ((found := _LISTED.fullmatch(listed)) and found["list"] in survey.settings.sources):
        known = ", ".join(survey.settings.sources) or "none; name it under sources"
        raise click.BadParameter(
            f"{listed!r} is no list of survey.yaml with a month; it has {known}", param_hint="--list"
        )
    read = listfile.read(bibfile.decode(folder.bounded(file, bibfile.MAX_BYTES).read_bytes()))
    where = sections or file.with_name(f"{file.name}.sections.yaml")
    concepts = _concepts(where, survey)
    name: str = listed.partition("@")[0] if listed else file.name
    entered = queue.enqueue(survey, [queue.Identified(_waiting(item, name, listed, added)) for item in read.items])
    if entered.queue != survey.queue:
        click.echo(f"wrote {queue.write(root, entered.queue)}")
    if new := sorted({item.section for item in read.items} - concepts.keys()):
        _write(where, {**concepts, **dict.fromkeys(new, ())})
        click.echo(f"wrote {where}: put the concepts of a section beside it, then run again with --add")
    for report in sorted((*read.refused, *read.notes), key=lambda report: report.line):
        click.echo(f"{file}:{report}", err=True)
    counts = f"{len(entered.added)} into the queue, {len(read.items) - len(entered.added)} known, "
    counts += f"{len(read.refused)} refused"
    click.echo(f"{read.total} {'entry' if read.total == 1 else 'entries'}: {counts}", err=True)
    if add:
        _add(root, read.items, concepts, added, budget, quiet=quiet, refused=bool(read.refused))
    sys.exit(1 if read.refused else 0)


def _add(
    root: Path,
    items: Sequence[Item],
    concepts: dict[str, tuple[str, ...]],
    added: str,
    budget: int | None,
    *,
    quiet: bool,
    refused: bool,
) -> None:
    """Make records of the papers that wait in sections with concepts, one request for many."""
    survey = folder.loaded(root)
    waits = {pair for entry in survey.queue.waiting for pair in entry.identifiers.items()}
    wanted: dict[tuple[str, ...], list[str]] = {}
    for item in items:
        if concepts.get(item.section) and item.identifier in waits:
            wanted.setdefault(concepts[item.section], []).append(item.identifier[1])
    silent: list[NoAnswer] = []
    with asking.session(root, survey, budget) as session:
        for chosen, ids in wanted.items():
            lacking, failed = take_in(root, folder.loaded(root), session, ids, Wished(added, chosen), quiet=quiet)
            silent += lacking
            refused = refused or failed
    asking.end(silent, problems=refused)


def _waiting(item: Item, name: str, listed: str | None, added: str) -> Waiting:
    kind, value = item.identifier
    return Waiting(
        identifiers=Identifiers(**{kind: value}),
        title=item.title,
        issued=item.posted,
        source=name,
        listed_in=(listed,) if listed else (),
        added=added,
    )


def _concepts(file: Path, survey: Survey) -> dict[str, tuple[str, ...]]:
    """Return section -> concepts, as a person wrote them. Raises ClickException for what is no such file."""
    if not file.exists():
        return {}
    data, problems = source.parse(source.Source(file.name, reading.text(file).encode()))
    if problems or not isinstance(data, dict):
        raise click.ClickException(f"{file}: {problems[0].message if problems else 'not sections with their concepts'}")
    found: dict[str, tuple[str, ...]] = {}
    for section, value in data.items():
        names = [str(name) for name in value] if isinstance(value, list) else [str(value)] if value else []
        for one in names:
            if one not in survey.taxonomy.concepts:
                raise click.ClickException(f"{file}: unknown concept {one!r}; {terms.advice(one, 'concepts', survey)}")
        found[str(section)] = tuple(names)
    return found


def _write(file: Path, sections: dict[str, tuple[str, ...]]) -> None:
    lines = [f"{_quoted(section)}: [{', '.join(names)}]\n" for section, names in sections.items()]
    writing.write(file, "# section of the list: [concepts that its papers have]\n" + "".join(lines), file.parent)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
