"""Options that several commands share: the day on which a record enters the survey, and whether progress is shown."""

from __future__ import annotations

import datetime

import click


class Day(click.ParamType[str]):
    """A day as records write it."""

    name = "day"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the day; anything else is a wrong usage."""
        try:
            if datetime.date.fromisoformat(value).isoformat() == value:  # it also reads 2025-W27-2 and 20250701
                return value
        except ValueError:
            pass
        self.fail(f"{value!r} is no day; write it as YYYY-MM-DD", param, ctx)


def day_here() -> str:
    """Return the day on which a person at this machine decides something (YYYY-MM-DD)."""
    return datetime.date.today().isoformat()  # noqa: DTZ011 - the day of the person, not that of Greenwich


added = click.option(
    "--added",
    type=Day(),
    default=day_here,
    metavar="DAY",
    help="Day on which the record enters the survey, YYYY-MM-DD.  [default: today]",
)
"""The day that is written into records; only commands that write records know the day on which they run."""

quiet = click.option("-q", "--quiet", is_flag=True, help="Show no progress.")
"""Have no bar on the terminal; in a pipe there never is one."""

this_day = click.option("--today", type=Day(), metavar="DAY", help="Day of this run, YYYY-MM-DD.  [default: today]")
"""The day that a run counts as, for what is dated by it."""
