"""What a person types into the fields of a paper, read and judged; and what the QR code of an identity card says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from motcua.kernel.dates_vi import InvalidDate, parse_date
from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers import parse_card_text, parse_personal_number, parse_tax_code
from motcua.kernel.text import squeeze
from motcua.services.vault.contracts import FieldKind, PaperField, PaperKind

Errors = dict[str, tuple[str, str]]
LONGEST = 200
_HEALTH_CARD = re.compile(r"(?:[A-Z]{2}[1-5][0-9]{2})?[0-9]{10}")  # old cards 15 characters, new ones the 10 digits of the insured
_DATE = ("Nhập ngày có thật, theo ngày/tháng/năm.", "Give a day that exists, as day/month/year.")
_MISSING = ("Nhập {label}.", "Give: {label}.")


def read(kind: PaperKind, typed: Mapping[str, str], *, today: date) -> tuple[dict[str, str], Errors]:
    """The fields of the kind as they are kept (dates ISO), and what is wrong with which; fields that the kind has not are left out."""
    values: dict[str, str] = {}
    errors: Errors = {}
    for field in kind.fields:
        text = squeeze(typed.get(field.name, ""))
        if not text:
            if field.required:
                errors[field.name] = (_MISSING[0].format(label=field.label_vi.lower()), _MISSING[1].format(label=field.label_en.lower()))
            continue
        value, wrong = _value(field, text)
        if wrong is not None:
            errors[field.name] = wrong
        else:
            values[field.name] = value
    if not errors:
        errors |= _between(kind, values, today)
    return values, errors


def read_card(text: str) -> dict[str, str]:
    """The fields of an identity card by the names of its kind. ``InvalidCardText``, ``InvalidPersonalNumber``."""
    card = parse_card_text(text)
    told = {
        "number": card.number.number, "full_name": squeeze(card.full_name), "born_on": card.born_on.isoformat(), "sex": card.sex.value,
        "residence": squeeze(card.residence), "old_number": card.old_number, "issued_on": card.issued_on.isoformat(),
    }  # fmt: skip
    return {name: value[:LONGEST] for name, value in told.items() if value}


def _value(field: PaperField, text: str) -> tuple[str, tuple[str, str] | None]:
    if len(text) > LONGEST:
        return "", (f"Nhập tối đa {LONGEST} ký tự.", f"At most {LONGEST} characters.")
    if field.kind is FieldKind.DATE:
        try:
            return parse_date(text).isoformat(), None
        except InvalidDate:
            return "", _DATE
    if field.kind is FieldKind.CHOICE:
        fits = text in {value for value, _, _ in field.options}
        return text, None if fits else ("Chọn một mục trong danh sách.", "Choose one of the list.")
    if field.kind is FieldKind.NUMBER:
        bare = re.sub(r"[ .]", "", text)
        return bare, None if bare.isascii() and bare.isdigit() else ("Chỉ nhập chữ số.", "Digits only.")
    return _number(field, text)


def _number(field: PaperField, text: str) -> tuple[str, tuple[str, str] | None]:
    """Numbers with a rule of their own; any other text as it is."""
    try:
        if field.kind is FieldKind.PERSONAL_NUMBER:
            return parse_personal_number(text).number, None
        if field.kind is FieldKind.TAX_CODE:
            return parse_tax_code(text).code, None
    except NamedError as refusal:
        return "", (refusal.sentence("vi"), refusal.sentence("en"))
    if field.kind is FieldKind.HEALTH_CARD:
        bare = re.sub(r"[ .]", "", text).upper()
        wrong = ("Mã số thẻ gồm 10 chữ số, hoặc 15 ký tự như DN4310123456789.", "10 digits, or 15 characters like DN4310123456789.")
        return bare, None if _HEALTH_CARD.fullmatch(bare) else wrong
    return text, None


def _between(kind: PaperKind, values: Mapping[str, str], today: date) -> Errors:
    """What two fields say together: nothing was issued or born in the future, nothing ends before it begins."""
    errors: Errors = {}
    for name in ("issued_on", "born_on"):
        if values.get(name, "") > today.isoformat() and kind.key != "health_card":
            errors[name] = ("Ngày này ở tương lai. Xem lại trên giấy tờ.", "This day lies in the future. Look at the paper again.")
    ends = values.get(kind.ends_by, "") if kind.ends_by else ""
    if ends and values.get("issued_on", "") > ends:
        errors[kind.ends_by] = ("Ngày hết giá trị ở trước ngày cấp.", "The paper would end before it was issued.")
    return errors
