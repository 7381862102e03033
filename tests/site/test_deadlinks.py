"""Links of a finished site that lead nowhere: each page of the root and one of every other folder is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlasurvey.site.deadlinks import dead


def site(root: Path, **pages: str) -> Path:
    """A site with a file and pages: `a__b` is a/b/index.html, `_` the one in the root."""
    (root / "data").mkdir()
    (root / "data/papers.bib").touch()
    for name, html in pages.items():
        page = root / name.replace("__", "/").strip("_") / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(html)
    return root


@pytest.mark.parametrize(
    "link",
    ["", "#top", "./", "about/", "about/?x=1#y", "./about/index.html", "data/papers.bib", "data/papers%2Ebib", "zh/..",
     "about/../data/papers.bib", "https://x.example/gone/", "//x.example/gone", "/gone/", "mailto:a@x.example"],
)  # fmt: skip
def test_a_link_that_leads_somewhere_or_outside_is_none(link: str, tmp_path: Path) -> None:
    assert dead(site(tmp_path, _=f'<a class="x" href="{link}">x</a>', about="", zh="")) == []


@pytest.mark.parametrize(
    ("link", "address"),
    [("gone/", "gone/"), ("gone", "gone"), ("about/gone/?x", "about/gone/"), ("data/papers.ris", "data/papers.ris"),
     ("About/", "About/"), ("./gone&amp;lost/", "gone&lost/"), ("data/", "data/")],
)  # fmt: skip
def test_a_link_that_leads_nowhere_is_told_with_its_page(link: str, address: str, tmp_path: Path) -> None:
    (told,) = dead(site(tmp_path, _=f'<a href="{link}">x</a>', about=""))
    assert told.startswith(f"there is no page '{address}', but a link to it on index.html; write docs/")


def test_links_are_those_from_the_page_and_the_same_address_is_told_once(tmp_path: Path) -> None:
    up = '<a href="../gone/">x</a><a href="../about/">y</a>'
    (told,) = dead(site(tmp_path, _="", about=up, zh=up))
    assert told == (
        "there is no page 'gone/', but a link to it on about/index.html and 1 more;"
        " write docs/gone.md, or take the link out of the template"
    )


def test_of_pages_side_by_side_the_first_is_read_that_does_not_only_lead_on(tmp_path: Path) -> None:
    lost = '<a href="gone/">x</a>'
    leading = f'<meta http-equiv="refresh" content="0">{lost}'
    found = dead(site(tmp_path, papers__a=leading, papers__b=lost, papers__c=lost, about=lost, zh__papers__a=lost))
    assert [line.split("'")[1] for line in found] == ["about/gone/", "papers/b/gone/", "zh/papers/a/gone/"]
