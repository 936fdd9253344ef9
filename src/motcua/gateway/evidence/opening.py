"""The check of one container of evidence."""

from __future__ import annotations

from pathlib import Path

from motcua.gateway.evidence.checking import Anchors
from motcua.gateway.evidence.report import Report


def check_container(path: Path, *, anchors: Anchors, report: Report) -> None:
    """Everything that a container claims."""
    report.find(path.name, "container", reason="unsupported")
