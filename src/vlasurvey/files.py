"""The files of a survey on disk: which there are below a folder, and what one of them says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from vlasurvey import canonical, rules, source
from vlasurvey.problems import Problem
from vlasurvey.records import validate
from vlasurvey.source import Data, Source
from vlasurvey.values import Record

_R = TypeVar("_R", bound=Record)


def record(
    root: Path,
    path: str,
    model: type[_R],
    sources: dict[str, Source],
    problems: list[Problem],
    *,
    form: bool = True,
    **context: str,
) -> tuple[_R | None, Data]:
    """Read one file; return the record, if it is one, and the plain data. Its source and problems are added.

    Nobody asks whether the file is in canonical `form` where that is false; `context` is what the model needs to know
    besides the data.
    """
    sources[path], data, found = source.load(root, path)
    problems += found
    if data is None:
        return None, None
    read, faults = validate(model, data, sources[path], **context)
    known = {(problem.location, problem.code) for problem in found}  # an empty field is reported once
    unseen = {where for where, code in known if code == rules.UNREADABLE.code}  # and so is what nobody sees
    problems += [p for p in faults if (p.location, p.code) not in known and p.location not in unseen]
    if form and not found and read and (odd := canonical.differs(sources[path], data, model)):
        problems.append(rules.FORM.at(*odd, "run 'vlasurvey fmt'"))  # any other fault of the file comes first
    return read, data


def below(root: Path, folder: str, unlisted: Callable[[OSError], None] | None = None) -> list[str]:
    """Return every file below a folder of the survey, relative to the root, sorted; hidden files are left out.

    A folder that is a link is not entered and stands here itself, so that nothing is lost in silence. A folder that
    cannot be listed is told to `unlisted` as an error whose filename is relative too; without it, raises the error.
    """

    def fail(error: OSError) -> None:
        told = OSError(error.errno, error.strerror, Path(error.filename).relative_to(root).as_posix())
        if unlisted is None:
            raise told from None
        unlisted(told)

    found: list[str] = []
    top = root / folder
    if not os.path.lexists(top):
        return found  # a survey that has none yet
    for there, folders, names in os.walk(top, onerror=fail):
        place = Path(there).relative_to(root).as_posix()
        found += [f"{place}/{name}" for name in names if not name.startswith(".")]
        odd = [name for name in folders if name.endswith((".yaml", ".yml")) or Path(there, name).is_symlink()]
        found += [f"{place}/{name}" for name in odd if not name.startswith(".")]
        folders[:] = [name for name in folders if not name.startswith(".")]
    return sorted(found)


def printable(path: str) -> str:
    """Return a path with everything that would upset a terminal or cannot be encoded written as an escape."""
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in path)
