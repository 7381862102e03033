"""The abstracts of papers, kept on this machine for the audit and for who reads them; they are never published."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from vlasurvey import reading, writing
from vlasurvey.acquire.candidates import Candidate
from vlasurvey.analysis import audit
from vlasurvey.analysis.audit import Abstract

FILE = ".cache/abstracts.jsonl"
"""One paper a line, as `vlasurvey audit --abstracts` reads it; below the folder of a survey, ignored by git."""


def remember(root: Path, candidates: Iterable[Candidate]) -> None:
    """Keep the abstracts that candidates have, each in the place of an earlier one of the same paper. Raises OSError.

    Lines that are none stay as they are.
    """
    new = [_line(one) for one in candidates if one.abstract and one.identifiers]
    if not new:
        return
    file = root / FILE
    old = reading.text(file).splitlines() if file.exists() else []
    there = {name for line in new for name in _names(line)}
    kept = [line for line in old if line.strip() and there.isdisjoint(_names(line))]
    writing.write(file, "\n".join([*kept, *new]) + "\n", root)


def known(root: Path) -> dict[tuple[str, str], Abstract]:
    """Return (scheme, identifier) -> the abstract that is kept of a paper; lines that are none are passed over."""
    file = root / FILE
    found: dict[tuple[str, str], Abstract] = {}
    for line in reading.text(file).splitlines() if file.exists() else ():
        with suppress(ValueError):
            found |= audit.read(line)
    return found


def stated(candidates: Iterable[Candidate]) -> dict[tuple[str, str], Abstract]:
    """Return (scheme, identifier) -> abstract of the candidates that have one."""
    return {
        (scheme, value.casefold()): Abstract(one.title, one.abstract)
        for one in candidates
        if one.abstract
        for scheme, value in one.identifiers.items()
    }


def _line(candidate: Candidate) -> str:
    return json.dumps(
        {**candidate.identifiers, "title": candidate.title, "abstract": candidate.abstract}, ensure_ascii=False
    )


def _names(line: str) -> set[tuple[str, str]]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return set()
    names = row if isinstance(row, dict) else {}
    return {(name, str(names[name]).casefold()) for name in ("arxiv", "openreview", "doi") if name in names}
