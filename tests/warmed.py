"""Loaded by the process that tests copy: in it, the templates of a site are compiled for all of its copies."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from bare import Site
from mkdocs.config.defaults import MkDocsConfig

from vlasurvey.site.build import build
from vlasurvey.survey import load

_TESTS = Path(__file__).parent

with tempfile.TemporaryDirectory() as temporary:
    root = Path(shutil.copytree(_TESTS / "toy", Path(temporary, "toy")))
    shutil.copy(_TESTS.parent / "mkdocs.yml", root)
    shutil.copytree(_TESTS.parent / "docs", root / "docs", ignore=shutil.ignore_patterns("og"))
    build(root, None, strict=False)  # the theme's templates
    MkDocsConfig.plugins.plugin_cache.clear()  # type: ignore[attr-defined]  # copies know of no survey
    survey, _ = load(root)
    assert survey
    site = Site(survey)  # those of all pages, in all languages
    for path in site:
        if path.endswith("index.html"):
            site.text(path)
