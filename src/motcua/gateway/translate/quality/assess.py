"""A batch read row by row against its dictionary. Pure: whoever calls brings today, the code sets and the national source."""

from __future__ import annotations

import hashlib
import operator
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from motcua.gateway.translate import values
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.quality.dictionary import Compare, Dictionary, Field, PersonalNumber, bound
from motcua.gateway.translate.quality.report import MOST_ROWS_NAMED, FieldReport, Repair, Report
from motcua.gateway.translate.quality.standard import NDOP_2026, Dimension, Group, Severity, Standard
from motcua.kernel.identifiers import InvalidPersonalNumber, Sex, parse_personal_number
from motcua.kernel.text import fold, squeeze

Row = Mapping[str, Any]
Source = Callable[[str], Row | None]
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip


def assess(
    dictionary: Dictionary,
    rows: Iterable[Row],
    *,
    today: date,
    references: Mapping[str, Container[str]] | None = None,
    national: Source | None = None,
    standard: Standard = NDOP_2026,
) -> Report:
    """The report of a batch. ``references`` are the code sets that fields name.

    ``national`` answers a key with the record of the national source, None when it knows none. Values are as they came (text, or JSON
    values). A row needs the memory of a row, and of its key 16 bytes.
    """
    work = _Assessment(dictionary, today=today, references=references or {}, national=national, standard=standard)
    for row in rows:
        work.row(row)
    return work.report()


class _Assessment:
    """The counts on the way."""

    def __init__(
        self, dictionary: Dictionary, *, today: date, references: Mapping[str, Container[str]], national: Source | None, standard: Standard
    ) -> None:
        self.dictionary, self.today, self.references, self.national, self.standard = dictionary, today, references, national, standard
        fields = dictionary.fields
        self.fields = {field.name: FieldReport(name=field.name, severity=_severity(field)) for field in fields}
        self.bounds = {field.name: tuple(bound(field, text, today) for text in (field.minimum, field.maximum)) for field in fields}
        self.checked: Counter[Dimension] = Counter()
        self.wrong: Counter[Dimension] = Counter()
        self.seen: set[bytes] = set()
        self.count = self.identified = 0
        self.errors_here: set[str] = set()

    def row(self, row: Row) -> None:
        self.count += 1
        self.errors_here = set()
        meanings = {field.name: self._field(field, row.get(field.name)) for field in self.dictionary.fields}
        self._duplicate(meanings)
        for rule in self.dictionary.conflicts:
            if isinstance(rule, Compare):
                self._compare(rule, meanings)
            else:
                self._personal_number(rule, meanings)
        self._mismatch(meanings)
        identifiers = {field.name for field in self.dictionary.fields if field.identifier}
        self.identified += not identifiers & self.errors_here

    def _judge(self, group: Group, name: str, wrong: bool) -> bool:
        """Count one check; whether it was passed."""
        dimension = self.standard.dimensions[group]
        self.checked[dimension] += 1
        if wrong:
            self.wrong[dimension] += 1
            told = self.fields[name]
            told.errors[group] = told.errors.get(group, 0) + 1
            if name not in self.errors_here and len(told.rows) < MOST_ROWS_NAMED:
                told.rows.append(self.count)
            self.errors_here.add(name)
        return not wrong

    def _field(self, field: Field, raw: Any) -> Any:
        """The meaning of a cell, None when it is missing or wrongly formed."""
        missing = raw is None or (isinstance(raw, str) and not raw.strip())
        if field.required or field.identifier:
            self._judge(Group.MISSING, field.name, missing)
        if missing:
            return None
        try:
            meaning = values.read(raw, field.type, field.format, place=field.name)
        except Untranslatable:
            meaning = None
        fits = meaning is not None and (not field.pattern or re.fullmatch(field.pattern, values.text_of(raw)) is not None)
        if not self._judge(Group.FORMAT, field.name, not fits):
            return None
        self._domain(field, raw, meaning)
        if field.reference in self.references:
            self._judge(Group.BROKEN_REFERENCE, field.name, values.text_of(raw) not in self.references[field.reference])
        if field.stale_days:
            day = meaning.astimezone(values.CITY).date() if isinstance(meaning, datetime) else meaning
            self._judge(Group.STALE, field.name, (self.today - day).days > field.stale_days)
        return meaning

    def _domain(self, field: Field, raw: Any, meaning: Any) -> None:
        least, most = self.bounds[field.name]
        if field.values or least is not None or most is not None:
            outside = (bool(field.values) and values.text_of(raw) not in field.values) or (least is not None and meaning < least)
            self._judge(Group.OUTLIER, field.name, outside or (most is not None and meaning > most))

    def _duplicate(self, meanings: Row) -> None:
        key = [meanings[name] for name in self.dictionary.key]
        if not key or None in key:
            return
        digest = hashlib.blake2b("\x1f".join(values.text_of(part) for part in key).encode(), digest_size=16).digest()
        self._judge(Group.DUPLICATE, self.dictionary.key[0], digest in self.seen)
        self.seen.add(digest)

    def _compare(self, rule: Compare, meanings: Row) -> None:
        left, right = meanings[rule.left], meanings[rule.right]
        if left is not None and right is not None:
            self._judge(Group.CONFLICT, rule.left, not _SIGNS[rule.sign](left, right))

    def _personal_number(self, rule: PersonalNumber, meanings: Row) -> None:
        number = meanings[rule.number]
        born, sex = (meanings[name] if name else None for name in (rule.born_on, rule.sex))
        if number is None or (born is None and sex is None):
            return
        try:
            says = parse_personal_number(str(number))
        except InvalidPersonalNumber:
            self._judge(Group.CONFLICT, rule.number, True)
            return
        word = rule.male if says.sex is Sex.MALE else rule.female
        wrong = (born is not None and born.year != says.birth_year) or (sex is not None and sex != word)
        self._judge(Group.CONFLICT, rule.number, wrong)

    def _mismatch(self, meanings: Row) -> None:
        """The record as the national source has it: text is compared without regard to case, marks and spaces."""
        declared = self.dictionary.national
        if declared is None or self.national is None or meanings[declared.key] is None:
            return
        record = self.national(values.text_of(meanings[declared.key]))
        if not self._judge(Group.MISMATCH, declared.key, record is None) or record is None:
            return
        for ours, theirs in declared.fields.items():
            if meanings[ours] is not None:
                self._judge(Group.MISMATCH, ours, _alike(meanings[ours]) != _alike(record.get(theirs)))

    def report(self) -> Report:
        fields = tuple(self.fields.values())
        groups: Counter[Group] = Counter()
        repairs: Counter[Severity] = Counter()
        for told in fields:
            groups.update(told.errors)
            repairs[told.severity] += sum(told.errors.values())
        dimensions = {d: _percent(self.checked[d] - self.wrong[d], self.checked[d]) for d in Dimension if self.checked[d]}
        weight = sum(self.standard.weights[d] for d in dimensions)
        shares = sum(self.standard.weights[d] * (self.checked[d] - self.wrong[d]) / self.checked[d] for d in dimensions)
        named = {field.reference for field in self.dictionary.fields if field.reference} - set(self.references)
        lacking = sorted(named) + (["national"] if self.dictionary.national is not None and self.national is None else [])
        return Report(
            rows=self.count,
            fields=fields,
            groups=dict(groups),
            dimensions=dimensions,
            index=round(100 * shares / weight, 2) if weight else 100.0,
            identifiers=_percent(self.identified, self.count),
            accepted=self.identified == self.count,
            repairs=tuple(Repair(severity=s, errors=repairs[s], working_days=self.standard.repair_days[s]) for s in Severity if repairs[s]),
            unchecked=tuple(lacking),
        )


def _severity(field: Field) -> Severity:
    if field.identifier:
        return Severity.IDENTIFIER
    return Severity.REQUIRED if field.required else Severity.OTHER


def _percent(good: int, all_: int) -> float:
    """Rounded down where one error is left, so that 100 means all."""
    share = round(100 * good / all_, 2) if all_ else 100.0
    return min(share, 99.99) if good < all_ else share


def _alike(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else values.text_of(value if value is not None else "")
    return squeeze(fold(text))
