"""Photographs of faces: the shape and the least size that papers ask for."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

from PIL import Image, UnidentifiedImageError

from motcua.platform.eforms.contracts import FieldError, FieldKind, UiField, Upload
from motcua.platform.eforms.rules.problems import problem

# Width : height, and the least height in pixels at 300 dots per inch. 4x6 cm: TT 31/2023/TT-BCA (passports).
SHAPES: Final = {"3x4": (3 / 4, 400), "4x6": (2 / 3, 600)}
TOLERANCE: Final = 0.04


@dataclass
class _Read:
    """An upload that was read once, to be read again by the store."""

    name: str | None
    content: io.BytesIO

    def read(self, size: int = -1, /) -> bytes:
        return self.content.read(size)


def checked(question: UiField, upload: Upload) -> tuple[Upload, list[FieldError]]:
    """The upload, and what is wrong with its shape. What is no picture at all is left to the store to name."""
    if question.kind != FieldKind.PHOTO or not question.portrait:
        return upload, []
    content = upload.read()
    again = _Read(upload.name, io.BytesIO(content))
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            turned = picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)  # the camera was held upright
            width, height = picture.size[::-1] if turned else picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return again, []
    ratio, least = SHAPES[question.portrait]
    if height >= least and abs(width / height - ratio) <= TOLERANCE:
        return again, []
    shape = question.portrait.replace("x", ":")
    called = question.portrait.replace("x", " × ")
    return again, [problem(question, "photo_shape", portrait=called, ratio=shape, least=least, width=width, height=height)]
