"""The real corpus through real citation engines: not one warning."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import bibtexparser
import pybtex.database
import pybtex.errors
import pytest

from vlasurvey import survey
from vlasurvey.exports import bibtex, csl

pytestmark = pytest.mark.engine

INSTALL = "apt-get install texlive-binaries texlive-base texlive-publishers"


@pytest.fixture(scope="module")
def corpus() -> survey.Survey:
    loaded, problems = survey.load(Path(__file__).parents[1])
    assert loaded is not None, problems
    return loaded


@pytest.fixture(scope="module")
def papers_bib(corpus: survey.Survey) -> str:
    return "".join(bibtex.entry(csl.item(paper, corpus)) for paper in corpus.papers.values())


@pytest.mark.parametrize("style", ["plain", "IEEEtran"])
def test_bibtex_reads_the_corpus_without_a_warning(
    papers_bib: str,
    corpus: survey.Survey,
    tmp_path: Path,
    require_tool: Callable[[str, str], str],
    missing: Callable[[str], NoReturn],
    style: str,
) -> None:
    (tmp_path / "papers.bib").write_text(papers_bib, encoding="utf-8")
    (tmp_path / "t.aux").write_text(f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{papers}}\n")
    bibtex = require_tool("bibtex", INSTALL)
    done = subprocess.run([bibtex, "t"], cwd=tmp_path, capture_output=True, encoding="utf-8", errors="replace")
    if "couldn't open style file" in done.stdout:
        missing(f"BibTeX has no style {style}; {INSTALL}")
    assert done.returncode == 0, done.stdout
    assert not re.search(r"Warning--|---line|I'm skipping|Repeated entry|exceed", done.stdout), done.stdout
    written = (tmp_path / "t.bbl").read_text(encoding="utf-8")  # fails where BibTeX cut a letter in two
    cited = re.findall(r"\\bibitem(?:\[[^\]]*\])?\s*\{(.*?)\}", written)
    assert sorted(cited) == sorted(corpus.papers)


def test_pybtex_reads_the_corpus_in_strict_mode(papers_bib: str, corpus: survey.Survey) -> None:
    pybtex.errors.set_strict_mode(True)
    read = pybtex.database.parse_string(papers_bib, bib_format="bibtex")
    assert list(read.entries) == sorted(corpus.papers)
    for key, entry in read.entries.items():
        authors = corpus.papers[key].authors
        people = entry.persons["author"]
        assert len(people) == len(authors)
        for person, author in zip(people, authors, strict=True):
            family = " ".join(map(str, person.rich_last_names)).replace("’", "'")
            assert family == (author.literal or author.family or "").replace("’", "'")
            assert " ".join(map(str, person.rich_prelast_names)) == (author.particle or "")
            assert " ".join(map(str, person.rich_lineage_names)) == (author.suffix or "")


def test_bibtexparser_reads_the_corpus(papers_bib: str, corpus: survey.Survey) -> None:
    read = bibtexparser.parse_string(papers_bib)
    assert not read.failed_blocks
    assert [entry.key for entry in read.entries] == sorted(corpus.papers)
    for entry in read.entries:
        fields = {field.key: field.value for field in entry.fields}
        assert {"title", "author", "year", "url"} <= set(fields)
        assert fields.get("eprint") == corpus.papers[entry.key].identifiers.arxiv
