"""Codes of agencies, procedures and dossiers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from motcua.kernel.errors import NamedError

_SHORT = r"[A-Z]\d{2}(?:\.\d{2,3})*"  # QĐ 20/2020/QĐ-TTg, left to right
_QCVN = r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}"  # QCVN 102:2016/BTTTT, right to left
_AGENCY = re.compile(rf"(?P<qcvn>{_QCVN})|(?P<short>{_SHORT})")
_PROCEDURE = re.compile(r"(?P<base>[1-9]\.\d{6})(?:\.(?:(?P<old>\d{3}\.\d{2}\.\d{2})\.)?(?P<owner>[A-Z]\d{2}))?")
_MAX_ORDINAL = 99_999
_DOSSIER = re.compile(rf"(?P<agency>{_QCVN}|{_SHORT})-(?P<day>\d{{6}})-(?P<ordinal>\d{{4,5}})")


class InvalidAgencyCode(NamedError):
    """A code of neither agency scheme."""

    code = "kernel.invalid_agency_code"
    vi = "“{value}” không phải mã định danh cơ quan. Ví dụ đúng: H24.12 hoặc 000.00.12.H24."
    en = "“{value}” is not an agency code. Examples: H24.12 or 000.00.12.H24."
    status = 422


class InvalidProcedureCode(NamedError):
    """Text that is not a code of the national procedure database."""

    code = "kernel.invalid_procedure_code"
    vi = "“{value}” không phải mã thủ tục hành chính. Ví dụ đúng: 1.001193."
    en = "“{value}” is not a procedure code. Example: 1.001193."
    status = 422


class InvalidDossierCode(NamedError):
    """Text that is not a dossier code."""

    code = "kernel.invalid_dossier_code"
    vi = "“{value}” không phải mã hồ sơ. Mã hồ sơ in trên giấy tiếp nhận, ví dụ H24.12-260907-0001."
    en = "“{value}” is not a dossier code. It is printed on the receipt, for example H24.12-260907-0001."
    status = 422


@dataclass(frozen=True, slots=True)
class AgencyCode:
    """An agency's electronic code in one of the two schemes that live side by side (QĐ 20/2020/QĐ-TTg; QCVN 102:2016)."""

    code: str
    is_qcvn: bool

    @property
    def top(self) -> str:
        """The level 1 code: ``H24`` for the city."""
        return self.code[-3:] if self.is_qcvn else self.code[:3]


@dataclass(frozen=True, slots=True)
class ProcedureCode:
    """``base`` is the national code; ``owner`` the province or ministry that localised it, if any."""

    base: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class DossierCode:
    """Agency, day of receipt and ordinal of that day (TT 01/2018/TT-VPCP Điều 19; the pattern is kept by TT 03/2025/TT-VPCP)."""

    agency: str
    received_on: date
    ordinal: int

    def __str__(self) -> str:
        return dossier_code(agency=self.agency, received_on=self.received_on, ordinal=self.ordinal)


def parse_agency_code(text: str) -> AgencyCode:
    """Read a code of either scheme; InvalidAgencyCode otherwise."""
    found = _AGENCY.fullmatch(text.strip().upper())
    if not found:
        raise InvalidAgencyCode(value=text)
    return AgencyCode(code=found.group(), is_qcvn=found["qcvn"] is not None)


def qcvn_from_short(code: str) -> str:
    """``H24.12.03`` as ``000.03.12.H24``; InvalidAgencyCode when the old scheme has no room for it."""
    parsed = parse_agency_code(code)
    top, *below = parsed.code.split(".")
    widths = (2, 2, 3)
    if parsed.is_qcvn or len(below) > len(widths) or any(len(b) > w for b, w in zip(below, widths, strict=False)):
        raise InvalidAgencyCode(value=code)
    levels = [b.zfill(w) for b, w in zip([*below, "0", "0", "0"], widths, strict=False)]
    return ".".join([*reversed(levels), top])


def short_from_qcvn(code: str) -> str:
    """``000.03.12.H24`` as ``H24.12.03``; InvalidAgencyCode when it is not of the old scheme."""
    parsed = parse_agency_code(code)
    if not parsed.is_qcvn:
        raise InvalidAgencyCode(value=code)
    fourth, third, second, top = parsed.code.split(".")
    levels = [second, third, fourth]
    while levels and int(levels[-1]) == 0:
        levels.pop()
    return ".".join([top, *levels])


def parse_procedure_code(text: str) -> ProcedureCode:
    """Read ``1.000656``, ``1.000656.H56`` or the older ``1.000656.000.00.00.H56``; InvalidProcedureCode otherwise."""
    found = _PROCEDURE.fullmatch(text.strip().upper())
    if not found:
        raise InvalidProcedureCode(value=text)
    return ProcedureCode(base=found["base"], owner=found["owner"] or "")


def dossier_code(*, agency: str, received_on: date, ordinal: int) -> str:
    """``H24.12-260907-0001``; the ordinal takes a fifth digit on a day with more than 9,999 dossiers."""
    parse_agency_code(agency)
    if not 1 <= ordinal <= _MAX_ORDINAL:
        msg = f"dossier ordinal {ordinal} is not between 1 and 99999"
        raise ValueError(msg)
    return f"{agency}-{received_on:%y%m%d}-{ordinal:04d}"


def parse_dossier_code(text: str) -> DossierCode:
    """Read a dossier code as typed (spaces and case forgiven); InvalidDossierCode otherwise."""
    found = _DOSSIER.fullmatch("".join(text.split()).upper())
    if not found:
        raise InvalidDossierCode(value=text)
    day = found["day"]
    try:
        received_on = date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
    except ValueError as error:
        raise InvalidDossierCode(value=text) from error
    if int(found["ordinal"]) == 0:
        raise InvalidDossierCode(value=text)
    return DossierCode(agency=found["agency"], received_on=received_on, ordinal=int(found["ordinal"]))
