"""Command line: reads arguments, calls one function, prints, returns an exit code."""

from __future__ import annotations

import errno
from pathlib import Path

import click

from vlasurvey import __version__
from vlasurvey.cli import adding, check, listing, manual, publish, read, refresh, reporting, screening, upkeep, write


class Program(manual.Sections):
    """The commands; what the machine refuses one of them (a full disk, no permission) is a message and no traceback."""

    def invoke(self, context: click.Context) -> object:
        """Run a command. Raises ClickException, and so ends with 1, if a file cannot be read or written."""
        try:
            return super().invoke(context)
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever reads the output has had enough: the library ends without a word
                raise
            reason = error.strerror or str(error)
            place = "the output cannot be written" if error.filename is None else str(error.filename)
            raise click.ClickException(f"{place}: {reason}") from error


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": manual.WIDTH},
)
@click.version_option(__version__, prog_name="vlasurvey")
@click.option(
    "--root",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Folder of the survey, the one with survey.yaml.  [default: this folder or the nearest one above that has it]",
)
@click.pass_context
def main(context: click.Context, root: Path | None) -> None:
    """Check, build and export a living survey kept as YAML records.

    Exit codes: 0 no error and no warning, 1 problems in the data, 2 wrong
    usage, 5 a source did not answer: what was found is kept.
    """
    context.obj = root


write.import_.add_command(listing.import_list)
write.import_.add_command(reporting.import_results)
main.arrange(
    {
        "Write": [adding.add, write.new, write.import_, read.list_],
        "Keep alive": [screening.discover, screening.screen, refresh.refresh, upkeep.links],
        "Check": [check.check, check.fmt, check.explain, check.audit],
        "Read": [read.export, read.stats],
        "Publish": [publish.build, publish.serve, publish.verify, publish.generate, publish.release_],
    }
)


def reference() -> str:
    """Return docs/cli.md: the help of every command, as it is printed."""
    return manual.page(main)
