"""Pictures whose file is small and whose points fill the memory of whoever opens them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from motcua.foundation.files import actions
from motcua.foundation.files.contracts import FileDamaged


def drawing(width: int, height: int) -> bytes:
    """A whole, empty PNG in black and white: a few kilobytes."""
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def test_a_small_file_of_too_many_points_is_refused() -> None:
    """Fewer than what the library of pictures itself refuses."""
    with pytest.raises(FileDamaged):
        actions.check(content=drawing(9_000, 9_500), name="anh.png")


def test_a_sheet_of_a3_at_600_dots_is_taken() -> None:
    actions.check(content=drawing(7_016, 9_933), name="anh.png")
