"""A survey to explore and its site in a browser: synthetic papers, and a few that are there to be difficult."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from vlasurvey.records import Paper
from vlasurvey.survey import Survey

HOSTILE = "mallory2025img"
GREEK = "muller2025flow"
RENAMED = "renamed2024paper"
FORMER = "renamed2024older"
HOSTILE_TITLE = "<img src=x onerror=hurt()> \"quoted\" 'title' & </script><script>hurt()</script>"
RECORDS = {
    HOSTILE: """\
title: "<img src=x onerror=hurt()> \\"quoted\\" 'title' & </script><script>hurt()</script>"
role: survey
authors:
  - "<i>Eve</i> Mallory"
issued: "2025-03-04"
identifiers:
  url: https://example.org/?a=b&c=(d)
takeaway:
  en: A takeaway with <script>hurt()</script> and <b onclick=hurt()>markup</b>.
  zh: 一句带有<script>hurt()</script>的话。
curation:
  added: "2026-12-05"
  basis: abstract
  drafted_by: model
  waived:
    - code: VS512
      reason: The name is hostile on purpose.
    - code: VS610
      reason: So is the title.
""",
    GREEK: """\
title: "$\\\\pi_{0.5}$: a Flow for Juggling"
short_title: "$\\\\pi_{0.5}$"
role: method
authors:
  - Søren Müller
  - Łukasz Ångström
issued: "2025-04-05"
identifiers:
  arxiv: "2504.99999"
concepts: [embodiment/action-head]
takeaway:
  en: Flows let an axolotl juggle.
  zh: 流模型让章鱼学会了杂耍。
curation:
  added: "2026-12-06"
  basis: abstract
  drafted_by: model
""",
    RENAMED: """\
title: "A Paper Under a New Key"
role: benchmark
authors:
  - Ann Renamed
issued: "2024"
identifiers:
  url: https://example.org/renamed
aliases: [renamed2024older]
curation:
  added: "2026-11-20"
""",
}

AXE = Path(__file__).parent / "tools/node_modules/axe-core/axe.min.js"
_AXE_RUN = """async () => {
  const found = await axe.run({ rules: { 'target-size': { enabled: true } } });
  return found.violations.map(v => `${v.id} ${v.nodes[0].target} ${v.nodes[0].failureSummary}`);
}"""
"""All of its rules but those still in trial, and the one on the size of targets (WCAG 2.2), which it leaves off."""


def accessibility_faults(page: Page) -> list[str]:
    """What axe-core has to say against a page as it is now."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(_AXE_RUN)
    return found


ASSETS = Path(__file__).parents[1] / "templates" / "assets"
"""Scripts as they are written; the site has them without comments."""


def write_records(root: Path) -> None:
    """Add the difficult papers to a survey's folder."""
    for key, text in RECORDS.items():
        folder = root / "papers" / (re.search(r"\d{4}", key) or [""])[0]
        folder.mkdir(parents=True, exist_ok=True)
        head = "# yaml-language-server: $schema=../../schema/paper.schema.json\n"
        (folder / f"{key}.yaml").write_text(head + text, encoding="utf-8")


@dataclass
class Visit:
    """A reader's browser at the site, and what the site should say."""

    browser: Browser
    address: str
    site: Path
    survey: Survey
    patches: dict[str, tuple[str, str]] = field(default_factory=dict)
    patience: float = 8_000
    pages: list[Page] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def page(self, script: str = "", **options: Any) -> Page:
        """A page of a fresh profile; `script` runs before all others."""
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        context = self.browser.new_context(**options)
        context.set_default_timeout(self.patience)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        if script:
            context.add_init_script(script)
        for name in self.patches:
            context.route(f"**/{name}", self._patched)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        self.pages.append(page)
        return page

    def open(self, query: str = "", script: str = "", **options: Any) -> Page:
        """The explorer, ready, at an address."""
        page = self.page(script, **options)
        page.goto(f"{self.address}explore/{query}")
        page.wait_for_selector("#explorer.ready")
        return page

    def close(self) -> None:
        """Leave nothing open."""
        for page in self.pages:
            page.context.close()

    def _patched(self, route: Route) -> None:
        path = route.request.url.partition("/assets/vlasurvey/")[2]
        old, new = self.patches[path.rsplit("/", 1)[-1]]
        text = (ASSETS / path).read_text(encoding="utf-8")
        assert old in text, f"the script has no {old!r} any more"
        route.fulfill(body=text.replace(old, new), content_type="text/javascript")

    # --- what the survey says

    def papers(self, **wanted: str) -> list[Paper]:
        """Papers with a value of each of some vocabularies, newest first."""
        return [paper for paper in self.survey.newest if all(v in self.values(paper, n) for n, v in wanted.items())]

    def values(self, paper: Paper, name: str) -> set[str]:
        """Values of a vocabulary that a paper has, with those above them."""
        if name == "concept":
            above = self.survey.taxonomy.ancestors
            return {n for own in paper.concepts for n in (own, *above(own))} or {"none"}
        if name == "has":
            links = {kind for kind, _ in paper.links.items()} & {"code", "project", "weights", "dataset"}
            return links | ({"published"} if paper.published else set())
        if name == "venue":
            return {paper.published.venue} if paper.published else set()
        if name == "quarter":
            month = int(paper.issued[5:7]) if len(paper.issued) > 4 else 7
            return {f"{paper.year}-q{(month + 2) // 3}"}
        single = {"year": paper.year, "role": paper.role.value}
        return {single[name]} if name in single else set(paper.facets.get(name, ()))

    def citation(self, key: str) -> dict[str, str]:
        """Citations of a paper in the file of its year."""
        year = self.survey.papers[key].year
        found: dict[str, str] = json.loads((self.site / f"data/bib/{year}.json").read_bytes())[key]
        return found


class _Files(http.server.SimpleHTTPRequestHandler):
    """Serves the site at the root, and below /repo/ as well."""

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/repo") if path.startswith("/repo/") else path)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder on this machine; the address ends in a slash."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Files, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


# --- what a page shows --------------------------------------------------------------------------


def count(page: Page) -> int:
    """The number that the page says it has found."""
    return int(re.sub(r"[^\d].*", "", (page.text_content("#count") or "").replace(",", "")))


def keys(page: Page) -> list[str]:
    """Keys of the rows, in order."""
    return list(page.eval_on_selector_all("#results > li", "rows => rows.map(row => row.dataset.key)"))


def focus(page: Page) -> str:
    """What has the focus, as a selector would name it."""
    return str(
        page.evaluate(
            "() => { const e = document.activeElement; const row = e.closest('#results > li');"
            " return e.id ? `#${e.id}` : (row ? `${row.dataset.key} ` : '') + (e.classList[0] || e.tagName) }"
        )
    )


def box(page: Page, facet: str, value: str) -> Any:
    """A check box of the panel."""
    return page.locator(f'input[data-facet="{facet}"][value="{value}"]')


def shown_count(page: Page, facet: str, value: str) -> int:
    """The count beside a value."""
    text = page.locator(f'label:has(input[data-facet="{facet}"][value="{value}"]) .count').text_content()
    return int((text or "").replace(",", ""))


def clipboard(page: Page) -> str:
    """What was copied last."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def told(page: Page, text: str) -> None:
    """Wait until a screen reader has been told something."""
    page.wait_for_function("text => document.getElementById('live').textContent.includes(text)", arg=text)
