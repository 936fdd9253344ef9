"""Draws what a signature shows: Vietnamese lines in an embedded font, in the colour that the law gives."""

from __future__ import annotations

import logging
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.scaleUpem import scale_upem  # type: ignore[import-untyped]
from PIL import Image
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.font import FontEngineFactory
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.text import TextBoxStyle
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import TextStampStyle

from motcua.platform.signing.contracts import Appearance

# fontTools tells every table that it cuts down, at each signature.
logging.getLogger("fontTools.subset").setLevel(logging.WARNING)

_LEADING = 1.25
_UNITS = 1000
# What signatures show: Latin with all Vietnamese letters, marks, punctuation, the signs of đồng and number.
_SHOWN = (*range(0x20, 0x250), *range(0x300, 0x330), *range(0x1E00, 0x1F00), *range(0x2010, 0x2030), 0x20AB, 0x2116, 0x25A1)


@cache
def _thousandths(font: Path) -> bytes:
    """The font cut to what signatures show and scaled to 1,000 units an em.

    pyHanko writes widths of glyphs in the font's own units where PDF (ISO 32000-1 §9.2.4) counts thousandths, so that text of a font with
    2,048 units would stand letter-spaced.
    """
    with TTFont(font) as loaded:
        options = subset.Options()
        options.hinting = False
        cut = subset.Subsetter(options)
        cut.populate(unicodes=_SHOWN)
        cut.subset(loaded)
        scale_upem(loaded, _UNITS)
        out = BytesIO()
        loaded.save(out)
    return out.getvalue()


class FontOf(FontEngineFactory):
    """Gives pyHanko the scaled font."""

    def __init__(self, *, font: Path, size: int) -> None:
        self._font, self._size = font, size

    def create_font_engine(self, writer: BasePdfFileWriter, obj_stream: Any = None) -> GlyphAccumulator:
        """A fresh accumulator for one file."""
        return GlyphAccumulator(
            writer, BytesIO(_thousandths(self._font)), font_size=self._size, bcp47_lang_code="vi", obj_stream=obj_stream
        )


def style_of(appearance: Appearance, *, font: Path) -> TextStampStyle:
    """PyHanko's style for an appearance; the text itself travels as a parameter, so that a ``%`` in a name is only a character."""
    text = TextBoxStyle(
        font=FontOf(font=font, size=appearance.font_size),
        font_size=appearance.font_size,
        leading=round(appearance.font_size * _LEADING),
        text_color=appearance.colour,
    )
    return TextStampStyle(
        text_box_style=text,
        stamp_text="%(lines)s",
        border_width=1 if appearance.framed else 0,
        border_color=appearance.colour if appearance.framed else None,
        background=_picture(appearance.image),
        background_opacity=1.0,
        inner_content_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MID if appearance.pictured else layout.AxisAlignment.ALIGN_MIN,
            y_align=layout.AxisAlignment.ALIGN_MIN if appearance.pictured else layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins(left=4, right=4, top=2, bottom=0 if appearance.pictured else 2),
            inner_content_scaling=layout.InnerScaling.SHRINK_TO_FIT,
        ),
    )


def params_of(appearance: Appearance) -> dict[str, str]:
    """The lines for the style's one parameter; control characters of hostile names are dropped."""
    clean = ("".join(c for c in line if c.isprintable()) for line in appearance.lines)
    # A seal has no lines, but a font without a single letter cannot be written.
    return {"lines": "\n".join(clean) or " "}


def _picture(image: bytes | None) -> PdfImage | None:
    if image is None:
        return None
    return PdfImage(Image.open(BytesIO(image)), writer=None)
