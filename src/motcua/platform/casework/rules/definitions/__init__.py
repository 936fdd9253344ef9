"""Definition documents: what the JSON (authors write YAML) looks like, and how it becomes a ``Definition``."""

from motcua.platform.casework.rules.definitions.applied import fees_due, papers_due, verdict
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

__all__ = ["EFFECTS", "REQUIRES", "build", "content_hash", "fees_due", "limit", "merge", "papers_due", "submission", "unit", "verdict"]
