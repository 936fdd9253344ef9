"""Which template fits a procedure of the catalogue, and why: the first rule of a table whose conditions all hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from motcua.kernel.text import squeeze
from motcua.platform.casework.contracts import ProcedureLevel


@dataclass(frozen=True, slots=True)
class Row:
    """What the chooser looks at, in lower case; ``days`` are rough calendar days, None where the source states no time."""

    name: str
    field: str = ""
    issuer: str = ""
    executor: str = ""
    level: str = ""
    results: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    agencies: int = 0
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The template of a procedure with the rule that chose it and its reason."""

    template: str
    rule: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table."""

    key: str
    template: str
    when: Mapping[str, Any]
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Agencies:
    """Which department decides in which field, and whom it consults."""

    rows: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    fallback: str

    def of(self, *, field: str, name: str = "") -> tuple[str, tuple[str, ...]]:
        """Unit code of the department and the unit codes it consults: by the field, else by the name, else the fallback."""
        for text in (field.lower(), name.lower()):
            for unit, consulted, words in self.rows:
                if any(_has_word(text, word) for word in words):
                    return unit, consulted
        first = [unit for unit, _, _ in self.rows if unit != self.fallback][:2]
        return self.fallback, tuple(first)


def rules_from(raw: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The rules of a loaded ``_chooser.yaml``; ``ValueError`` for a condition that nobody understands or a table without a last resort."""
    rules = tuple(Rule(key=r["key"], template=r["template"], when=r["when"], vi=r["vi"], en=r["en"]) for r in raw["rules"])
    for rule in rules:
        for name in rule.when:
            if name not in _HOLDS:
                msg = f"{rule.key}: unknown condition {name!r}"
                raise ValueError(msg)
    if not rules or rules[-1].when:
        msg = "the last rule must hold for everything"
        raise ValueError(msg)
    return rules


def agencies_from(raw: Mapping[str, Any]) -> Agencies:
    """The table of a loaded ``_agencies.yaml``."""
    rows = tuple((a["unit"], tuple(a["consulted"]), tuple(a["words"])) for a in raw["agencies"])
    return Agencies(rows=rows, fallback=raw["fallback"])


def choose(row: Row, *, rules: Sequence[Rule]) -> Choice:
    """The template of a procedure: the first rule that holds."""
    for rule in rules:
        if all(_HOLDS[name](row, wanted) for name, wanted in rule.when.items()):
            return Choice(template=rule.template, rule=rule.key, vi=rule.vi, en=rule.en)
    msg = "no rule holds"
    raise ValueError(msg)


def row_of(*, name: str, field: str, issuer: str, executor: str, details: Mapping[str, Any], days: float | None) -> Row:
    """A catalogue row as the chooser reads it."""
    plain = squeeze(name).lower().removeprefix("thủ tục ").removeprefix("việc ")
    return Row(
        name=plain, field=field.lower(), issuer=issuer.lower(), executor=executor.lower() or str(details.get("authority", "")).lower(),
        level=str(details.get("level", "")).lower(), results=tuple(str(r["name"]).lower() for r in details.get("results", [])),
        subjects=tuple(str(s).lower() for s in details.get("subjects", [])), agencies=executor.count(";") + 1 if executor else 0, days=days,
    )


def level_of(row: Row) -> ProcedureLevel:
    """The lowest level of government that the catalogue names: the commune before the city before a ministry."""
    words = f"{row.level} {row.executor}"
    if "cấp xã" in words:
        return ProcedureLevel.COMMUNE
    if any(word in words for word in ("cấp tỉnh", "sở ", "cơ quan khác", "tỉnh")):
        return ProcedureLevel.CITY
    if any(word in words for word in ("cấp bộ", "bộ ", "cục ")):
        return ProcedureLevel.MINISTRY
    return ProcedureLevel.UNKNOWN


def _has_word(text: str, word: str) -> bool:
    """Whether the word stands in the text as words, not inside a longer syllable (“giá” is not in “giám định”)."""
    at = text.find(word)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(word) : at + len(word) + 1]
        if not before.isalpha() and not after.isalpha():
            return True
        at = text.find(word, at + 1)
    return False


def _any_in(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


_HOLDS: dict[str, Callable[[Row, Any], bool]] = {
    "level": lambda row, words: _any_in(row.level, words),
    "level_also": lambda row, words: _any_in(row.level, words),
    "level_not": lambda row, words: not _any_in(row.level, words),
    "field": lambda row, words: _any_in(row.field, words),
    "name": lambda row, words: _any_in(row.name, words),
    "name_not": lambda row, words: not _any_in(row.name, words),
    "starts": lambda row, words: row.name.startswith(tuple(words)),
    "result": lambda row, words: any(_any_in(r, words) for r in row.results),
    "executor": lambda row, words: _any_in(row.executor, words),
    "executor_not": lambda row, words: not _any_in(row.executor, words),
    "issuer": lambda row, words: _any_in(row.issuer, words),
    "subject": lambda row, words: any(_any_in(s, words) for s in row.subjects),
    "days_most": lambda row, most: row.days is not None and row.days <= most,
    "agencies_least": lambda row, least: row.agencies >= least,
}
