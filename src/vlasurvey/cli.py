"""Command line: reads arguments, calls one function, prints, returns an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from vlasurvey import __version__, baseline, canonical, checks, release, reports, skeleton, source
from vlasurvey import audit as auditing
from vlasurvey import stats as counting
from vlasurvey.checks import fixes
from vlasurvey.checks.loss import RELEASED
from vlasurvey.exports import dumps, formats, references, selection
from vlasurvey.problems import Severity, did_you_mean, failed, in_order
from vlasurvey.records import Paper, Role
from vlasurvey.reports import FORMATS
from vlasurvey.rules import RULES
from vlasurvey.survey import VOCABULARY_FILES, Survey, paper_files, paper_path

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="vlasurvey")
@click.option(
    "--root",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    default=Path(),
    help="Folder of the survey, the one with survey.yaml.  [default: this folder]",
)
@click.pass_context
def main(context: click.Context, root: Path) -> None:
    """Check, build and export a living survey kept as YAML records.

    Exit codes: 0 no error and no warning, 1 problems in the data, 2 wrong usage.
    """
    context.obj = root


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--fix", is_flag=True, help="Correct what is mere form, never a fact, and report what is left.")
@click.option(
    "--baseline",
    "before",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An earlier papers.json; report what is lost since.",
)
@click.pass_obj
def check(root: Path, paths: tuple[Path, ...], format_: str, fix: bool, before: Path | None) -> None:
    """Check the whole survey, or only PATHS in the light of it."""
    report = _narrowed(root, paths, _checked(root))
    if fix and report.survey:
        for path in sorted(report.files & set(report.survey.sources)):
            text = fixes.mended(report.survey.sources[path], report.problems)
            if text is not None:
                _write(root / path, text)
                click.echo(f"corrected {path}", err=True)
        report = _narrowed(root, paths, _checked(root))
    problems = report.problems
    if before and report.survey:
        try:
            problems = in_order([*problems, *baseline.compare(report.survey, before.read_text(encoding="utf-8"))])
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--baseline") from None
    if format_ == "text":
        text = reports.text(problems, len(report.files), report.waived, _painted)
    else:
        text = FORMATS[format_](problems, len(report.files), report.waived)
    click.echo(text, nl=False)
    sys.exit(1 if failed(problems) else 0)


def _painted(severity: Severity) -> str:
    return click.style(severity, fg=_COLOURS[severity])


@main.command()
@click.option(
    "--abstracts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="Lines of JSON: {arxiv | openreview | doi | url, title, abstract}.",
)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.pass_obj
def audit(root: Path, abstracts: Path, format_: str) -> None:
    """Compare takeaways, notes and facets with a file of abstracts: own words, true numbers, grounds."""
    survey = _loaded(root)
    try:
        known = auditing.read(abstracts.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--abstracts") from None
    problems, waived = auditing.audit(survey, known)
    click.echo(FORMATS[format_](problems, len(survey.papers), waived), nl=False)
    sys.exit(1 if failed(problems) else 0)


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Print what the rule CODE demands, why, and a bad and a good example."""
    rule = RULES.get(code.upper())
    if rule is None:
        raise click.BadParameter(did_you_mean(code.upper(), RULES) or "see docs/rules.md", param_hint="CODE")
    click.echo(reports.explanation(rule), nl=False)


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file is not in form.")
@click.pass_obj
def fmt(root: Path, paths: tuple[Path, ...], only_check: bool) -> None:
    """Write all files of the survey, or PATHS, in canonical form: order, layout, quoting. Comments stay."""
    bad = False
    for path in _files(root, paths):
        file, data, problems = source.load(root, path)
        faults = canonical.faults(problems)
        if data is None or faults:
            click.echo("\n".join(map(str, faults or problems)), err=True)
            bad = True
            continue
        before = file.content.decode("utf-8")
        try:
            after = canonical.rewrite(before, fixes.model_of(path))
        except ValueError as error:
            click.echo(f"{path}:1:1: {error}", err=True)
            bad = True
            continue
        if after != before:
            click.echo(f"{'not in form:' if only_check else 'wrote'} {path}")
            bad = bad or only_check
            if not only_check:
                _write(root / path, after)
    sys.exit(1 if bad else 0)


@main.command()
@click.argument("key", required=False)
@click.option(
    "--from-issue",
    "issue",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The text of an issue that was written with the form for new papers.",
)
@click.option("--added", help="Day for curation.added of a paper from an issue.  [default: day of the last release]")
@click.pass_obj
def new(root: Path, key: str | None, issue: Path | None, added: str | None) -> None:
    """Write a record that needs only its blanks filled, or the record that an issue describes."""
    if bool(key) == bool(issue):
        raise click.UsageError("name either the KEY of the new paper or --from-issue FILE")
    survey = _loaded(root)
    if issue:
        from vlasurvey.importers import issueform  # only this command needs it

        body = issue.read_bytes().decode("utf-8", "replace")
        proposal, problems = issueform.read(body, survey, added or survey.settings.released)
        if proposal is None:
            click.echo(issueform.comment(problems), nl=False)
            sys.exit(1)
        path = paper_path(proposal.key)
        _create(root / path, canonical.write(proposal.data, Paper))
        click.echo(path)
        return
    assert key is not None
    try:
        text = skeleton.render(key, survey)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="KEY") from None
    if key in survey.key_of or key in survey.drafts or key in _released(root):
        raise click.BadParameter(f"{key!r} is taken; put -b, -c ... behind it", param_hint="KEY")
    _create(root / paper_path(key), text)
    click.echo(f"wrote {paper_path(key)}; fill its blanks, then run: vlasurvey check {paper_path(key)}")


@main.group("import")
def import_() -> None:
    """Make records of papers that are described elsewhere."""


@import_.command("bib")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--added", help="Day for curation.added.  [default: day of the last release]")
@click.pass_obj
def import_bib(root: Path, file: Path, added: str | None) -> None:
    """Write a record for each entry of the .bib FILE that the survey does not have; report the rest with its line."""
    from vlasurvey.importers import bibfile  # its libraries take a moment to import

    survey = _loaded(root)
    if file.stat().st_size > source.MAX_BYTES:
        raise click.BadParameter(f"larger than {source.MAX_BYTES:,} bytes; import it in parts", param_hint="FILE")
    found = bibfile.read(bibfile.decode(file.read_bytes()), survey, added=added, reserved=_released(root))
    for key, data in found.records.items():
        _create(root / paper_path(key), bibfile.commented(canonical.write(data, Paper)))
        click.echo(f"wrote {paper_path(key)}")
    for report in found.reports:
        click.echo(f"{file}:{report}", err=True)
    sys.exit(1 if found.refused else 0)


@main.command("release")
@click.argument("version")
@click.argument("date")
@click.pass_obj
def release_(root: Path, version: str, date: str) -> None:
    """Prepare the release VERSION of the knowledge base on DATE (YYYY-MM-DD): version, keys, changelog, archive."""
    from vlasurvey import generated  # templates take a moment to import

    report = _checked(root)
    if report.survey is None or failed(report.problems):
        click.echo(FORMATS["text"](report.problems, len(report.files)), nl=False, err=True)
        sys.exit(1)
    try:
        planned = release.plan(report.survey, report.problems, version, date)
    except release.Refused as error:
        raise click.UsageError(str(error)) from None
    release.write(root, planned)
    stale = generated.write(_loaded(root), reference(), only_check=False, remark=_remark)
    for path in [*planned, *stale]:
        click.echo(f"wrote {path}")


@main.command()
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(formats.FORMATS)))
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option("--concept", "concepts", multiple=True, help="Papers of this concept and of all below it.")
@click.option("--year", "years", multiple=True, help="Papers whose first public version is of this year.")
@click.option("--venue", "venues", multiple=True, help="Papers published at this venue, by its id in venues.yaml.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="Papers that contribute this.",
)
@click.option("--style", type=click.Choice(references.STYLES), help="Style of markdown and text.  [default: ieee]")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write, at once or not at all."
)
@click.pass_obj
def export(
    root: Path,
    format_: str,
    keys: tuple[str, ...],
    concepts: tuple[str, ...],
    years: tuple[str, ...],
    venues: tuple[str, ...],
    roles: tuple[str, ...],
    style: str | None,
    output: Path | None,
) -> None:
    """Print the citations of all papers, of the papers with these KEYs, or of those that fit the options.

    FORMAT is bibtex, biblatex, csl-json, ris, markdown or text. An option given twice allows either value; different
    options must all fit. Former keys of a paper work as well.
    """
    if style and format_ not in formats.STYLED:
        raise click.UsageError(f"--style is for {' and '.join(formats.STYLED)}")
    form = formats.STYLED[format_](style) if style else formats.FORMATS[format_]
    try:
        text = selection.export(root, form, selection.Selection(keys, concepts, years, venues, roles))
    except FileNotFoundError as error:
        raise click.UsageError(f"{error}; name the folder: vlasurvey --root FOLDER ...") from None
    except selection.NothingFoundError as error:
        raise click.UsageError(str(error)) from None
    except selection.UnreadableError as error:
        click.echo(
            FORMATS["text"](error.problems, len({problem.location.path for problem in error.problems})), err=True
        )
        sys.exit(1)
    if output is None:
        click.echo(text.encode(), nl=False)  # as bytes: RIS has line ends of its own
    elif output.exists() and not output.is_file():  # a pipe or a device, which nothing can replace
        output.write_bytes(text.encode())
    elif not output.absolute().parent.is_dir():
        raise click.UsageError(f"there is no folder {output.parent}")
    else:
        _write(output, text)


@main.command()
@click.option("--strict", is_flag=True, help="Fail on any warning of the site engine.")
@click.option(
    "--site-dir", type=click.Path(file_okay=False, path_type=Path), help="Where to put the site.  [default: site]"
)
@click.pass_obj
def build(root: Path, strict: bool, site_dir: Path | None) -> None:
    """Build the website; a build that fails leaves the last good site in place."""
    from vlasurvey.site import build as site  # the engine takes a moment to import

    try:
        target, warnings = site.build(root, site_dir, strict=strict)
    except site.BuildError as error:
        click.echo(str(error).rstrip(), err=True)
        sys.exit(1)
    for warning in warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(f"built {target}", err=True)


@main.command()
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to listen.")
@click.pass_obj
def serve(root: Path, address: str) -> None:
    """Serve the website on this machine and rebuild it whenever a file of the survey changes."""
    from vlasurvey.site import build as site  # the engine takes a moment to import

    try:
        site.serve(root, address)
    except site.BuildError as error:
        click.echo(str(error).rstrip(), err=True)
        sys.exit(1)


@main.command()
@click.argument("name", required=False)
@click.pass_obj
def stats(root: Path, name: str | None) -> None:
    """Print the table NAME of the survey's numbers as CSV, or the names of all tables."""
    tables = {table.name: table for table in counting.tables(_loaded(root))}
    if name is None:
        click.echo("\n".join(tables))
    elif name in tables:
        click.echo(dumps.table_csv(tables[name]), nl=False)
    else:
        hint = did_you_mean(name, tables) or "'vlasurvey stats' lists the tables"
        raise click.BadParameter(f"there is no table {name!r}; {hint}", param_hint="NAME")


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file is stale.")
@click.pass_obj
def generate(root: Path, only_check: bool) -> None:
    """Write the generated files that are committed: AWESOME.md, CITATION.cff, schema/, docs/rules.md ..."""
    from vlasurvey import generated  # templates take a moment to import

    report = _checked(root)
    if report.survey is None or failed(report.problems):
        click.echo(FORMATS["text"](report.problems, len(report.files)), nl=False, err=True)
        sys.exit(1)
    stale = generated.write(report.survey, reference(), only_check=only_check, remark=_remark)
    for path in stale:
        click.echo(f"{'stale' if only_check else 'wrote'} {path}")
    if only_check and stale:
        click.echo("run 'vlasurvey generate' and commit what it writes", err=True)
        sys.exit(1)


def reference() -> str:
    """Return docs/cli.md: the help of every command, as it is printed."""
    lines = ["---", "title: Command line", "description: Every command of vlasurvey with its options."]
    lines += ["search: {exclude: true}", "---", ""]
    # With a context of its own: a terminal's width, and the command that is running, must not show in the page.
    context = main.context_class(main, info_name="vlasurvey", terminal_width=100, **main.context_settings)
    lines += ["# Command line", "", "```text", main.get_help(context), "```", ""]
    for name, command in _commands(main):
        help_ = command.get_help(click.Context(command, info_name=name, parent=context))
        lines += [f"## vlasurvey {name}", "", "```text", help_, "```", ""]
    return "\n".join(lines)


def _commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from _commands(command, f"{above}{name} ")
        else:
            yield f"{above}{name}", command


def _remark(text: str) -> None:
    click.echo(f"note: {text}", err=True)


def _checked(root: Path) -> checks.Report:
    try:
        return checks.report(root)
    except FileNotFoundError as error:
        raise click.UsageError(f"{error}; name the folder: vlasurvey --root FOLDER ...") from None


def _loaded(root: Path) -> Survey:
    report = _checked(root)
    if report.survey is None:
        click.echo(FORMATS["text"](report.problems, len(report.files)), nl=False, err=True)
        sys.exit(1)
    return report.survey


def _released(root: Path) -> tuple[str, ...]:
    file = root / RELEASED
    return release.released_keys(file.read_text(encoding="utf-8")) if file.exists() else ()


def _narrowed(root: Path, paths: Sequence[Path], report: checks.Report) -> checks.Report:
    """Return what the report says of the named files, and of the files in the named folders."""
    if not paths or report.survey is None:  # without its vocabularies nothing can be said of a single file
        return report
    files = frozenset(_below(root, paths, report.files))
    problems, waived = ([p for p in group if p.location.path in files] for group in (report.problems, report.waived))
    return checks.Report(report.survey, problems, waived, files)


def _files(root: Path, paths: Sequence[Path]) -> list[str]:
    """Return the survey's files that are named, or all, relative to its folder."""
    known = [*VOCABULARY_FILES, *(path for path in paper_files(root) if path.endswith(".yaml"))]
    return _below(root, paths, known) if paths else known


def _below(root: Path, paths: Sequence[Path], known: Iterable[str]) -> list[str]:
    """Return those of the known files that are named or lie in a named folder. Raises BadParameter if none does."""
    top, known = root.resolve(), sorted(known)
    files: list[str] = []
    for path in paths:
        wanted = {full.resolve() for full in (path, root / path) if full.exists()}
        found = [file for file in known if any((top / file).is_relative_to(full) for full in wanted)]
        if not found:
            raise click.BadParameter(f"{str(path)!r} is no file of the survey in {top}", param_hint="PATHS")
        files += found
    return sorted(set(files))


def _write(file: Path, text: str) -> None:
    """Replace a file at once or not at all."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_bytes(text.encode("utf-8"))
    fresh.replace(file)


def _create(file: Path, text: str) -> None:
    """Write a file that is not there yet."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("xb") as handle:
            handle.write(text.encode("utf-8"))
    except FileExistsError:
        raise click.UsageError(f"{file} exists; nothing was written over it") from None
