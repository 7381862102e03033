"""Rules on the folders that a site publishes beside the records: what lies in them, and that nothing leads out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from vlasurvey import reading, rules
from vlasurvey.checks.registry import check
from vlasurvey.files import printable
from vlasurvey.problems import Location, Problem
from vlasurvey.source import read
from vlasurvey.survey import Survey
from vlasurvey.text import characters

_FOLDERS = ("docs", "templates")
_DOCS = "docs/"
_SVG, _PAGE = ".svg", ".md"
_PUBLISHED = frozenset({_PAGE, ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".woff2", _SVG})
_NAMED = frozenset({"CNAME"})
"""Names without an ending that a host of sites reads."""
_TAG = re.compile(r"<(?!!--)([!?]?/?[^\s/>]*)")
"""The start of anything that is no text, wherever it stands: no reader of SVG may see a tag where this sees none."""
_DRAWN = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "defs",
        "lineargradient",
        "radialgradient",
        "stop",
        "clippath",
        "mask",
        "use",
        "symbol",
        "pattern",
        "marker",
        "?xml",
    ]
)
_RUNS = re.compile(
    r"\bon[a-z]+\s*=|\bhref\s*=\s*(?![\"']#)|url\(\s*[\"']?(?!#)|@import|&(?!(?:amp|lt|gt|quot|apos|#)\b)",
    re.IGNORECASE,
)
"""Handlers, links that leave the picture, and entities, in which any of them could hide."""


@check
def nothing_leads_out(survey: Survey) -> Iterator[Problem]:
    """VS106 for every link, VS107 for what may not be published."""
    unlisted: list[OSError] = []
    for path in _paths(survey.root, unlisted):
        where = Location(printable(path))
        if (survey.root / path).is_symlink():
            target = printable(str((survey.root / path).readlink()))
            hint = "put the file itself here" if path not in _FOLDERS else "make it a folder of its own"
            yield rules.A_LINK.at(where, f"this is a link to {target!r}", hint)
        elif path.startswith(_DOCS) and (reason := _refused(survey.root / path)):
            yield rules.NOT_PUBLISHED.at(where, reason, "put it elsewhere; pages, pictures and fonts lie here")
        elif path.startswith(_DOCS) and path.endswith(_PAGE):
            yield from _unseen(survey.root, path)
    for error in unlisted:
        where = Location(printable(Path(error.filename).relative_to(survey.root).as_posix()))
        message = f"cannot list this folder: {error.strerror or error}"
        yield rules.UNREADABLE.at(where, message, "make it a folder that everybody may read")


def _unseen(root: Path, path: str) -> Iterator[Problem]:
    """VS100 for a page that cannot be read, or holds what no reader sees."""
    source, problem = read(root, path)
    if problem:
        yield problem
        return
    try:
        text = source.content.decode("utf-8")
    except UnicodeDecodeError:
        yield rules.UNREADABLE.at(Location(printable(path)), "not UTF-8 text", "save the file as UTF-8")
        return
    for index, name in characters.hidden(text):
        where = Location(printable(path), text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index))
        yield rules.UNREADABLE.at(where, f"invisible character {name}", "delete it")


def _paths(root: Path, unlisted: list[OSError]) -> Iterator[str]:
    """Yield what is published or decides how: settings of the engine, links, and all files of the folders."""
    yield from sorted(file.name for file in root.glob("mkdocs*.yml"))
    for name in _FOLDERS:
        if (root / name).is_symlink():
            yield name
            continue
        if not (root / name).exists():
            continue  # a survey may do without
        for folder, folders, names in os.walk(root / name, onerror=unlisted.append):
            below = Path(folder).relative_to(root).as_posix()
            links = [each for each in folders if Path(folder, each).is_symlink()]
            yield from sorted(f"{below}/{each}" for each in [*names, *links])
            folders.sort()


def _refused(file: Path) -> str:
    """Return why a file may not be published; an empty text if it may, or if the engine leaves it out."""
    if file.name.startswith("."):
        return ""
    if file.suffix.lower() not in _PUBLISHED and file.name not in _NAMED:
        return f"{printable(file.name)!r} is neither a page nor a picture nor a font"
    if file.suffix.lower() != _SVG:
        return ""
    try:
        text = reading.text(file)
    except OSError:
        return "this picture cannot be read as UTF-8 text"
    strange = [tag for tag in _TAG.findall(text) if tag.lower().removeprefix("/") not in _DRAWN]
    if strange:
        return f"this picture has <{printable(strange[0])}>, which draws nothing"
    found = _RUNS.search(text)
    return f"this picture has {found[0]!r}, which runs something or leads elsewhere" if found else ""
