"""Rules on loss: what was once in the survey is still accounted for."""

from __future__ import annotations

from collections.abc import Iterator

from vlasurvey import rules
from vlasurvey.checks.identity import identifiers
from vlasurvey.checks.registry import check
from vlasurvey.problems import Location, Problem, closest
from vlasurvey.survey import SCREENING, Survey, paper_path
from vlasurvey.values import KEY

RELEASED = "released-keys.txt"
"""File at the root of a survey: every key that a release has ever had, one a line."""


@check
def papers_are_kept_or_screened_out(survey: Survey) -> Iterator[Problem]:
    """VS701; VS304 for a paper that is screened out twice."""
    owner = {
        (scheme, value.casefold()): paper.key
        for paper in survey.papers.values()
        for _, scheme, value in identifiers(paper)
    }
    left_out: set[tuple[str, str]] = set()
    for index, screened in enumerate(survey.screened):
        for scheme, value in screened.identifiers.items():
            if (scheme, value.casefold()) in left_out:
                where = survey.sources[SCREENING].place("excluded", index, "identifiers", scheme)
                message = f"{scheme} {value!r} stands twice in {SCREENING}"
                yield rules.SAME_IDENTIFIER.at(where, message, "keep one of the two")
            left_out.add((scheme, value.casefold()))
            key = owner.get((scheme, value.casefold()))
            if key:
                where = survey.sources[SCREENING].place("excluded", index, "identifiers", scheme)
                message = f"{scheme} {value!r} is also the record {paper_path(key)}"
                yield rules.KEPT_AND_SCREENED_OUT.at(where, message, "remove one of the two")


@check
def released_keys_stay_known(survey: Survey) -> Iterator[Problem]:
    """VS702; VS301 for a line that is no key."""
    file = survey.root / RELEASED
    if not file.exists() or not survey.complete:
        return  # nothing was released yet; or a file that cannot be read may hold what would seem lost
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read this file: {getattr(error, 'strerror', None) or error}"
        yield rules.UNREADABLE.at(Location(RELEASED), message, "restore it from the last release")
        return
    known = set(survey.papers)
    known |= {alias.casefold() for paper in survey.papers.values() for alias in paper.aliases}
    known |= {screened.key for screened in survey.screened if screened.key}
    for number, line in enumerate(lines, 1):
        key, where = line.strip(), Location(RELEASED, number)
        if key and not KEY.fullmatch(key):
            yield rules.BAD_KEY.at(where, f"{key!r} is not the form of a key", "restore the line from the last release")
        elif key and key not in known:
            meant = closest(key, known)
            hint = f"give {meant!r} the alias {key}, " if meant else f"restore {paper_path(key)}, "
            hint += "or name the key in screening.yaml"
            yield rules.LOST_KEY.at(where, f"the released key {key!r} is gone", hint)
