"""Pictures of signatures and seals for demonstrations: plainly invented, and marked DEV in the picture itself."""

from __future__ import annotations

import io
import math
import zlib
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from motcua.platform.signing.contracts import SpecimenKind

_BLUE, _RED = (0, 51, 153, 255), (204, 0, 0, 255)
_HAND, _SEAL = (560, 200), 420


@lru_cache(maxsize=64)
def draw(*, kind: SpecimenKind, name: str, font: Path) -> bytes:
    """A PNG with transparent ground: a stroke with the name for a hand, a ring with the agency's name for a seal."""
    picture = _hand(name, font) if kind is SpecimenKind.HAND else _seal(name, font)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _hand(name: str, font: Path) -> Image.Image:
    picture = Image.new("RGBA", _HAND, (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    # Every name has its own stroke, the same at every signature.
    seed = zlib.crc32(name.encode())
    points = [
        (30 + 500 * step / 120, 95 + (45 + seed % 20) * math.sin(step / (4 + seed % 3)) * math.exp(-step / 70)) for step in range(121)
    ]
    pen.line(points, fill=_BLUE, width=7, joint="curve")
    pen.text((250, 120), name.rsplit(" ", maxsplit=1)[-1], font=ImageFont.truetype(str(font), 64), fill=_BLUE)
    pen.text((30, 160), "DEV", font=ImageFont.truetype(str(font), 26), fill=_BLUE)
    return picture


def _seal(name: str, font: Path) -> Image.Image:
    picture = Image.new("RGBA", (_SEAL, _SEAL), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    middle = _SEAL // 2
    for inset, width in ((6, 8), (92, 4)):
        pen.ellipse((inset, inset, _SEAL - inset, _SEAL - inset), outline=_RED, width=width)
    _around(picture, f"{name.upper()}  ★  DẤU MẪU  ★  ", radius=middle - 50, font=ImageFont.truetype(str(font), 30))
    star = [
        (middle + radius * math.sin(turn * math.pi / 5), middle - 14 - radius * math.cos(turn * math.pi / 5))
        for turn, radius in ((turn, 58 if turn % 2 == 0 else 23) for turn in range(10))
    ]
    pen.polygon(star, fill=_RED)
    pen.text((middle, middle + 68), "DEV", font=ImageFont.truetype(str(font), 34), fill=_RED, anchor="mm")
    return picture


def _around(picture: Image.Image, text: str, *, radius: int, font: ImageFont.FreeTypeFont) -> None:
    middle = _SEAL / 2
    step = 2 * math.pi / len(text)
    for place, letter in enumerate(text.replace("★", "•")):
        angle = place * step - math.pi / 2
        glyph = Image.new("RGBA", (60, 60), (255, 255, 255, 0))
        ImageDraw.Draw(glyph).text((30, 30), letter, font=font, fill=_RED, anchor="mm")
        turned = glyph.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BICUBIC)
        at = (int(middle + radius * math.cos(angle) - 30), int(middle + radius * math.sin(angle) - 30))
        picture.alpha_composite(turned, at)
