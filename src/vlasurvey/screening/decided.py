"""What a decision does to queue.yaml and screening.yaml: entries that it takes out, and those that it writes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from vlasurvey import canonical, reading, source, writing
from vlasurvey.screening import queue
from vlasurvey.survey import SCREENING, Survey
from vlasurvey.vocabularies import Screened, ScreeningFile


def take_out(root: Path, survey: Survey, names: Collection[tuple[str, str]], again: Collection[Screened]) -> list[str]:
    """Take papers that are records now out of the queue, by their identifiers, and `again` out of what was left out.

    Returns the paths that were written; comments stay. Raises OSError, and ValueError for a fault in the file.
    """
    written = []
    decided = {(scheme, value.casefold()) for scheme, value in names}
    left = tuple(
        entry
        for entry in survey.queue.waiting
        if decided.isdisjoint((scheme, value.casefold()) for scheme, value in entry.identifiers.items())
    )
    if len(left) < len(survey.queue.waiting):
        written.append(queue.write(root, survey.queue.model_copy(update={"waiting": left})))
    if again:
        text = reading.text(root / SCREENING)
        data, _ = source.parse(survey.sources[SCREENING])
        assert isinstance(data, dict)
        entries = data["excluded"]
        assert isinstance(entries, list)
        kept = [data_ for entry, data_ in zip(survey.screened, entries, strict=True) if entry not in again]
        writing.write(root / SCREENING, canonical.apply(text, {"excluded": kept} if kept else {}, ScreeningFile), root)
        written.append(SCREENING)
    return written


def leave_out(root: Path, survey: Survey, entries: Collection[Screened]) -> list[str]:
    """Write papers into screening.yaml and take them out of the queue; what both files have beside them stays.

    Returns the paths that were written. Raises OSError, and ValueError for a fault in a file.
    """
    file = root / SCREENING
    text = reading.text(file) if file.exists() else None
    before: list[source.Data] = []
    if text is not None and SCREENING in survey.sources:
        data, _ = source.parse(survey.sources[SCREENING])
        listed = data.get("excluded") if isinstance(data, dict) else None
        before = listed if isinstance(listed, list) else []
    new: list[source.Data] = [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries]
    excluded: source.Data = {"excluded": [*before, *new]}
    assert isinstance(excluded, dict)
    changed = canonical.apply(text, excluded, ScreeningFile) if text else canonical.write(excluded, ScreeningFile)
    writing.write(file, changed, root)
    names = [name for entry in entries for name in entry.identifiers.items()]
    return [SCREENING, *take_out(root, survey, names, ())]
