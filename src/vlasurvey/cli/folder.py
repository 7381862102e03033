"""The survey that a command is about: found from where a person stands, and read, whole or only the files named."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Concatenate, NoReturn, ParamSpec

import click

from vlasurvey import checks, reading, reports
from vlasurvey.problems import Problem, did_you_mean, failed
from vlasurvey.released import RELEASED, Released, parse
from vlasurvey.results.reading import result_files
from vlasurvey.survey import OPTIONAL, PAPERS, SETTINGS, VOCABULARY_FILES, Survey, paper_files

_P = ParamSpec("_P")


class _OutsideError(click.ClickException):
    """A command was called outside a survey; how it is called otherwise is not what to tell."""

    exit_code = 2


def in_survey(command: Callable[Concatenate[Path, _P], None]) -> Callable[_P, None]:
    """Give a command the folder of the survey as its first argument; outside a survey it is a wrong usage."""

    @click.pass_context
    def wrapped(context: click.Context, /, *arguments: _P.args, **options: _P.kwargs) -> None:
        command(found(context.obj), *arguments, **options)

    return functools.update_wrapper(wrapped, command)


def found(named: Path | None) -> Path:
    """Return the folder of the survey: the one that is named, or this one or the nearest above it that is one.

    Raises ClickException where there is none.
    """
    here = named or Path()
    candidates = (here,) if named else (here, *here.resolve().parents)
    for folder in candidates:
        if (folder / SETTINGS).exists():
            return folder
    above = "" if named else " or in a folder above"
    raise _OutsideError(
        f"no {SETTINGS} in {here.resolve()}{above}: this is not a survey; name its folder: vlasurvey --root FOLDER ..."
    )


def loaded(root: Path) -> Survey:
    """Return the survey, or print the problems that make it unreadable and exit with 1."""
    return _loaded(root)[0]


def readable(root: Path) -> Survey:
    """Return the survey for a command that goes through all papers; of records that cannot be read a line tells."""
    survey, files = _loaded(root)
    there = set(map(survey.path, survey.papers))
    if left := [path for path in sorted(files) if path.startswith(f"{PAPERS}/") and path not in there]:
        more = f" and {len(left) - 1} more" if len(left) > 1 else ""
        click.echo(f"left out, because of errors that 'vlasurvey check' names: {left[0]}{more}", err=True)
    return survey


def _loaded(root: Path) -> tuple[Survey, frozenset[str]]:
    report = checks.report(root)
    if report.survey is None:
        refuse(report.problems, len(report.files))
    return report.survey, report.files


def sound(root: Path) -> tuple[Survey, list[Problem]]:
    """Return the survey and the notes on it, or print its problems and exit with 1."""
    report = checks.report(root)
    if report.survey is None or failed(report.problems):
        refuse(report.problems, len(report.files))
    return report.survey, report.problems


def refuse(problems: Sequence[Problem], files: int) -> NoReturn:
    """Print what keeps a command from its work, and exit with 1."""
    click.echo(reports.text(problems, files), nl=False, err=True)
    sys.exit(1)


def key(named: str, survey: Survey) -> str:
    """Return the key of the paper that a person names by it, or by a former one. Raises BadParameter for no paper."""
    live = survey.key_of.get(named, named)
    if live not in survey.papers:
        hint = did_you_mean(named, survey.papers)
        message = f"the survey has no paper {named!r}" + (f"; {hint}" if hint else "")
        raise click.BadParameter(message, param_hint="KEY")
    return live


def released(root: Path) -> tuple[str, ...]:
    """Return the keys that were ever released, none where there was no release."""
    return tuple(line.key for line in reserved(root))


def reserved(root: Path) -> list[Released]:
    """Return the keys that were ever released, each with what it names."""
    file = root / RELEASED
    return parse(reading.text(file)) if file.exists() else []


def narrowed(root: Path, paths: Sequence[Path], report: checks.Report) -> checks.Report:
    """Return what the report says of the named files, and of the files in the named folders."""
    if not paths or report.survey is None:  # without its vocabularies nothing can be said of a single file
        return report
    files = frozenset(_below(root, paths, report.files))
    problems, waived = ([p for p in group if p.location.path in files] for group in (report.problems, report.waived))
    return checks.Report(report.survey, problems, waived, files)


def named(root: Path, paths: Sequence[Path]) -> list[str]:
    """Return the survey's files that are named, or all, relative to its folder."""
    files = (path for path in (*paper_files(root), *result_files(root)) if path.endswith(".yaml"))
    known = [*_vocabularies(root), *files]
    return _below(root, paths, known) if paths else known


def _vocabularies(root: Path) -> list[str]:
    return [name for name in VOCABULARY_FILES if name not in OPTIONAL or (root / name).exists()]


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


def bounded(file: Path, most: int) -> Path:
    """Return a file that is to be imported. Raises BadParameter if it has more than `most` bytes."""
    if file.stat().st_size > most:
        raise click.BadParameter(f"larger than {most:,} bytes; import it in parts", param_hint="FILE")
    return file
