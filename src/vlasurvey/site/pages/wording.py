"""The words of the interface in one language, filled with the names and numbers of a survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from vlasurvey import interface
from vlasurvey.interface import Text
from vlasurvey.interface import template_folders as template_folders
from vlasurvey.records import Paper, Status
from vlasurvey.survey import Survey
from vlasurvey.text.mathtext import to_text


class Wording:
    """Texts by key; `{name}` in a text is filled with a value, one/other forms are chosen by `n`.

    `names` are values that every text may have without being given them. A language that makes no difference between
    one and several has the form `other` only.
    """

    def __init__(self, texts: Mapping[str, Text], names: Mapping[str, str] | None = None) -> None:
        self._texts, self._names = texts, names or {}
        self._naming = {key for key, text in texts.items() if any(f"{{{name}}}" in str(text) for name in self._names)}

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key. Raises KeyError if there is none, or a value is missing."""
        found = self._texts[key]
        text = found if isinstance(found, str) else found["one" if values["n"] == 1 and "one" in found else "other"]
        return text.format(**{**self._names, **values}) if values or key in self._naming else text

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    @property
    def all(self) -> str:
        """Everything that is said, in one text: equal for wordings that say the same."""
        return f"{self._texts}{self._names}"

    def plain(self, prefix: str) -> dict[str, str]:
        """Return the texts whose keys begin with a prefix, by what follows it; for templates without functions."""
        found = self._texts.items()
        return {
            key.removeprefix(prefix): self(key) if key in self._naming else str(text)
            for key, text in found
            if key.startswith(prefix)
        }

    def forms(self, *prefixes: str) -> dict[str, Text]:
        """Return the texts whose keys begin with one of some prefixes, with their one/other forms; for scripts."""
        return {key: text for key, text in self._texts.items() if key.startswith(prefixes)}


def languages(root: Path, chosen: Sequence[str]) -> tuple[str, ...]:
    """Return the languages that a site is published in: the first, and every other with words of the interface."""
    return (chosen[0], *(language for language in chosen[1:] if interface.files(root, language)))


def of(survey: Survey, language: str) -> Wording:
    """Return the words of a language as a survey says them: the tool's, its own file's, then those in survey.yaml.

    Raises ValueError if there are none, or not all.
    """
    settings, first = survey.settings, survey.settings.languages[0]

    def said(texts: Mapping[str, str]) -> str:
        return (texts.get(language) or texts.get(first, "")).strip()

    texts = _complete(survey.root, language, interface.texts(survey.root, language) | settings.texts.get(language, {}))
    sides = settings.parallel
    sides_named = {"parallels.subject": sides.subject, "parallels.counterpart": sides.counterpart} if sides else {}
    texts |= {key: said(names) for key, names in sides_named.items()}
    return Wording(
        texts,
        {
            "survey": said(settings.title),
            "about": said(settings.description),
            "subject": str(texts["parallels.subject"]),
            "counterpart": str(texts["parallels.counterpart"]),
        },
    )


def _complete(root: Path, language: str, texts: dict[str, Text]) -> dict[str, Text]:
    if not interface.files(root, language):
        raise ValueError(
            f"survey.yaml names {language!r} as first language, but there are words of the interface in"
            f" {', '.join(interface.languages(root))} only; write {root / interface.path(language)}, or begin with"
            " another"
        )
    if missing := [key for key in interface.texts(interface.PACKAGE, interface.COMPLETE) if key not in texts]:
        raise ValueError(
            f"strings.{language}.yaml lacks {', '.join(missing[:5])}{' ...' if len(missing) > 5 else ''}"
            f" ({len(missing)} of the keys of strings.{interface.COMPLETE}.yaml)"
        )
    return texts


def page_name(t: Wording, name: str) -> str:
    """Return what a page is called in the header, by the first part of its address."""
    return t(f"nav.{name}") if f"nav.{name}" in t else t(f"frame.{name}")


def standing(t: Wording, paper: Paper) -> str:
    """Return the word for a paper that no longer stands, because it was retracted or withdrawn; else nothing."""
    return "" if paper.status is Status.ACTIVE else t(f"status.{paper.status.value}")


def titled(t: Wording, paper: Paper) -> str:
    """Return the title of a paper as plain text, marked if the paper no longer stands: `[Retracted] Title`."""
    return marked(standing(t, paper), paper.title)


def marked(standing: str, title: str) -> str:
    """Return a title as plain text, after the word for how the paper stands where there is one to say."""
    return f"[{standing}] {to_text(title)}" if standing else to_text(title)
