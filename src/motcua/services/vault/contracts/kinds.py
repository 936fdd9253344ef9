"""Kinds of papers: what a paper of a kind says, how long it counts, and which questions of forms its fields answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Sensitivity(StrEnum):
    """Whether a paper tells sensitive personal data (Luật 91/2025/QH15: health, origin, criminal record, biometry)."""

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"


class FieldKind(StrEnum):
    """How a field of a paper is typed and checked."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    PERSONAL_NUMBER = "personal_number"
    TAX_CODE = "tax_code"
    HEALTH_CARD = "health_card"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperField:
    """One field of a kind. ``fact`` is the name under which forms ask for it; ``options`` pairs (value, Vietnamese, English)."""

    name: str
    label_vi: str
    label_en: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    sensitive: bool = False
    fact: str = ""
    hint_vi: str = ""
    hint_en: str = ""
    options: tuple[tuple[str, str, str], ...] = ()

    def label(self, language: str) -> str:
        """What people call it."""
        return self.label_en if language == "en" else self.label_vi


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """A kind of paper. ``procedures`` are the codes whose results are of this kind; ``years`` how long it counts from ``issued_on``.

    ``ends_by`` names the field with the last day; both empty: the kind does not end. ``holders``: whose store it belongs in.
    """

    key: str
    name_vi: str
    name_en: str
    group: str
    fields: tuple[PaperField, ...]
    source: str
    sensitivity: Sensitivity = Sensitivity.ORDINARY
    aliases: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    years: int = 0
    ends_by: str = ""
    holders: tuple[str, ...] = ("person",)
    effective_from: date = date(2025, 7, 1)
    effective_to: date | None = None

    def name(self, language: str) -> str:
        """What people call it."""
        return self.name_en if language == "en" else self.name_vi

    def field(self, name: str) -> PaperField | None:
        """The field of that name, if the kind has it."""
        return next((f for f in self.fields if f.name == name), None)
