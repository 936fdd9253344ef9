"""For tests: a document, a signer, the judge that is not ours."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from motcua.platform.documents import api as documents
from motcua.platform.documents.testing import DATA, SAMPLE
from motcua.platform.signing.contracts import SignerRef

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LEADER = SignerRef(officer_id=UUID(int=11), name="Nguyễn Thị Hường", title="Chủ tịch", unit_name="UBND phường Ngô Quyền")


def document(name: str = "Đỗ Văn Mẫu") -> bytes:
    """An official document."""
    documents.templates.add(SAMPLE)
    return documents.render_pdf(template=SAMPLE.key, data={**DATA, "name": name}, now=NOW)


def pdfsig(pdf: bytes, folder: Path) -> str:
    """What poppler says of the signatures; raises FileNotFoundError where it is not installed."""
    path = folder / "signed.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdfsig", "-no-ocsp", str(path)],
        capture_output=True, text=True, timeout=60, check=False,
    )
    return done.stdout
