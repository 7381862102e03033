"""Command line: reads arguments, calls one function, prints, returns an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from vlasurvey import __version__, checks, generated
from vlasurvey.problems import FORMATS, Severity, did_you_mean, failed
from vlasurvey.rules import RULES, Rule

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
@click.pass_obj
def check(root: Path, paths: tuple[Path, ...], format_: str) -> None:
    """Check the whole survey, or only PATHS in the light of it."""
    report = _checked(root)
    if paths and report.survey:  # without its vocabularies nothing can be said of a single file
        report = _below(root, paths, report)
    problems, waived = report.problems, report.waived
    text = FORMATS[format_](problems, len(report.files))
    if format_ == "text":
        *lines, last = text.splitlines()
        for line, problem in zip(lines, problems, strict=True):
            severity = f": {problem.severity}["
            coloured = f": {click.style(problem.severity, fg=_COLOURS[problem.severity])}["
            click.echo(line.replace(severity, coloured, 1))
        codes = ", ".join(sorted({problem.code for problem in waived}))
        click.echo(last + (f"; {len(waived)} waived ({codes})" if waived else ""))
    else:
        click.echo(text, nl=False)
    sys.exit(1 if failed(problems) else 0)


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Print what the rule CODE demands, why, and a bad and a good example."""
    rule = RULES.get(code.upper())
    if rule is None:
        raise click.BadParameter(did_you_mean(code.upper(), RULES) or "see docs/rules.md", param_hint="CODE")
    click.echo(_explanation(rule), nl=False)


def _explanation(rule: Rule) -> str:
    parts = [f"{rule.code} ({rule.severity}, {rule.family}): {rule.summary}", "", rule.reason, ""]
    for title, example in (("Wrong", rule.bad), ("Right", rule.good)):
        parts += [f"{title}:", *(f"    {line}" for line in example.splitlines()), ""]
    return "\n".join(parts)


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
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file is stale.")
@click.pass_obj
def generate(root: Path, only_check: bool) -> None:
    """Write the generated files that are committed: AWESOME.md, CITATION.cff, schema/, docs/rules.md, docs/cli.md."""
    report = _checked(root)
    if report.survey is None or failed(report.problems):
        click.echo(FORMATS["text"](report.problems, len(report.files)), nl=False, err=True)
        sys.exit(1)
    stale = generated.write(report.survey, reference(), only_check=only_check)
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
    for name, command in main.commands.items():
        help_ = command.get_help(click.Context(command, info_name=name, parent=context))
        lines += [f"## vlasurvey {name}", "", "```text", help_, "```", ""]
    return "\n".join(lines)


def _checked(root: Path) -> checks.Report:
    try:
        return checks.report(root)
    except FileNotFoundError as error:
        raise click.UsageError(f"{error}; name the folder: vlasurvey --root FOLDER ...") from None


def _below(root: Path, paths: Sequence[Path], report: checks.Report) -> checks.Report:
    """Return what the report says of the named files, and of the files in the named folders."""
    files: set[str] = set()
    top = root.resolve()
    for path in paths:
        wanted = {full.resolve() for full in (path, root / path) if full.exists()}
        found = {file for file in report.files if any((top / file).is_relative_to(full) for full in wanted)}
        if not found:
            raise click.BadParameter(f"{str(path)!r} is no file of the survey in {top}", param_hint="PATHS")
        files |= found
    problems, waived = ([p for p in group if p.location.path in files] for group in (report.problems, report.waived))
    return checks.Report(report.survey, problems, waived, frozenset(files))
