"""The same papers as ordinary MkDocs Material pages, one Markdown file each: what the site is measured against."""

from __future__ import annotations

import tempfile
from pathlib import Path

import synthesize

from vlasurvey.exports import bibtex, csl
from vlasurvey.survey import load

CONFIG = """site_name: Plain
theme: {name: material, font: false}
plugins: [search]
nav: [index.md]
not_in_nav: "*"
"""


def write(number: int, target: Path, source: Path) -> None:
    """Write an MkDocs project of `number` paper pages and a home page that links them."""
    with tempfile.TemporaryDirectory() as temporary:
        synthesize.synthesize(number, Path(temporary, "survey"), source)
        survey, _ = load(Path(temporary, "survey"))
    assert survey is not None
    docs = target / "docs"
    docs.mkdir(parents=True)
    (target / "mkdocs.yml").write_text(CONFIG)
    for key, paper in survey.papers.items():
        facts = [("Date", paper.issued), ("Paper", f"<{paper.identifiers.page}>"), *paper.links.items()]
        lines = [
            f"# {paper.title}",
            ", ".join(name.display for name in paper.authors),
            "| what | value |\n|---|---|\n" + "\n".join(f"| {name} | {value} |" for name, value in facts),
            "\n".join(f"- {concept}" for concept in paper.concepts),
            f"```bibtex\n{bibtex.entry(csl.item(paper, survey))}\n```",
        ]
        (docs / f"{key}.md").write_text("\n\n".join(lines) + "\n")
    links = [f"- [{paper.title}]({key}.md)" for key, paper in survey.papers.items()]
    (docs / "index.md").write_text("# Papers\n\n" + "\n".join(links) + "\n")
