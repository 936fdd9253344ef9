"""Archives before they are opened."""

from __future__ import annotations

import io
import zipfile


def unpacked_size(raw: bytes) -> int:
    """How many bytes a ZIP archive becomes, as it says itself: a small one can hide a huge one. 0 for what is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile:
        return 0
