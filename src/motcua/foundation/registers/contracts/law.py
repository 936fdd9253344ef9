"""Rules, catalogues and the demonstration clock as they cross the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.kernel.errors import NamedError


class Trust(StrEnum):
    """How sure a fact of law is: it is printed as a citation only when verified."""

    VERIFIED = "V"  # read in a page that reproduces or reports the text
    PRACTICE = "C"  # read in a system in use
    SECONDARY = "S"  # a third party quotes the text
    BELIEVED = "B"  # nobody opened a source: a setting, not a citation


@dataclass(frozen=True, slots=True)
class LegalRule:
    """One version of a rule; ``value`` is a number, text, list or mapping in the unit that ``vi`` and ``en`` name.

    In force on days of ``[effective_from, effective_to)``.
    """

    code: str
    value: Any
    vi: str
    en: str
    effective_from: date
    effective_to: date | None
    source: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a catalogue, in force on days of ``[effective_from, effective_to)``."""

    catalogue: str
    code: str
    vi: str
    en: str
    effective_from: date
    effective_to: date | None
    source: str
    trust: Trust
    attributes: Mapping[str, Any] = field(default_factory=dict)

    def name(self, language: str = "vi") -> str:
        """Its name in ``vi`` or ``en``."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading the reference data did; ``kept`` counts rows that were right already or that an officer had amended."""

    added: int
    changed: int
    kept: int


class RuleUnknown(NamedError):
    """No version of the rule is in force on that day."""

    code = "registers.rule_unknown"
    vi = "Không có quy định “{code}” có hiệu lực vào ngày {on}."
    en = "No version of the rule “{code}” is in force on {on}."
    status = 404


class EntryUnknown(NamedError):
    """The catalogue has no such entry in force on that day."""

    code = "registers.entry_unknown"
    vi = "Danh mục “{catalogue}” không có mã “{code}” có hiệu lực vào ngày {on}."
    en = "The catalogue “{catalogue}” has no entry “{code}” in force on {on}."
    status = 404


class AmendmentTooEarly(NamedError):
    """A new version would begin before or with the one in force last; the past is not rewritten."""

    code = "registers.amendment_too_early"
    vi = "Quy định “{code}” đã có bản hiệu lực từ {latest}; bản mới phải có hiệu lực sau ngày đó."
    en = "The rule “{code}” already has a version from {latest}; a new one must begin after that day."
    status = 409


class ValueShapeWrong(NamedError):
    """The new value of a rule is of another kind than the one before; whoever reads it would stumble."""

    code = "registers.value_shape"
    vi = "Giá trị mới phải cùng dạng với bản trước ({kind})."
    en = "The new value must be of the same kind as the one before ({kind})."
    status = 422


class DemoClockRefused(NamedError):
    """Only a demonstration may set its clock, and only forwards when advancing."""

    code = "registers.demo_clock_refused"
    vi = "Không thể đổi đồng hồ: {reason_vi}"
    en = "The clock cannot be changed: {reason_en}"
    status = 403
