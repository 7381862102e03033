"""Builds beside the last site and swaps, so that a failed build leaves the last good site in place."""

from __future__ import annotations

import shutil
from pathlib import Path

from vlasurvey.site import mkdocs_plugin
from vlasurvey.site.mkdocs_plugin import BuildError

__all__ = ["BuildError", "build", "serve"]


def build(root: Path, site_dir: Path | None, *, strict: bool) -> tuple[Path, list[str]]:
    """Build the site of the survey in `root`; return its folder and the engine's warnings.

    Raises BuildError, and then changes nothing; with `strict`, a warning is an error.
    """
    target = (site_dir or root / "site").resolve()
    fresh, last = (target.with_name(f".{target.name}.{word}") for word in ("new", "last"))
    _remove(fresh)
    try:
        warnings = mkdocs_plugin.run_build(root / "mkdocs.yml", fresh, strict=strict)
        _remove(last)
        if target.exists():
            target.rename(last)
        fresh.rename(target)
    finally:
        _remove(fresh)
        _remove(last)
    return target, warnings


def serve(root: Path, address: str) -> None:
    """Serve the site of the survey in `root` until interrupted. Raises BuildError if the first build fails."""
    mkdocs_plugin.run_serve(root / "mkdocs.yml", address)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
