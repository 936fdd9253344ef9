"""Answers of policies: ``Allowed`` or ``Denied`` with a reason a person can read."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes; ``ground`` names the power or law that allows it."""

    ground: str = ""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No, with the reason in both languages."""

    reason_vi: str
    reason_en: str

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Denied


def require(decision: Decision) -> None:
    """Raise ``Forbidden`` with the policy's reason unless it allows."""
    if isinstance(decision, Denied):
        raise Forbidden(reason_vi=decision.reason_vi, reason_en=decision.reason_en)
