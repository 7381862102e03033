"""The commands that keep a survey alive by asking the network: links."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlasurvey import reading, writing
from vlasurvey.cli import asking, folder, manual, options
from vlasurvey.running import progress

if TYPE_CHECKING:
    from vlasurvey.acquire.linkmemory import Memory
    from vlasurvey.acquire.links import Verdict


@click.command(epilog=manual.examples("vlasurvey links", "vlasurvey links doe2024example --dry-run"))
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@options.this_day
@asking.budget
@click.option("--dry-run", is_flag=True, help="Remember nothing of this run.")
@options.quiet
@folder.in_survey
def links(root: Path, keys: tuple[str, ...], today: str | None, budget: int | None, dry_run: bool, quiet: bool) -> None:
    """Look whether the linked pages are there.

    Of all papers, or of those with these KEYs. A page is ok, moved (it
    redirects for good: the new address is proposed), gone (missing, with
    status 404 or 410, in two runs at least 7 days apart: an archived copy is
    proposed) or unknown: its server refuses, asks for a proof, or is silent.
    links.json remembers which pages were missing, and since when.

    Exit codes: 0 nothing is gone, 1 a page is gone, 5 a server did not answer.
    """
    survey = folder.readable(root)
    chosen = [folder.key(key, survey) for key in keys]
    with asking.session(root, survey, budget) as session:
        from vlasurvey.acquire import linkmemory
        from vlasurvey.acquire import links as looking

        file = root / linkmemory.FILE
        try:
            memory = linkmemory.read(reading.text(file)) if file.exists() else {}
        except ValueError as error:
            message = f"{linkmemory.FILE}: {error}; restore it, or remove it: then every page is looked at anew"
            raise click.ClickException(message) from None
        day = today or session.day()
        linked = looking.outgoing(survey)
        places = looking.outgoing(survey, chosen) if chosen else linked
        seen: dict[str, Verdict] = {}
        try:
            with progress.shown(quiet=quiet) as steps:
                for address in progress.over(looking.in_turn(places), steps, "Looking at links", len(places)):
                    seen[address] = looking.look(session, address)
        finally:  # what was seen before somebody had enough is kept
            # In a record that cannot be read may stand a link that is remembered.
            memory = linkmemory.after(memory, seen, day, linked if survey.complete else {*linked, *memory})
            if not dry_run and (memory or file.exists()):
                writing.write(file, linkmemory.written(memory), root)
    lines = [
        (place, _line(address, seen[address], memory.get(address))) for address in seen for place in places[address]
    ]
    for place, line in sorted((place, line) for place, line in lines if line):
        click.echo(f"{place}: {line}")
    states = Counter(_shown(verdict, memory.get(address)) for address, verdict in seen.items())
    click.echo(f"{len(seen)} link{'' if len(seen) == 1 else 's'}: " + _counted(states), err=True)
    asking.end((one.silent for one in seen.values() if one.silent), problems=bool(states["gone"]))


def _shown(verdict: Verdict, remembered: Memory | None) -> str:
    """Return the state as readers know it: a page that is missing for the first time is not known to be gone."""
    from vlasurvey.acquire.linkmemory import state

    found = state(verdict, remembered).value
    return "unknown" if found == "missing" else found


def _line(address: str, verdict: Verdict, remembered: Memory | None) -> str | None:
    """Return what to say of a link; None of one that is as it should be."""
    from vlasurvey.acquire.linkmemory import archived

    shown = _shown(verdict, remembered)
    if shown == "moved":
        return f"moved: {address!r} is now at {verdict.to!r}; write that, if it is the same thing"
    if shown == "gone" and remembered:
        since = f"is missing since {remembered.first} (status {remembered.status})"
        return f"gone: {address!r} {since}; a copy may be at {archived(address, remembered)!r}"
    if shown == "unknown" and verdict.status and remembered:
        return (
            f"unknown: {address!r} is missing since {remembered.first} (status {verdict.status}); it is looked at again"
        )
    return f"unknown: {address!r}: {verdict.reason}" if shown == "unknown" else None


def _counted(states: Counter[str]) -> str:
    return ", ".join(f"{states[name]} {name}" for name in ("ok", "moved", "gone", "unknown"))
