"""The commands that find new papers and decide on them: discover and screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vlasurvey import reports
from vlasurvey.cli import asking, folder, manual, options
from vlasurvey.cli.adding import Wished, take_in
from vlasurvey.running import progress
from vlasurvey.survey import QUEUE, Survey
from vlasurvey.vocabularies import QueueFile, Reasons, Recall, Screened, Stage, Term, Waiting

if TYPE_CHECKING:
    from vlasurvey.acquire.answers import NoAnswer
    from vlasurvey.screening.queue import Enqueued
    from vlasurvey.screening.scores import Abstracts

_SHOWN = 20


@click.command(epilog=manual.examples("vlasurvey discover", "vlasurvey discover --since 2026-09-01 --dry-run"))
@click.option(
    "--since",
    type=options.Day(),
    metavar="DAY",
    help="Look back to this day.  [default: a week before the last whole answer; the first time 30 days]",
)
@options.this_day
@asking.budget
@click.option("--dry-run", is_flag=True, help="Print what was found, and write nothing.")
@click.option("--all", "everything", is_flag=True, help=f"Print every new paper, not the first {_SHOWN}.")
@options.quiet
@folder.in_survey
def discover(
    root: Path, since: str | None, today: str | None, budget: int | None, dry_run: bool, everything: bool, quiet: bool
) -> None:
    """Look for new papers, and queue them for a decision.

    Asks arXiv for what `discover` in survey.yaml describes. What is a record,
    waits already or was screened out is passed over; the rest enters
    queue.yaml with a score: its likeness to the papers of the survey, less
    its likeness to all the others. Nothing is dropped for a low score.
    queue.yaml remembers how far the search has come; that day moves only
    after a whole answer.

    Exit codes: 0 done, 2 wrong usage, 5 the source did not answer: what was
    found is kept, and the same days are asked for the next time.
    """
    survey = folder.loaded(root)
    if survey.settings.discover is None:
        message = "survey.yaml does not say what to look for; write, for instance:\n  discover:\n    query: all:bees"
        raise click.ClickException(f"{message}\n    categories: [cs.RO]")
    with asking.session(root, survey, budget) as session:
        from vlasurvey.acquire import abstracts
        from vlasurvey.acquire import discover as searching
        from vlasurvey.screening import queue, scores

        with progress.shown(quiet=quiet) as steps:
            steps.step("Asking arXiv for new papers")
            found = searching.discover(survey.settings.discover, survey.queue.searches, session, since)
            day = today or session.day()
            entered = queue.enqueue(survey, [searching.identified(one, day) for one in found.papers])
            known: Abstracts = {**abstracts.known(root), **abstracts.stated(found.papers)}
            steps.step("Ranking what waits")
            ranked = scores.scored(survey, entered.queue, known)
            recall = scores.measured(survey, ranked, known, day)
        changed = ranked.model_copy(update={"searches": found.searches, "recall": recall})
        if not dry_run:
            abstracts.remember(root, found.papers)
            if changed != survey.queue:
                queue.write(root, changed)
    _digest(entered, changed, len(found.papers), found.since, None if everything else _SHOWN)
    asking.end([found.silent] if found.silent else [])


def _digest(entered: Enqueued, queue: QueueFile, found: int, since: str, shown: int | None) -> None:
    """Print the new papers by their scores, what became of the others, and how well such scores find papers."""
    new = {pair for entry in entered.added for pair in entry.identifiers.items()}
    ranked = [entry for entry in queue.waiting if not new.isdisjoint(entry.identifiers.items())]
    for entry in ranked[:shown]:
        score = "     -" if entry.score is None else f"{entry.score:6.3f}"
        click.echo(f"{score}  {_name(entry)}  {entry.issued or '':10}  {entry.title}")
        if why := reason(entry.reasons):
            click.echo(f"        {why}")
    if shown is not None and len(ranked) > shown:
        click.echo(f"and {len(ranked) - shown} more; to see them: vlasurvey discover --all, or {QUEUE}")
    counts = f"{len(entered.added)} new, {len(entered.again)} wait already, {len(entered.known)} known or screened out"
    click.echo(f"{reports.plural(found, 'paper')} since {since}: {counts}; {len(queue.waiting)} wait in all", err=True)
    if entered.decided:
        click.echo(f"{len(entered.decided)} that waited are decided on, and taken out", err=True)
    if queue.recall:
        click.echo(recall_table(queue.recall), err=True)


def recall_table(recall: Recall) -> str:
    """Return in words how far down a ranking the papers of the survey stand."""
    shares = "; ".join(
        f"{one.share:.0f} % after {one.papers:.0f} ({one.papers / recall.among:.0%})" for one in recall.efforts
    )
    hidden = f"{recall.hidden:.0f} papers of the survey, hidden among {recall.among:.0f}"
    return f"how well this ranking finds: of {hidden}, {shares}"


def reason(reasons: Reasons) -> str:
    """Return why a paper has its score, as a person reads it."""
    like = f"like {', '.join(reasons.like)}" if reasons.like else ""
    words = f"words: {', '.join(reasons.words)}" if reasons.words else ""
    return "; ".join(filter(None, (like, words)))


# --- decisions -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Decisions:
    """What a person decided, in order, so that the last can be taken back."""

    made: list[tuple[str, Waiting, Screened | None]] = field(default_factory=list)

    def of(self, kind: str) -> list[Waiting]:
        return [entry for one, entry, _ in self.made if one == kind]

    def screened(self) -> list[Screened]:
        return [screened for _, _, screened in self.made if screened]


@click.command(
    epilog=manual.examples(
        "vlasurvey screen",
        "vlasurvey screen --include 2401.99999 --include 2402.99999",
        "vlasurvey screen --exclude 2401.99998 off-topic --note 'Only in passing.'",
    )
)
@click.option("--include", "included", multiple=True, metavar="ID", help="Take this paper in, as `add` does.")
@click.option(
    "--exclude",
    "excluded",
    multiple=True,
    nargs=2,
    metavar="ID REASON",
    help="Leave this paper out; REASON is one of the exclusion reasons in taxonomy.yaml.",
)
@click.option("--later", "deferred", multiple=True, metavar="ID", help="Leave this paper for later.")
@click.option("--note", metavar="TEXT", help="The ground, in one sentence.  [default: the reason's]")
@options.this_day
@asking.also
@asking.budget
@options.quiet
@folder.in_survey
def screen(
    root: Path,
    included: tuple[str, ...],
    excluded: tuple[tuple[str, str], ...],
    deferred: tuple[str, ...],
    note: str | None,
    today: str | None,
    also: tuple[str, ...],
    budget: int | None,
    quiet: bool,
) -> None:
    """Decide on the papers that wait.

    Goes through queue.yaml, the likeliest first, and shows title, abstract
    where it is at hand, and why a paper ranks so. Nothing is written before
    the end (q, or the end of the queue), so that the last decision can be
    taken back (u). Papers that are included become records as by `add`;
    those left out go to screening.yaml with reason, ground and day. With
    --include, --exclude or --later nothing is asked.

    Exit codes: 0 done, 1 a paper could not be added, 2 wrong usage, 5 a
    source did not answer: its papers go on waiting.
    """
    survey = folder.loaded(root)
    day = today or options.day_here()
    decisions = _Decisions()
    if included or excluded or deferred:
        entries = _by_name(survey)
        decisions.made += [("include", _waiting(name, entries, "--include"), None) for name in included]
        for name, why in excluded:
            entry = _waiting(name, entries, "--exclude")
            decisions.made.append(("exclude", entry, _screened(survey, entry, why, note, day)))
        decisions.made += [("later", _waiting(name, entries, "--later"), None) for name in deferred]
    else:
        if note:
            raise click.UsageError("--note is the ground of what --exclude leaves out")
        _ask(root, survey, decisions, day)
    silent, refused = _carried_out(root, survey, decisions, day, also, budget, quiet=quiet)
    asking.end(silent, problems=refused)


def _carried_out(
    root: Path,
    survey: Survey,
    decisions: _Decisions,
    day: str,
    also: tuple[str, ...],
    budget: int | None,
    *,
    quiet: bool,
) -> tuple[list[NoAnswer], bool]:
    """Write what was decided; return what did not answer, and whether any paper could not be added."""
    from vlasurvey.screening import decided, queue

    silent: list[NoAnswer] = []
    refused = False
    if screened := decisions.screened():
        for path in decided.leave_out(root, survey, screened):
            click.echo(f"wrote {path}")
        survey = folder.loaded(root)
    if later := decisions.of("later"):
        names = {pair for entry in later for pair in entry.identifiers.items()}
        waiting = tuple(
            entry.model_copy(update={"deferred": day}) if names & set(entry.identifiers.items()) else entry
            for entry in survey.queue.waiting
        )
        click.echo(f"wrote {queue.write(root, survey.queue.model_copy(update={'waiting': waiting}))}")
        survey = folder.loaded(root)
    if wanted := decisions.of("include"):
        with asking.session(root, survey, budget) as session:
            asked = [_name(entry) for entry in wanted]
            silent, refused = take_in(root, survey, session, asked, Wished(day, also=also), quiet=quiet)
    counts = (f"{len(decisions.of(kind))} {word}" for kind, word in _WORDS.items())
    click.echo(f"{', '.join(counts)}; {len(folder.loaded(root).queue.waiting)} wait", err=True)
    return silent, refused


_WORDS = {"include": "included", "exclude": "left out", "later": "left for later"}


def _ask(root: Path, survey: Survey, decisions: _Decisions, day: str) -> None:
    """Go through the queue with a person: what was never looked at first, then what was left for later."""
    from vlasurvey.screening import queue

    entries = sorted(queue.waiting(survey), key=lambda entry: entry.deferred or "")
    abstracts = _abstracts(root)
    number = 0
    try:
        while number < len(entries):
            entry = entries[number]
            _show(entry, survey, abstracts, number + 1, len(entries))
            choice = click.prompt("include, exclude, later, undo, quit", type=click.Choice([*"ielu", "q"]), default="l")
            if choice == "q":
                return
            if choice == "u":
                if decisions.made:
                    decisions.made.pop()
                    number -= 1
                else:
                    click.echo("there is nothing to take back")
                continue
            screened = _asked_why(survey, entry, day) if choice == "e" else None
            decisions.made.append(({"i": "include", "e": "exclude", "l": "later"}[choice], entry, screened))
            number += 1
    except click.Abort:  # the end of the input, or Ctrl-C: what was decided counts
        click.echo()
    else:
        click.echo("that was the last one" if entries else "nothing waits for a decision")


def _show(entry: Waiting, survey: Survey, abstracts: Abstracts, number: int, of: int) -> None:
    from vlasurvey.screening import scores

    click.echo(f"\n[{number}/{of}] {entry.title}")
    facts = [_name(entry), entry.issued, entry.source, *entry.listed_in]
    if entry.score is not None:
        facts.append(f"score {entry.score:.3f}")
    if entry.deferred:
        facts.append(f"left for later on {entry.deferred}")
    click.echo("  " + " · ".join(filter(None, facts)))
    for key in entry.reasons.like:
        paper = survey.papers.get(survey.key_of.get(key, ""))
        click.echo(f"  like {key}" + (f": {paper.title}" if paper else ""))
    if entry.reasons.words:
        click.echo(f"  words: {', '.join(entry.reasons.words)}")
    abstract = scores.abstract_of(entry.identifiers, abstracts)
    if abstract:
        click.echo(click.wrap_text(abstract.abstract, initial_indent="  ", subsequent_indent="  "))
    else:
        click.echo(f"  no abstract at hand; see {entry.identifiers.page}")


def _asked_why(survey: Survey, entry: Waiting, day: str) -> Screened:
    reasons = survey.taxonomy.exclusion_reasons
    for name, term in reasons.items():
        click.echo(f"  {name}: {_said(term, survey)}")
    why = click.prompt("reason", type=click.Choice(list(reasons)))
    note = click.prompt("ground, in one sentence", default=_said(reasons[why], survey))
    return _screened(survey, entry, why, note, day)


def _screened(survey: Survey, entry: Waiting, why: str, note: str | None, day: str) -> Screened:
    """Return a paper as it is left out. Raises BadParameter for an unknown reason or a note that is none."""
    reasons = survey.taxonomy.exclusion_reasons
    if why not in reasons:
        known = ", ".join(reasons) or "none; write exclusion_reasons into taxonomy.yaml"
        raise click.BadParameter(f"unknown reason {why!r}; the reasons are {known}", param_hint="--exclude")
    ground = " ".join((note or _said(reasons[why], survey)).split())
    try:
        return Screened(
            identifiers=entry.identifiers, title=entry.title, stage=Stage.SCREENING, reason=why, note=ground, date=day
        )
    except ValueError as error:
        raise click.BadParameter(f"the ground cannot be written: {error}", param_hint="--note") from None


def _said(term: Term, survey: Survey) -> str:
    texts: Mapping[str, str] = term.definition or term.pref_label
    return " ".join(texts.get(survey.settings.languages[0], next(iter(texts.values()))).split())


def _by_name(survey: Survey) -> dict[tuple[str, str], Waiting]:
    return {
        (kind, value.casefold()): entry for entry in survey.queue.waiting for kind, value in entry.identifiers.items()
    }


def _waiting(name: str, entries: Mapping[tuple[str, str], Waiting], option: str) -> Waiting:
    """Return the paper in the queue that a person named. Raises BadParameter where there is none."""
    from vlasurvey.acquire.identified import identified

    identifier = identified(name)
    pair = (identifier.kind, identifier.value.casefold()) if identifier else ("url", name.strip().casefold())
    if found := entries.get(pair):
        return found
    hint = "name it as queue.yaml does, or take it in with: vlasurvey add ID"
    raise click.BadParameter(f"{name!r} does not wait in {QUEUE}; {hint}", param_hint=option)


def _name(entry: Waiting) -> str:
    return entry.identifiers.items()[0][1]


def _abstracts(root: Path) -> Abstracts:
    """Return the abstracts at hand; none where the libraries are missing that fetch them."""
    try:
        from vlasurvey.acquire import abstracts
    except ImportError:
        return {}
    return abstracts.known(root)
