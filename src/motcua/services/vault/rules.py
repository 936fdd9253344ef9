"""Pure decisions of the vault: what is kept, and what a form may be offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

PREFIX = "document:"


def is_kept(*, outcome: str, has_person: bool, has_file: bool) -> bool:
    """Only granted results with a file and a person are documents to reuse; a denial is read in its dossier."""
    return outcome == "granted" and has_person and has_file


def wanted_kinds(fields: Iterable[str]) -> frozenset[str]:
    """The kinds among the facts that a form asks for: ``document:1.001193`` → ``1.001193``."""
    return frozenset(f.removeprefix(PREFIX) for f in fields if f.startswith(PREFIX))


def report_summary(report: Mapping[str, Any]) -> tuple[str, bool, bool]:
    """Who signed last, whether all signatures are valid, whether any is a development one."""
    signatures = report.get("signatures") or []
    if not signatures:
        return "", False, False
    return str(signatures[-1]["signer"]), bool(report.get("valid")), any(s.get("dev") for s in signatures)
