"""Reads the tables of a survey from its folder results/: one file a source."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from vlasurvey import drafts, files, rules, source
from vlasurvey.problems import Location, Problem
from vlasurvey.results.tables import ELSEWHERE, Results
from vlasurvey.running.processes import in_parts
from vlasurvey.source import Source
from vlasurvey.values import KEY

RESULTS = "results"
"""Folder of the tables."""
_NAME = re.compile(r"[a-z0-9]{1,60}(?:-[a-z0-9]{1,60}){0,20}")


@dataclass(slots=True)
class Found:
    """What the files below results/ hold: by id, and as far as they can be read those that have a fault."""

    results: dict[str, Results] = field(default_factory=dict)
    drafts: dict[str, Results] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def results_path(name: str) -> str:
    """Return where the tables of a source lie, by its id: the key of a paper, or elsewhere/<id>.

    Raises ValueError for an id that is neither.
    """
    match = KEY.fullmatch(name)
    if match:
        return f"{RESULTS}/{match.group(1)}/{name}.yaml"
    if not name.startswith(f"{ELSEWHERE}/") or not _NAME.fullmatch(name.partition("/")[2]):
        raise ValueError(f"{name!r} is neither a citation key nor {ELSEWHERE}/<id>")
    return f"{RESULTS}/{name}.yaml"


def result_files(root: Path, unlisted: Callable[[OSError], None] | None = None) -> list[str]:
    """Return every file below results/, as `files.below` does."""
    return files.below(root, RESULTS, unlisted)


def read(root: Path, known: Mapping[str, tuple[Source, Results]]) -> Found:
    """Read all tables of a survey; a file whose bytes are as `known`, by its path, is taken from there."""
    whole = Found()

    def unlisted(error: OSError) -> None:
        message = f"cannot list this folder: {error.strerror or error}"
        hint = "make it a folder that everybody may read"
        whole.problems.append(rules.UNREADABLE.at(Location(files.printable(str(error.filename))), message, hint))

    if not (root / RESULTS).resolve().is_relative_to(root.resolve()):
        message, hint = "this folder is a link to a place outside the survey", "put the tables themselves there"
        whole.problems.append(rules.UNREADABLE.at(Location(RESULTS), message, hint))
        return whole
    paths = result_files(root, unlisted)
    old = {path: known[path] for path in paths if path in known and source.read(root, path)[0] == known[path][0]}
    for path, (src, results) in old.items():
        whole.results[results.id], whole.sources[path] = results, src
    for part in in_parts([path for path in paths if path not in old], partial(_some, root)):
        whole.results |= part.results
        whole.drafts |= part.drafts
        whole.sources |= part.sources
        whole.problems += part.problems
    whole.results = dict(sorted(whole.results.items()))
    return whole


def _some(root: Path, paths: Sequence[str]) -> Found:
    part = Found()
    for path in paths:
        name = _id_of(path, part.problems)
        if name is None:
            continue
        record, data = files.record(root, path, Results, part.sources, part.problems, id=name)
        if record is not None:
            part.results[name] = record
        elif data is not None:
            rough, found = drafts.vocabulary(Results, data)
            rough._id = name
            part.drafts[name] = rough
            part.sources[path] = replace(part.sources[path], skipped=found.skipped)
    return part


def _id_of(path: str, problems: list[Problem]) -> str | None:
    """Return the id of the source whose tables lie at a path; None, and a problem, where the path says none."""
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(".yaml")
    outside = folder == f"{RESULTS}/{ELSEWHERE}"
    match = KEY.fullmatch(stem)
    if not name.endswith(".yaml") or not (match or (outside and _NAME.fullmatch(stem))):
        message = f"{name!r} is neither the key of a paper nor the name of another source, plus .yaml"
        hint = f"name it by the paper's key, as doe2024example.yaml, or put it in {RESULTS}/{ELSEWHERE}/"
        problems.append(rules.BAD_KEY.at(Location(files.printable(path)), message, hint))
        return None
    if outside:
        return f"{ELSEWHERE}/{stem}"
    if not match or folder != f"{RESULTS}/{match.group(1)}":
        message, hint = f"{name!r} lies in {files.printable(folder)}/", f"move it to {results_path(stem)}"
        problems.append(rules.WRONG_FOLDER.at(Location(files.printable(path)), message, hint))
        return None
    return stem


def sound(found: Found) -> Collection[str]:
    """Return the paths of the files in which reading found nothing to report."""
    faulty = {problem.location.path for problem in found.problems}
    return [path for path in found.sources if path not in faulty]
