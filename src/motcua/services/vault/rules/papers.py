"""Pure decisions of the vault: what is kept, and what a form may be offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from motcua.services.vault.contracts import HeldDocument, PaperKind, Standing

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


def standing(
    *, on: date, removed: bool, revoked: bool, replaced: bool, expires_on: date | None, confirmed: bool, warn_days: int
) -> Standing:
    """What a paper is worth on a day; the first that applies. ``expires_on`` is the first day on which it does not count any more."""
    if removed:
        return Standing.REMOVED
    if revoked:
        return Standing.REVOKED
    if replaced:
        return Standing.REPLACED
    if expires_on is not None and expires_on <= on:
        return Standing.ENDED
    if not confirmed:
        return Standing.UNCONFIRMED
    if expires_on is not None and expires_on <= on + timedelta(days=warn_days):
        return Standing.ENDING
    return Standing.IN_FORCE


def usable(paper: HeldDocument) -> bool:
    """Whether a form may be offered the paper: in force, confirmed by its holder; an issued one signed well."""
    return paper.standing in {Standing.IN_FORCE, Standing.ENDING} and (paper.valid or not paper.official)


def ends_on(kind: PaperKind | None, facts: Mapping[str, str]) -> date | None:
    """The first day on which a paper with these fields does not count any more: the day after the last one that is printed on it."""
    if kind is None:
        return None
    if kind.ends_by and facts.get(kind.ends_by):
        return date.fromisoformat(facts[kind.ends_by]) + timedelta(days=1)
    if kind.years and facts.get("issued_on"):
        issued = date.fromisoformat(facts["issued_on"])
        leap = issued.month == 2 and issued.day == 29  # noqa: PLR2004 - 29 February ends on 1 March of a common year
        return date(issued.year + kind.years, 3, 1) if leap else issued.replace(year=issued.year + kind.years)
    return None
