"""The data dictionary of a batch: what every field is, what holds between fields, and what the national source also knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from motcua.gateway.translate import values
from motcua.gateway.translate.errors import Untranslatable, WrongDeclaration
from motcua.gateway.translate.rules import Kind

TODAY = "today"


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One field. ``minimum`` and ``maximum`` (inclusive) are written like the field, or ``today`` for dates.

    ``reference`` names a set of codes.
    ``stale_days``: a date or instant older than so many days is stale. ``identifier`` fields must be without any error.
    """

    name: str
    type: Kind = Kind.TEXT
    format: str = ""
    required: bool = False
    identifier: bool = False
    pattern: str = ""
    values: tuple[str, ...] = ()
    minimum: str = ""
    maximum: str = ""
    reference: str = ""
    stale_days: int = 0


class Compare(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="compare"):
    """``left`` and ``right`` are fields of one type; a row in which both are there and the sign does not hold is in conflict."""

    left: str
    sign: Literal["<", "<=", "==", "!=", ">=", ">"]
    right: str


class PersonalNumber(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="personal_number"):
    """The 12-digit number tells birth year and sex of its holder; ``male`` and ``female`` are the words of the field ``sex``."""

    number: str
    born_on: str = ""
    sex: str = ""
    male: str = "male"
    female: str = "female"


class National(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the national source is asked by (``key``) and which of our fields must be as there (ours → theirs)."""

    key: str
    fields: dict[str, str]


class Dictionary(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A data dictionary; ``key`` are the fields that tell one row from another."""

    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    conflicts: tuple[Compare | PersonalNumber, ...] = ()
    national: National | None = None


def read_dictionary(settings: Mapping[str, Any]) -> Dictionary:
    """The checked dictionary of untyped data; WrongDeclaration names the place."""
    try:
        dictionary = msgspec.convert(settings, type=Dictionary)
    except msgspec.ValidationError as error:
        raise WrongDeclaration("", str(error)) from None
    names = [field.name for field in dictionary.fields]
    if not names or len(set(names)) < len(names):
        raise WrongDeclaration("fields", "there is none, or one is named twice")
    for number, field in enumerate(dictionary.fields):
        _check_field(field, f"fields[{number}]")
    named = [("key", name) for name in dictionary.key]
    for number, rule in enumerate(dictionary.conflicts):
        found = (rule.left, rule.right) if isinstance(rule, Compare) else (rule.number, rule.born_on, rule.sex)
        named += [(f"conflicts[{number}]", name) for name in found if name]
    if dictionary.national is not None:
        named += [("national", name) for name in (dictionary.national.key, *dictionary.national.fields)]
    for place, name in named:
        if name not in names:
            raise WrongDeclaration(place, f"there is no field {name!r}")
    _check_compared(dictionary)
    return dictionary


def _check_compared(dictionary: Dictionary) -> None:
    kinds = {field.name: field.type for field in dictionary.fields}
    for number, rule in enumerate(dictionary.conflicts):
        if isinstance(rule, Compare) and kinds[rule.left] is not kinds[rule.right]:
            raise WrongDeclaration(f"conflicts[{number}]", "fields of different types cannot be compared")
        if isinstance(rule, PersonalNumber) and rule.born_on and kinds[rule.born_on] is not Kind.DATE:
            raise WrongDeclaration(f"conflicts[{number}].born_on", "a birth date is a date")


def _check_field(field: Field, place: str) -> None:
    if field.type is Kind.ANY:
        raise WrongDeclaration(f"{place}.type", "a field has a type")
    try:
        re.compile(field.pattern)
    except re.error as error:
        raise WrongDeclaration(f"{place}.pattern", str(error)) from None
    dated = field.type in {Kind.DATE, Kind.INSTANT}
    if field.stale_days and not dated:
        raise WrongDeclaration(f"{place}.stale_days", "only dates and instants grow stale")
    for side in ("minimum", "maximum"):
        try:
            bound(field, getattr(field, side), date(2026, 1, 1))
        except Untranslatable:
            raise WrongDeclaration(f"{place}.{side}", f"is no {field.type}") from None


def bound(field: Field, text: str, today: date) -> Any:
    """A bound of a field as a value, None for none."""
    if not text:
        return None
    if text == TODAY and field.type is Kind.DATE:
        return today
    return values.read(text, field.type, field.format, place=field.name)
