"""What identifies a question."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence


def query_hash(*, sql: str, params: Mapping[str, object] | Sequence[object] | None) -> str:
    """Twelve letters that are the same for the same statement (white space aside) with the same values."""
    values = dict(params) if isinstance(params, Mapping) else list(params or ())
    text = json.dumps([" ".join(sql.split()), values], sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
