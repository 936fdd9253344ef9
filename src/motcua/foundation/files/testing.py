"""For tests: small contents of every accepted type."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

from PIL import Image

from motcua.foundation.files import api
from motcua.kernel.actors import SYSTEM

PDF_BYTES = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def picture(kind: str = "PNG") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(out, kind)
    return out.getvalue()


def archive(*names: str) -> bytes:
    """A ZIP with empty entries of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "")
    return out.getvalue()


def stored(content: bytes = PDF_BYTES, *, name: str = "giấy tờ.pdf", purpose: str = "test") -> api.StoredFile:
    """A kept file."""
    return api.put(content=content, name=name, purpose=purpose, actor=SYSTEM, now=NOW)
