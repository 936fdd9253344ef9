"""Words, choices and identifiers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from motcua.kernel import text as texts
from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers import normalise_phone, parse_dossier_code, parse_personal_number, parse_tax_code
from motcua.platform.eforms.contracts import Facts, FieldError, UiField
from motcua.platform.eforms.rules import lists
from motcua.platform.eforms.rules.patterns import EMAIL, PATTERNS
from motcua.platform.eforms.rules.problems import problem
from motcua.platform.eforms.rules.reading.base import AREA_LIMIT, NO, TEXT_LIMIT, YES, Posted, Read, one, wrong

UNKNOWN: Final = "unknown"
_PLATE: Final = re.compile(r"([1-9][0-9])-?([A-Z]{1,2}|[A-Z][0-9])-([0-9]{3}\.?[0-9]{2}|[0-9]{4})")
_BARE_PLATE: Final = re.compile(r"([1-9][0-9])(?:([A-Z]{1,2})([0-9]{4,5})|([A-Z][0-9])([0-9]{5}))")


def text(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """One line of words."""
    typed = texts.squeeze(one(posted, name))
    limit = field.max_length or TEXT_LIMIT
    if len(typed) > limit:
        return wrong(field, "too_long", name, limit=limit, length=len(typed))
    pattern = PATTERNS.get(field.pattern)
    if typed and pattern and not pattern.regex.fullmatch(typed):
        return wrong(field, pattern.problem, name)
    return Read(typed or None)


def textarea(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """Several lines of words."""
    lines = one(posted, name).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    typed = texts.nfc("\n".join(line.rstrip() for line in lines)).strip()
    limit = field.max_length or AREA_LIMIT
    if len(typed) > limit:
        return wrong(field, "too_long", name, limit=limit, length=len(typed))
    return Read(typed or None)


def choice(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """One of the form's options."""
    typed = one(posted, name)
    if not typed:
        return Read()
    if typed not in {option.value for option in field.options}:
        return wrong(field, "not_a_choice", name)
    return Read(typed)


def choices(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """Some of the form's options, in the form's order."""
    typed = [t for t in posted.get(name, ()) if t]
    known = [option.value for option in field.options]
    if any(t not in known for t in typed):
        return wrong(field, "not_a_choice", name)
    return Read([value for value in known if value in typed] or None)


def boolean(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """Yes or no."""
    typed = one(posted, name)
    if not typed:
        return Read()
    if typed in YES:
        return Read(value=True)
    return Read(value=False) if typed in NO else wrong(field, "not_a_choice", name)


def yes_no_unknown(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """Yes, no or not known."""
    typed = one(posted, name)
    if not typed:
        return Read()
    return Read(typed) if typed in ("yes", "no", UNKNOWN) else wrong(field, "not_a_choice", name)


def declaration(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A ticked declaration; not ticked is no answer."""
    return Read(value=True) if one(posted, name) in YES else Read()


def email(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """An e-mail address."""
    typed = one(posted, name).strip()
    if typed and (len(typed) > TEXT_LIMIT or not EMAIL.fullmatch(typed)):
        return wrong(field, "not_an_email", name)
    return Read(typed or None)


def listed(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """An entry of a shared list, by its code or its name with or without diacritics."""
    typed = texts.squeeze(one(posted, name))
    if not typed:
        return Read()
    entries = lists.entries(field, facts)
    folded = texts.fold(typed)
    found = [e.code for e in entries if e.code == typed] or [e.code for e in entries if folded in (texts.fold(e.vi), texts.fold(e.en))]
    return Read(found[0]) if len(found) == 1 else wrong(field, "not_a_choice", name)


def parsed(parse: Callable[[str, Facts], str]) -> Callable[[UiField, Posted, Facts, str], Read]:
    """A reader from a parser of the kernel: its named error is the field's."""

    def reader(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
        typed = texts.squeeze(one(posted, name))
        if not typed:
            return Read()
        try:
            return Read(parse(typed, facts))
        except NamedError as error:
            return Read(errors=(FieldError(name=name, code=error.code, vi=error.sentence("vi"), en=error.sentence("en")),))

    return reader


personal_number: Final = parsed(lambda typed, facts: parse_personal_number(typed, today=facts.today).number)
tax_code: Final = parsed(lambda typed, _: parse_tax_code(typed).code)
phone: Final = parsed(lambda typed, _: normalise_phone(typed))
dossier_code: Final = parsed(lambda typed, _: str(parse_dossier_code(typed)))


def shaped(regex: str, problem_code: str) -> Callable[[UiField, Posted, Facts, str], Read]:
    """A reader of a code with a fixed shape; spaces, points and hyphens are forgiven, letters made capital."""
    pattern = re.compile(regex)

    def reader(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
        typed = re.sub(r"[\s.\-]", "", texts.nfc(one(posted, name))).upper()
        if not typed:
            return Read()
        return Read(typed) if pattern.fullmatch(typed) else wrong(field, problem_code, name)

    return reader


passport: Final = shaped(r"(?=.*[0-9])[A-Z0-9]{6,9}", "not_a_passport")
old_identity_number: Final = shaped(r"[0-9]{9}", "not_an_old_identity")
social_insurance: Final = shaped(r"[0-9]{10}", "not_social_insurance")
# QĐ 1351/QĐ-BHXH: two letters of the group, a digit of the benefit, two of the province, the ten of the person.
health_insurance: Final = shaped(r"(?:[A-Z]{2}[1-5][0-9]{2})?[0-9]{10}", "not_health_insurance")


def licence_plate(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A plate as it is written on papers (TT 79/2024/TT-BCA): ``15A-123.45``, ``15B1-123.45``, ``15A-1234``."""
    typed = re.sub(r"\s", "", texts.nfc(one(posted, name))).upper()
    if not typed:
        return Read()
    if found := _PLATE.fullmatch(typed):
        area, series, number = found.groups()
    elif bare := _BARE_PLATE.fullmatch(re.sub(r"[.\-]", "", typed)):
        area, series, number = bare[1], bare[2] or bare[4], bare[3] or bare[5]
    else:
        return wrong(field, "not_a_plate", name)
    digits = number.replace(".", "")
    shown = digits if len(digits) == 4 else f"{digits[:3]}.{digits[3:]}"  # noqa: PLR2004 - plates of before 2010 have four digits
    return Read(f"{area}{series}-{shown}")


def bank_account(field: UiField, posted: Posted, facts: Facts, name: str) -> Read:
    """A bank of the national switch (BIN) and an account number of 6 to 19 digits."""
    bank, number = one(posted, f"{name}-bank").strip(), re.sub(r"[\s.\-]", "", one(posted, f"{name}-number"))
    if not bank and not number:
        return Read()
    errors = []
    if bank not in lists.codes("banks"):
        errors.append(problem(field, "account_bank", name=f"{name}-bank"))
    if not re.fullmatch(r"[0-9]{6,19}", number):
        errors.append(problem(field, "account_number", name=f"{name}-number"))
    return Read(errors=tuple(errors)) if errors else Read({"bank": bank, "number": number})
