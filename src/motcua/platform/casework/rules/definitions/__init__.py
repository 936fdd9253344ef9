"""Definition documents: what the JSON (authors write YAML) looks like, and how it becomes a ``Definition``."""

from motcua.platform.casework.rules.definitions.build import EFFECTS, REQUIRES, build, content_hash, merge

__all__ = ["EFFECTS", "REQUIRES", "build", "content_hash", "merge"]
