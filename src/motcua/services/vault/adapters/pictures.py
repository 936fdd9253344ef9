"""Photographs: what a camera wrote into them goes (place, device, owner, preview), they stand upright, and bear a line when shown."""

from __future__ import annotations

import hashlib
import math
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from PIL import Image, ImageDraw, ImageFont, ImageOps

from motcua.services.vault.contracts import PictureUnreadable

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_MOST_POINTS, _LONGEST_SHOWN = 80_000_000, 3600
_UPRIGHT, _ORIENTATION = 1, 0x0112
_BROKEN = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)
# What a bare file may have: how to draw it, its colours and its resolution.
_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD"})
_SEGMENTS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_COMMENT, _APPLICATION, _SCAN, _END = 0xFE, range(0xE0, 0xF0), 0xDA, b"\xff\xd9"
_SLANT, _SHARE, _SMALLEST_TEXT, _OPAQUE, _HALO = 28, 30, 12, 135, 90
_INK, _LIGHT = (130, 20, 20), (255, 255, 255)


class Judge(Protocol):
    """Refuses a content by a named error."""

    def __call__(self, *, content: bytes) -> None:
        """Nothing when it may be taken."""
        ...


def taken(content: bytes | BinaryIO, *, most: int, judge: Judge) -> tuple[bytes | BinaryIO, str]:
    """What is kept of what somebody gave, and the digest of what she gave; the digest is empty when it is kept as it is.

    Only a picture is read here, of at most ``most`` bytes: a larger one is handed on for the store of files to refuse. ``judge`` refuses
    what was given before it is altered: a file that is two things at once is not made harmless, it is not taken. ``PictureUnreadable``.
    """
    if not isinstance(content, bytes):
        start = content.read(len(_PNG))
        content.seek(0)
        if not start.startswith((_PNG, _JPEG)):
            return content, ""
        content = content.read(most + 1)
    if len(content) > most or not content.startswith((_PNG, _JPEG)):
        return content, ""
    judge(content=content)
    kept = bare(content)
    return kept, "" if kept is content else hashlib.sha256(content).hexdigest()


def bare(content: bytes) -> bytes:
    """The picture upright and without anything but its points and colours; the very bytes when there is nothing else in them."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            turned = opened.getexif().get(_ORIENTATION, _UPRIGHT) != _UPRIGHT
            if not turned and _is_bare(content):
                return content
            _require_bounds(opened)
            return _written(opened, turned=turned)
    except _BROKEN as error:
        raise PictureUnreadable from error


def marked(content: bytes, *, line: str, font: Path) -> bytes:
    """The picture with ``line`` slantwise across all of it, at most 3,600 points long, written anew. ``PictureUnreadable``."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            _require_bounds(opened)
            kind = "PNG" if opened.format == "PNG" else "JPEG"
            whole = ImageOps.exif_transpose(opened).convert("RGBA")
    except _BROKEN as error:
        raise PictureUnreadable from error
    whole.thumbnail((_LONGEST_SHOWN, _LONGEST_SHOWN))
    shown = Image.new("RGB", whole.size, _LIGHT)
    shown.paste(whole, mask=whole.getchannel("A"))
    text = "".join(c for c in line if c.isprintable())
    letters = ImageFont.truetype(str(font), max(min(shown.size) // _SHARE, _SMALLEST_TEXT))
    for colour, strength, stroke in ((_LIGHT, _HALO, 2), (_INK, _OPAQUE, 0)):
        shown.paste(colour, mask=_rows(shown.size, text, letters, strength=strength, stroke=stroke))
    out = BytesIO()
    shown.save(out, kind, **({} if kind == "PNG" else {"quality": 88}))
    return out.getvalue()


def _rows(size: tuple[int, int], text: str, letters: ImageFont.FreeTypeFont, *, strength: int, stroke: int) -> Image.Image:
    """Where the line stands, row under row over the whole picture, every second row moved by half."""
    side = math.ceil(math.hypot(*size))
    field = Image.new("L", (side, side))
    draw = ImageDraw.Draw(field)
    length, step = max(math.ceil(draw.textlength(f"{text}     ", font=letters)), 1), math.ceil(letters.size * 4)
    for row, top in enumerate(range(0, side, step)):
        for left in range(-(row % 2) * length // 2, side, length):
            draw.text((left, top), text, fill=strength, font=letters, stroke_width=stroke)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return field.rotate(_SLANT, resample=Image.Resampling.BILINEAR).crop((left, top, left + size[0], top + size[1]))


def _require_bounds(opened: Image.Image) -> None:
    if opened.width * opened.height > _MOST_POINTS:
        raise PictureUnreadable


def _written(opened: Image.Image, *, turned: bool) -> bytes:
    """Anew, of the points and the colour profile; a JPEG that stands upright keeps its own tables, so that it loses next to nothing."""
    profile = opened.info.get("icc_profile")
    kind, quality = ("PNG", None) if opened.format == "PNG" else ("JPEG", "keep" if opened.format == "JPEG" and not turned else 95)
    upright = ImageOps.exif_transpose(opened) if turned else opened
    upright.load()
    upright.info = {"transparency": upright.info["transparency"]} if "transparency" in upright.info else {}
    out = BytesIO()
    told = {name: value for name, value in (("quality", quality), ("icc_profile", profile)) if value}
    upright.save(out, kind, exif=b"", **told)
    return out.getvalue()


def _is_bare(content: bytes) -> bool:
    return _bare_png(content) if content.startswith(_PNG) else _bare_jpeg(content)


def _bare_png(content: bytes) -> bool:
    place = len(_PNG)
    while place + 12 <= len(content):  # a chunk: length, name, data, check
        length, name = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        place += 12 + length
        if name not in _CHUNKS:
            return False
        if name == b"IEND":
            return place == len(content)
    return False


def _bare_jpeg(content: bytes) -> bool:
    place = 2
    while place + 4 <= len(content) and content[place] == 0xFF:  # noqa: PLR2004 - every segment begins with it
        kind, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if kind == _COMMENT or (kind in _APPLICATION and not content.startswith(_SEGMENTS.get(kind, b"\0none"), place + 4)):
            return False
        place += 2 + length
        if kind == _SCAN:
            rest = content[place:]
            return rest.find(_END) == len(rest) - 2 and not any(bytes((0xFF, other)) in rest for other in (*_APPLICATION, _COMMENT))
    return False
