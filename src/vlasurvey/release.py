"""Plans a release of a survey: its new version in the files that name it, and the archive of its data."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from vlasurvey import reading, released, schemas, source, writing
from vlasurvey.checks.identity import identifiers
from vlasurvey.exports import cff, csl, dumps, formats, results
from vlasurvey.problems import Problem, failed
from vlasurvey.records import validate
from vlasurvey.released import RELEASED
from vlasurvey.survey import OPTIONAL, SETTINGS, VOCABULARY_FILES, Survey
from vlasurvey.vocabularies import Settings

CHANGELOG, LICENCE = "CHANGELOG.md", "LICENSE-DATA.md"


class Refused(ValueError):
    """The survey cannot be released like this; the text says why and what to do."""


def plan(survey: Survey, problems: Sequence[Problem], version: str, date: str) -> dict[str, bytes]:
    """Return path relative to the root -> content of every file of a release, survey.yaml last.

    `problems` are those of the whole survey. Raises Refused if there are any, or if version or date do not follow
    those of the last release.
    """
    _refuse(survey, problems, version, date)
    new = _released(survey, version, date)
    known = released.parse(_text(survey.root, RELEASED))
    changelog, changes = move_unreleased(_text(survey.root, CHANGELOG), version, date)
    name = f"{new.settings.repo_url.rstrip('/').rpartition('/')[2]}-data-{version}"
    archive = {f"dist/{name}.zip": _zip(name, _contents(new), date)}
    notes = _notes(new, [entry.key for entry in known], changes)
    return {
        **archive,
        "dist/SHA256SUMS": _sums(archive),
        "dist/release-notes.md": notes.encode(),
        RELEASED: keys_file(new, known).encode(),
        "CITATION.cff": cff.render(new).encode(),
        ".zenodo.json": zenodo(new).encode(),
        **({CHANGELOG: changelog.encode()} if changelog else {}),
        SETTINGS: new.sources[SETTINGS].content,
    }


def write(root: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a plan in its order. Raises OSError at the first that cannot be written."""
    for path, content in files.items():
        writing.write(root / path, content, root)


def keys_file(survey: Survey, known: Iterable[released.Released]) -> str:
    """Return released-keys.txt with the keys that are `known` and those of the survey, in order.

    A key of a record has the identifiers of the record; any other keeps those with which it was released, or gets
    those of the record whose alias it is, or of the paper that was screened out.
    """
    entries = {entry.key: entry for entry in known}
    now = {
        paper.key: tuple(dict.fromkeys((s, v) for _, s, v in identifiers(paper))) for paper in survey.papers.values()
    }
    left_out = {entry.key: tuple(entry.identifiers.items()) for entry in survey.screened if entry.key}
    lines = []
    for key in sorted({*entries, *now}):
        kept = entries[key].identifiers if key in entries else ()
        owner = survey.key_of.get(key, key)
        lines.append(released.Released(key, now.get(key) or kept or now.get(owner) or left_out.get(key, ())))
    return "".join(f"{line}\n" for line in lines)


def move_unreleased(text: str, version: str, date: str) -> tuple[str, str]:
    """Return a changelog whose unreleased changes stand under a version, and those changes alone.

    Raises Refused if it has no section [Unreleased], or has the version already. No changelog stays none.
    """
    if not text:
        return "", ""
    lines = text.splitlines(keepends=True)
    headings = [number for number, line in enumerate(lines) if line.startswith("## ") and not _in_fence(lines, number)]
    if any(re.match(rf"## \[?{re.escape(version)}\]?\s", lines[number]) for number in headings):
        raise Refused(f"{CHANGELOG} has a section {version} already")
    start = next((number for number in headings if re.match(r"(?i)## \[?unreleased\]?\s*$", lines[number])), None)
    if start is None:
        raise Refused(f"{CHANGELOG} has no line '## [Unreleased]'; add it above the last release")
    end = next((number for number in headings if number > start), len(lines))
    changes = "".join(lines[start + 1 : end]).strip() or "Records only; the tool and the data format are the same."
    rest = "".join(lines[end:])
    moved = f"{lines[start].rstrip()}\n\n## [{version}] - {date}\n\n{changes}\n" + (f"\n{rest}" if rest else "")
    return "".join(lines[:start]) + moved, changes


def zenodo(survey: Survey) -> str:
    """Return .zenodo.json: Zenodo's own file, because it takes whatever only has a CITATION.cff for software."""
    settings = survey.settings
    language = settings.languages[0]
    paper = survey.papers.get(settings.survey_paper or "")
    doi = csl.item(paper, survey).get("DOI") if paper else None
    people = [
        {
            "name": author.literal or f"{author.sort_name}, {author.given or ''}".rstrip(", "),
            **({"orcid": author.orcid} if author.orcid else {}),
        }
        for author in settings.authors
    ]
    facts = {
        "upload_type": "dataset",
        "title": settings.title[language],
        "description": settings.description[language].strip(),
        "creators": people,
        "license": settings.licences.data.lower(),
        "related_identifiers": [
            *([{"identifier": doi, "relation": "continues"}] if doi else []),
            {"identifier": settings.site_url, "relation": "isDocumentedBy"},
        ],
    }
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def _refuse(survey: Survey, problems: Sequence[Problem], version: str, date: str) -> None:
    settings = survey.settings
    if failed(problems) or survey.drafts:
        raise Refused("the survey has problems; mend what 'vlasurvey check' reports")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)+", version):
        raise Refused(f"{version!r} is no version; write year and month, for example 2026.12, or 2026.12.1")
    if _numbers(version) <= _numbers(settings.version):
        raise Refused(f"version {version} is not later than the last, {settings.version}")
    if not _is_day(date):
        raise Refused(f"{date!r} is no day; write it as YYYY-MM-DD")
    if date < settings.released:
        raise Refused(f"{date} is before the last release of {settings.released}")
    newest = max(survey.papers.values(), key=lambda paper: paper.curation.added, default=None)
    if newest and newest.curation.added > date:
        added = newest.curation.added
        raise Refused(f"{date} is before {survey.path(newest.key)} was added on {added}; release on that day or later")


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text  # it also reads 2025-W27-2 and 20250701
    except ValueError:
        return False


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall("[0-9]+", version)]


def _released(survey: Survey, version: str, date: str) -> Survey:
    """Return the survey with its new version and date, in its settings and in the text of survey.yaml."""
    text = survey.sources[SETTINGS].content.decode()
    for field, value in (("version", version), ("released", date)):
        old = rf"^({field}:[ \t]+)(\"[^\"\n]*\"|'[^'\n]*'|[^\s#\"'][^#\n]*?)(?=[ \t]*(#.*)?\r?$)"
        text, _ = re.subn(old, rf'\g<1>"{value}"', text, count=1, flags=re.MULTILINE)
    written = source.Source(SETTINGS, text.encode())
    settings, _ = validate(Settings, source.parse(written)[0], written)
    if settings != survey.settings.model_copy(update={"version": version, "released": date}):
        raise Refused(f"cannot set version and released in {SETTINGS}; give each a line of its own, not indented")
    return dataclasses.replace(survey, settings=settings, sources={**survey.sources, SETTINGS: written})


def _text(root: Path, path: str) -> str:
    """Return the text of a file of the survey, none if it is not there. Raises Refused if it lies elsewhere."""
    file = root / path
    if not file.resolve().is_relative_to(root.resolve()):  # what it leads to would be published
        raise Refused(f"{path} is a link to a place outside the survey; put a plain file there")
    try:
        return reading.text(file)
    except FileNotFoundError:
        return ""


def _in_fence(lines: Sequence[str], number: int) -> bool:
    return sum(line.startswith("```") for line in lines[:number]) % 2 == 1


# --- the archive --------------------------------------------------------------------------------


def _contents(survey: Survey) -> dict[str, bytes]:
    """Return name -> content of the files in the archive."""
    items = [csl.item(paper, survey) for paper in survey.papers.values()]
    files = {
        "papers.json": dumps.papers_json(survey),
        **{f"papers.{form.suffix}": form.file(map(form.entry, items)) for form in formats.WHOLE},
        **{f"schema/{name}": text for name, text in schemas.schemas(survey).items()},
        "CITATION.cff": cff.render(survey),
        LICENCE: _text(survey.root, LICENCE),
        "README.md": _readme(survey),
    }
    contents = {name: text.encode() for name, text in files.items() if text}
    if survey.results:
        contents["results.json"] = results.results_json(survey).encode()
        contents["results.csv"] = dumps.encoded(results.results_csv(results.relation(survey)))
    contents["papers.csv"] = dumps.encoded(dumps.papers_csv(survey))
    contents |= {name: survey.sources[name].content for name in _vocabularies(survey)}
    return {**contents, "SHA256SUMS": _sums(contents)}


def _vocabularies(survey: Survey) -> list[str]:
    return [name for name in VOCABULARY_FILES if name not in OPTIONAL or survey.sources[name].content]


_REPORTED = (
    "- `results.json`: every table of reported numbers; `schema/reported.schema.json` describes it\n"
    "- `results.csv`: one row a reported number\n"
)


def _readme(survey: Survey) -> str:
    settings = survey.settings
    language = settings.languages[0]
    return (
        f"# {settings.title[language]}, version {settings.version}\n\n{settings.description[language].strip()}\n\n"
        f"{len(survey.papers)} papers, released on {settings.released} under {settings.licences.data}; to cite it, see"
        f" CITATION.cff. The newest version is at {settings.site_url}.\n\n"
        "- `papers.json`: every field of every record; `schema/papers.schema.json` describes it\n"
        "- `papers.csv`: one row a paper\n"
        f"{_REPORTED if survey.results else ''}"
        "- `papers.bib`: citations for BibTeX, `papers.biblatex.bib` for biblatex\n"
        "- `papers.csl.json`, `papers.ris`: citations for other programs\n"
        f"- `{'`, `'.join(sorted(_vocabularies(survey)))}`: the vocabularies and settings that the records refer to\n"
        "- `SHA256SUMS`: checksums; `sha256sum -c SHA256SUMS` compares\n"
    )


def _notes(survey: Survey, known: Sequence[str], changes: str) -> str:
    new = len(survey.papers.keys() - set(known))
    count = f"{len(survey.papers)} papers" + (f", {new} of them new" if known and new else "")
    return f"{count}.\n" + (f"\n{changes}\n" if changes else "")


def _zip(folder: str, files: Mapping[str, bytes], date: str) -> bytes:
    """Return a ZIP archive whose bytes depend on the files and the date alone."""
    day = datetime.date.fromisoformat(date)
    target = io.BytesIO()
    # Stored, not deflated: what a compressor writes differs between versions of zlib.
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            entry.create_system = 3  # Unix, whatever system this is
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[name])
    return target.getvalue()


def _sums(files: Mapping[str, bytes]) -> bytes:
    """Return the lines that `sha256sum -c` reads."""
    names = {path.removeprefix("dist/"): content for path, content in files.items()}
    return "".join(f"{hashlib.sha256(names[name]).hexdigest()}  {name}\n" for name in sorted(names)).encode()
