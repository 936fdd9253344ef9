"""The mapping language: a list of rules as data, each from a place on our side (REST) to a place on the partner's side, and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Literal

import msgspec

from motcua.gateway.translate.errors import WrongDeclaration
from motcua.gateway.translate.paths import ATTRIBUTE, TEXT, split

Scalar = str | int | float | bool


class Kind(StrEnum):
    """What a value is; ``any`` passes a JSON value on as it is."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    ANY = "any"


class Clean(StrEnum):
    """A normalisation of text on its way, in either direction; ``tones`` writes hoà as hòa, ``fold`` drops diacritics."""

    TRIM = "trim"
    SQUEEZE = "squeeze"
    NFC = "nfc"
    UPPER = "upper"
    LOWER = "lower"
    DIGITS = "digits"
    TONES = "tones"
    FOLD = "fold"


class NameParts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the parts of a person's name stand: họ, chữ đệm, tên. The other side of such a rule is one full name."""

    family: str
    middle: str
    given: str


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One rule. ``ours`` and ``theirs`` are dotted paths (``""`` is the whole, ``@name`` an XML attribute, ``#text`` its text).

    ``const`` writes a value on the one side that is named; ``default`` stands (in our words) for what is missing; ``values`` is a code
    list ours → theirs or the name of one; ``fields`` maps an object and ``each`` every element of a list, inline or by the name of a set;
    ``only`` keeps a rule to one direction; ``empty`` writes an empty place for what is missing, with ``nil`` in XML an element that says
    so itself (``xsi:nil``), as schemas of dates and numbers want it.
    """

    ours: str | NameParts | None = None
    theirs: str | NameParts | None = None
    type: Kind = Kind.TEXT
    required: bool = False
    default: Scalar | None = None
    const: Scalar | None = None
    only: Literal["out", "in"] | None = None
    values: str | dict[str, str] | None = None
    others: Literal["refuse", "keep"] = "refuse"
    ours_format: str = ""
    theirs_format: str = ""
    clean: tuple[Clean, ...] = ()
    pattern: str = ""
    empty: bool | Literal["nil"] = False
    fields: str | tuple[Rule, ...] | None = None
    each: str | tuple[Rule, ...] | None = None


class Vocabulary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Code lists and sets of rules that other rules name."""

    tables: dict[str, dict[str, str]] = {}
    sets: dict[str, tuple[Rule, ...]] = {}

    def rules(self, named: str | tuple[Rule, ...] | None) -> tuple[Rule, ...]:
        """The rules behind a name, or the rules themselves."""
        return self.sets[named] if isinstance(named, str) else named or ()

    def table(self, named: str | dict[str, str] | None) -> Mapping[str, str] | None:
        """The code list behind a name, or the list itself; None for none."""
        return self.tables[named] if isinstance(named, str) else named


_FORMAT = re.compile(r"(?:yyyy|MM|dd|HH|mm|ss|[^A-Za-z])*")


def check_rules(rules: tuple[Rule, ...], words: Vocabulary, *, place: str, flat: bool = False, within: tuple[str, ...] = ()) -> None:
    """WrongDeclaration at the first rule that cannot hold; ``flat``: the partner's side is a row of cells."""
    for number, rule in enumerate(rules):
        _check_rule(rule, words, place=f"{place}[{number}]", flat=flat, within=within)
    for side in ("ours", "theirs"):
        _check_no_clash(rules, side, place, flat=flat and side == "theirs")


def _check_rule(rule: Rule, words: Vocabulary, *, place: str, flat: bool, within: tuple[str, ...]) -> None:
    if rule.const is not None:
        _refuse((rule.ours is None) == (rule.theirs is None), place, "a constant is written on exactly one side")
        return
    _refuse(rule.ours is None or rule.theirs is None, place, "both sides must be named")
    last = split(rule.theirs)[-1:] if isinstance(rule.theirs, str) else []
    unsaid = rule.empty == "nil" and (not last or last[0].startswith((ATTRIBUTE, TEXT)))
    _refuse(unsaid, f"{place}.empty", "only an element says that it is nothing")
    parts = [side for side in (rule.ours, rule.theirs) if isinstance(side, NameParts)]
    _refuse(len(parts) > 1 or (bool(parts) and rule.type is not Kind.TEXT), place, "a name is split on one side only, and is text")
    _refuse(rule.fields is not None and rule.each is not None, place, "either fields or each")
    for attribute in ("ours_format", "theirs_format"):
        text = getattr(rule, attribute)
        _refuse(bool(text) and rule.type not in {Kind.DATE, Kind.INSTANT}, f"{place}.{attribute}", "only dates and instants have formats")
        _refuse(not _FORMAT.fullmatch(text), f"{place}.{attribute}", "a format is made of yyyy MM dd HH mm ss and signs")
    if rule.pattern:
        try:
            re.compile(rule.pattern)
        except re.error as error:
            raise WrongDeclaration(f"{place}.pattern", str(error)) from None
    _check_values(rule, words, place)
    for attribute in ("fields", "each"):
        _check_inner(rule, attribute, words, place=f"{place}.{attribute}", flat=flat, within=within)


def _check_values(rule: Rule, words: Vocabulary, place: str) -> None:
    if isinstance(rule.values, str):
        _refuse(rule.values not in words.tables, f"{place}.values", f"there is no code list {rule.values!r}")
    table = words.table(rule.values)
    if table is not None and rule.only is None:
        _refuse(len(set(table.values())) < len(table), f"{place}.values", "two of our codes share one of theirs: say only out or in")


def _check_inner(rule: Rule, attribute: str, words: Vocabulary, *, place: str, flat: bool, within: tuple[str, ...]) -> None:
    named = getattr(rule, attribute)
    if named is None:
        return
    _refuse(flat, place, "a row of cells holds neither objects nor lists")
    if isinstance(named, str):
        _refuse(named not in words.sets, place, f"there is no set of rules {named!r}")
        _refuse(named in within, place, f"the set {named!r} contains itself")
        within = (*within, named)
    check_rules(words.rules(named), words, place=place, within=within)


def _check_no_clash(rules: tuple[Rule, ...], side: str, place: str, *, flat: bool) -> None:
    """Nothing is written twice, and nothing is written into a text."""
    for direction in ("out", "in"):
        seen: dict[tuple[str, ...], int] = {}
        for number, rule in enumerate(rules):
            if rule.only not in {None, direction}:
                continue
            for path in _paths(getattr(rule, side), flat=flat):
                _refuse(path in seen and path != (), f"{place}[{number}].{side}", f"{'.'.join(path)} is named twice")
                seen[path] = number
        for path, number in seen.items():
            outer = next((path[:cut] for cut in range(1, len(path)) if path[:cut] in seen), None)
            writable = outer is None or rules[seen[outer]].fields is not None
            _refuse(not writable, f"{place}[{number}].{side}", f"lies inside {'.'.join(outer or ())}, which is no object")


def _paths(side: str | NameParts | None, *, flat: bool) -> Iterator[tuple[str, ...]]:
    for text in paths_of(side):
        yield (text,) if flat else tuple(split(text))


def paths_of(side: str | NameParts | None) -> tuple[str, ...]:
    """The paths that one side of a rule names: three for a name in parts (họ, chữ đệm, tên), none for a constant of the other side."""
    return (side.family, side.middle, side.given) if isinstance(side, NameParts) else () if side is None else (side,)


def _refuse(wrong: bool, place: str, sentence: str) -> None:
    if wrong:
        raise WrongDeclaration(place, sentence)


def walk(rules: tuple[Rule, ...], words: Vocabulary) -> Iterator[Rule]:
    """Every rule, those inside others too; the rules must have been checked (no set contains itself)."""
    for rule in rules:
        yield rule
        for inner in (rule.fields, rule.each):
            yield from walk(words.rules(inner), words)
