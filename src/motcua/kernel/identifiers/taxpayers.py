"""Tax codes (10, 13 or 12 digits) and phone numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers.people import InvalidPersonalNumber, parse_personal_number

_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


class InvalidTaxCode(NamedError):
    """A tax code of the wrong shape or with a wrong check digit."""

    code = "kernel.invalid_tax_code"
    vi = "Mã số thuế không đúng. Mã gồm 10 số, 13 số (đơn vị phụ thuộc) hoặc 12 số định danh của cá nhân."
    en = "The tax code is not right. It has 10 digits, 13 (a branch) or the 12 digits of a personal number."
    status = 422


class InvalidPhone(NamedError):
    """Text that is not a Vietnamese phone number."""

    code = "kernel.invalid_phone"
    vi = "Số điện thoại không đúng. Số gồm 10 chữ số và bắt đầu bằng 0, ví dụ 0225 3821 055."
    en = "The phone number is not right. It has 10 or 11 digits and begins with 0, for example 0225 3821 055."
    status = 422


class TaxCodeKind(StrEnum):
    """Whose code it is."""

    ORGANISATION = "organisation"  # 10 digits
    BRANCH = "branch"  # 13 digits: the organisation's and -001 to -999
    PERSON = "person"  # 12 digits: the personal number (TT 86/2024/TT-BTC, from 01/07/2025)


@dataclass(frozen=True, slots=True)
class TaxCode:
    """A tax code in its written form: ``0200000000`` or ``0200000000-001`` or 12 digits."""

    code: str
    kind: TaxCodeKind

    @property
    def root(self) -> str:
        """The code of the whole organisation, or the personal number."""
        return self.code[:10] if self.kind is TaxCodeKind.BRANCH else self.code


def tax_check_digit(prefix: str) -> int | None:
    """The tenth digit for nine; None for a prefix that is never issued (TT 105/2020/TT-BTC, Phụ lục I)."""
    remainder = sum(w * int(d) for w, d in zip(_WEIGHTS, prefix, strict=True)) % 11
    return None if remainder == 0 else 10 - remainder


def tax_code(*, prefix: str) -> str | None:
    """The 10-digit code for nine digits, for the simulated city; None when the prefix cannot be issued."""
    check = tax_check_digit(prefix)
    return None if check is None else f"{prefix}{check}"


def parse_tax_code(text: str) -> TaxCode:
    """Read a tax code; InvalidTaxCode for a wrong shape, check digit or personal number."""
    digits = re.sub(r"[\s.\-]", "", text)
    if re.fullmatch(r"[0-9]{12}", digits):
        try:
            return TaxCode(parse_personal_number(digits).number, TaxCodeKind.PERSON)
        except InvalidPersonalNumber as error:
            raise InvalidTaxCode from error
    if not re.fullmatch(r"[0-9]{10}([0-9]{3})?", digits) or tax_code(prefix=digits[:9]) != digits[:10]:
        raise InvalidTaxCode
    if not digits[10:]:
        return TaxCode(digits, TaxCodeKind.ORGANISATION)
    if digits[10:] == "000":
        raise InvalidTaxCode
    return TaxCode(f"{digits[:10]}-{digits[10:]}", TaxCodeKind.BRANCH)


def normalise_phone(text: str) -> str:
    """The national form, digits only: ``+84 912 345 678`` becomes ``0912345678``. Fixed lines may have 11 digits."""
    digits = re.sub(r"[\s.\-()]", "", text)
    digits = re.sub(r"^(?:\+|00)?84(?=[1-9])", "0", digits)
    if not re.fullmatch(r"0[1-9][0-9]{8}|02[0-9]{9}", digits):
        raise InvalidPhone
    return digits
