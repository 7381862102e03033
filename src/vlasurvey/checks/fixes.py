"""Mechanical corrections, by the code of the rule: changes of form that are never a change of fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from vlasurvey import canonical, source
from vlasurvey.checks import addresses, wording
from vlasurvey.problems import Location, Problem
from vlasurvey.records import Paper
from vlasurvey.results.figures import printed_in
from vlasurvey.results.reading import RESULTS
from vlasurvey.results.tables import Results
from vlasurvey.rules import FORM, UNQUOTED
from vlasurvey.source import Data, Source
from vlasurvey.survey import VOCABULARY_FILES
from vlasurvey.values import Record, arxiv_in, date_in, doi_in, without_junk

Where = tuple[str | int, ...]
Fix = Callable[[Where, str], str]


def _text(mend: Callable[[str], str]) -> Fix:
    return lambda _where, text: mend(text)


def _identifier(where: Where, text: str) -> str:
    find = {"arxiv": arxiv_in, "doi": doi_in}.get(str(where[-1]))
    return (find and find(text)) or text


def _page(where: Where, address: str) -> str:
    # In `identifiers` the address gives way to another field: that is for a person to write.
    return addresses.own_page(address) if where[0] == "links" else address


def _repository(_where: Where, address: str) -> str:
    return address if addresses.inside_repository(address) else addresses.repository(address)


FIXES: Mapping[str, Fix] = {
    "VS206": lambda _where, text: date_in(text) or text,
    "VS207": _identifier,
    "VS521": lambda _where, address: "https" + address.removeprefix("http"),
    "VS522": _text(addresses.untracked),
    "VS523": _page,
    "VS524": _repository,
    "VS526": _text(without_junk),
    "VS527": _text(addresses.on_own_host),
    "VS602": _text(wording.without_full_stop),
    "VS603": _text(wording.single_spaced),
    "VS604": _text(wording.with_ordinary_signs),
    "VS605": _text(wording.with_straight_quotes),
    "VS609": _text(wording.ungarbled),
    "VS610": _text(wording.without_entities),
    "VS821": lambda _where, text: printed_in(text) or text,
}
"""Code -> function of the place of a text in a record and the text: the corrected text, or the same one.

VS109 and VS601 are no corrections of a text: the file is written anew by `canonical.rewrite`.
"""


def corrections(data: Data, source: Source, problems: Iterable[Problem]) -> dict[Where, str]:
    """Return place -> new text for what can be corrected mechanically in one file; its other texts stay.

    `data` are the file's plain data, `problems` those that were found in it (of other files they are passed over).
    """
    codes: dict[Location, list[str]] = {}
    for problem in problems:
        if problem.code in FIXES and problem.location.path == source.path:
            codes.setdefault(problem.location, []).append(problem.code)
    found = {}
    for where, text in _leaves(data, ()):
        better = text
        for code in sorted(codes.get(source.place(*where), ())):
            better = FIXES[code](where, better)
        if better != text:
            found[where] = better
    return found


def model_of(path: str) -> type[Record]:
    """Return the model of a file of a survey by its path relative to the root."""
    return VOCABULARY_FILES.get(path, Results if path.startswith(f"{RESULTS}/") else Paper)


def mended(file: Source, problems: Iterable[Problem]) -> str | None:
    """Return a file's text with everything mechanical corrected, comments kept; None where nothing is to be done.

    `problems` are those that a check found in it. A file that is no sound YAML is left to people.
    """
    data, faults = source.parse(file)
    mine = [problem for problem in problems if problem.location.path == file.path]
    if not isinstance(data, dict) or canonical.faults(faults):
        return None
    better = corrected(data, corrections(data, file, mine))
    assert isinstance(better, dict)
    if better == data and not any(problem.code in (FORM.code, UNQUOTED.code) for problem in mine):
        return None
    return canonical.apply(file.content.decode("utf-8"), better, model_of(file.path))


def corrected(data: Data, corrections: Mapping[Where, str]) -> Data:
    """Return plain data with other texts in some places; the data given stay as they are."""
    return _corrected(data, corrections, ())


def _corrected(data: Data, corrections: Mapping[Where, str], where: Where) -> Data:
    if isinstance(data, dict):
        return {key: _corrected(value, corrections, (*where, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [_corrected(value, corrections, (*where, index)) for index, value in enumerate(data)]
    return corrections.get(where, data)


def _leaves(data: Data, where: Where) -> Iterator[tuple[Where, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*where, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _leaves(value, (*where, index))
    elif isinstance(data, str):
        yield where, data
