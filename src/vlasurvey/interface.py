"""The texts of the interface by key and language: the tool's own, and where a survey says its own."""

from __future__ import annotations

import string
from pathlib import Path
from typing import TypeAlias

from vlasurvey import source
from vlasurvey.problems import Problem
from vlasurvey.source import Source

Text: TypeAlias = "str | dict[str, str]"
"""A text, or its forms `one` and `other`, of which a number chooses."""

COMPLETE = "en"
"""The language whose file comes with the tool and has every key."""
OF_THE_SURVEY = ("survey", "about", "subject", "counterpart")
"""What any text may have in braces: the survey's title and description, and the two sides of its parallels."""

SECTIONS = (
    "explore",
    "taxonomy",
    "parallels",
    "trends",
    "compare",
    "latest",
    "authors",
    "venues",
    "glossary",
    "queue",
    "data",
)
"""Pages of a survey that its menu may name: the first part of their address."""
USUAL_MENU = ("explore", "taxonomy", "parallels", "trends", "data", "about")

PACKAGE = Path(__file__).resolve().parent
"""As the root of a survey: it has the texts and templates of the tool and none of its own."""


def template_folders(root: Path) -> list[Path]:
    """Return the folders that templates come from: the survey's own, then the ones that come with the tool."""
    # The wheel carries templates inside the package; in a checkout they lie at its root.
    folders = [root / "templates", PACKAGE / "templates", PACKAGE.parent.parent / "templates"]
    return list(dict.fromkeys(folder for folder in folders if folder.is_dir()))


def path(language: str) -> str:
    """Return where a survey has its own texts of a language, relative to its root."""
    return f"templates/strings.{language}.yaml"


def files(root: Path, language: str) -> list[Path]:
    """Return the files with the texts of a language; what stands in a later one goes before the earlier ones."""
    found = (folder / f"strings.{language}.yaml" for folder in reversed(template_folders(root)))
    return [file for file in found if file.exists()]


def own(root: Path, language: str) -> tuple[Source, dict[str, Text], list[Problem]] | None:
    """Return the survey's own file of a language, where it has one beside the tool's; its texts, and its problems."""
    file = root / path(language)
    if not file.exists() or file.parent.resolve() in template_folders(PACKAGE):
        return None
    read, data, problems = source.load(root, path(language))
    return read, _texts(data), problems


def texts(root: Path, language: str) -> dict[str, Text]:
    """Return the texts of a language by key; none where nobody wrote them. Raises ValueError on an unreadable file."""
    found: dict[str, Text] = {}
    for file in files(root, language):
        _, data, problems = source.load(file.parent, file.name)
        if not isinstance(data, dict):
            raise ValueError(f"{file}: {problems[0].message if problems else 'no mapping of keys to texts'}")
        found |= _texts(data)
    return found


def languages(root: Path) -> list[str]:
    """Return every language with texts of the interface."""
    found = (file for folder in template_folders(root) for file in folder.glob("strings.*.yaml"))
    return sorted({file.name.split(".")[1] for file in found})


def blanks(text: Text) -> set[str]:
    """Return what stands in braces in all forms of a text, as `month:02`. Raises ValueError where a brace is alone."""
    forms = text.values() if isinstance(text, dict) else (text,)
    parts = (part for form in forms for part in string.Formatter().parse(form))
    return {
        f"{name}{f'!{how}' if how else ''}{f':{layout}' if layout else ''}"
        for _, name, layout, how in parts
        if name is not None
    }


def _texts(data: source.Data) -> dict[str, Text]:
    found = data.items() if isinstance(data, dict) else ()
    return {
        str(key): {str(form): str(text) for form, text in value.items()} if isinstance(value, dict) else str(value)
        for key, value in found
    }
