"""Draws SVG as PNG, and tells from a PNG which SVG it was drawn from."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from vlasurvey.site.drawings.cards import SANS, SERIF

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"Source-SHA-256"
_COLOURS = 64
_FONTS = {
    SANS: ("inter-latin-wght-normal.woff2", (400, 600)),
    SERIF: ("source-serif-4-latin-wght-normal.woff2", (600,)),
}
"""Family -> file among the site's own fonts, and the weights that are needed of it."""
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    f'<text y="30" style="font-size:30px;font-family:{SANS}">{{}}</text></svg>'
)
_NO_SIGN = "\ue123"
"""A sign for private use, which no font has."""


class UnavailableError(Exception):
    """Nothing can be drawn here; the text says what is missing."""


class Painter:
    """Draws with the site's own fonts; for what these lack, with the system's. Raises UnavailableError.

    `folder` takes the fonts as the renderer reads them, and must stay as long as there is something to draw.
    """

    def __init__(self, fonts: Path, folder: Path) -> None:
        try:
            import brotli  # type: ignore[import-untyped]  # noqa: F401  # fonttools reads the fonts with it
            import PIL.Image
            import resvg_py
            from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
            from fontTools.varLib.instancer import instantiateVariableFont  # type: ignore[import-untyped]
        except ImportError as error:
            raise UnavailableError(f"{error.name} is not installed; it comes with the extra 'images'") from error
        self._draw, self._images = resvg_py.svg_to_bytes, PIL.Image
        self._files: list[str] = []
        for family, (name, weights) in _FONTS.items():
            for weight in weights:
                path = folder / f"{family}-{weight}.ttf"
                path.write_bytes(_font(TTFont, instantiateVariableFont, fonts / name, family, weight))
                self._files.append(str(path))

    def can_write(self, sign: str) -> bool:
        """Tell whether some font has a sign."""
        return self._png(_PROBE.format(sign)) != self._png(_PROBE.format(_NO_SIGN))

    def png(self, svg: str) -> bytes:
        """Return the drawing as PNG that remembers what it was drawn from."""
        drawn = self._images.open(io.BytesIO(self._png(svg))).convert("RGB")
        file = io.BytesIO()
        drawn.quantize(_COLOURS, dither=self._images.Dither.NONE).save(file, "PNG", optimize=True)
        return _marked(file.getvalue(), svg)

    def _png(self, svg: str) -> bytes:
        return bytes(self._draw(svg_string=svg, font_files=self._files))


@cache
def _font(read: Callable[[Path], Any], of_weight: Callable[..., Any], file: Path, family: str, weight: int) -> bytes:
    """Return a font as the renderer reads it: not compressed, and of one weight. It takes a second."""
    font = of_weight(read(file), {"wght": weight}, inplace=True)
    font["name"].setName(family, 1, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font.flavor = None
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def is_of(png: bytes, svg: str) -> bool:
    """Tell whether a PNG was drawn from this SVG, by whatever version of the libraries and with whatever fonts."""
    return (b"tEXt", _source(svg)) in _chunks(png)


def _source(svg: str) -> bytes:
    return _KEYWORD + b"\0" + hashlib.sha256(svg.encode()).hexdigest().encode()


def _marked(png: bytes, svg: str) -> bytes:
    head, *rest = _chunks(png)
    parts = [_SIGNATURE]
    for kind, data in [head, (b"tEXt", _source(svg)), *rest]:
        parts += [struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(kind + data))]
    return b"".join(parts)


def _chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    """Return (type, data) of each chunk; nothing of what is no PNG."""
    found, at = [], len(_SIGNATURE)
    while png.startswith(_SIGNATURE) and at + 12 <= len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        found.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + size]))
        at += size + 12
    return found
