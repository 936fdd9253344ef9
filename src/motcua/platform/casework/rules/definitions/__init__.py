"""Definition documents: what the JSON (authors write YAML) looks like, and how it becomes a ``Definition``."""

from motcua.platform.casework.rules.definitions.build import (
    EFFECTS,
    REQUIRES,
    build,
    content_hash,
    limit,
    merge,
    submission,
    unit,
)
from motcua.platform.casework.rules.definitions.money import fees_due, verdict

__all__ = ["EFFECTS", "REQUIRES", "build", "content_hash", "fees_due", "limit", "merge", "submission", "unit", "verdict"]
