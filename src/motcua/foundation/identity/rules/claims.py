"""Pure decisions of identity: what claims mean, which level a sign-in has, which session counts for an officer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from motcua.foundation.identity.contracts import ClaimsInvalid, PersonClaims
from motcua.foundation.identity.rules.providers import ProviderRules
from motcua.kernel.errors import NamedError
from motcua.kernel.identifiers import normalise_phone, parse_personal_number, parse_tax_code
from motcua.kernel.text import squeeze

_DATE_FORMS = (
    re.compile(r"^(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>\d{4})$"),
    re.compile(r"^(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})$"),
    re.compile(r"^(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})$"),
)


def read_claims(claims: Mapping[str, Any], *, provider: ProviderRules) -> PersonClaims:
    """A person from the claims of a provider, read by its own names for them; ``ClaimsInvalid`` names what is wrong.

    Number, name and level must be there; a birth date, where told, must agree with the number. A phone or tax code that
    cannot exist is dropped: it is not what the sign-in rests on.
    """
    subject = str(claims.get("sub") or "")
    told = partial(provider.told, claims)
    name = squeeze(str(told("full_name") or ""))
    if not subject or not name:
        raise ClaimsInvalid(reason_vi="thiếu họ tên hoặc mã chủ thể", reason_en="the name or subject is missing")
    try:
        number = parse_personal_number(str(told("personal_number") or ""))
    except NamedError as error:
        raise ClaimsInvalid(reason_vi="số định danh không hợp lệ", reason_en="the personal number is not valid") from error
    born_on = read_date(told("born_on"))
    if born_on is not None and not number.agrees_with(born_on=born_on):
        raise ClaimsInvalid(reason_vi="ngày sinh không khớp số định danh", reason_en="the birth date contradicts the personal number")
    return PersonClaims(
        subject=subject,
        personal_number=number.number,
        full_name=name,
        born_on=born_on,
        sex=number.sex,
        level=level_of(claims, provider=provider),
        phone=_phone(told("phone")),
        email=squeeze(str(told("email") or ""))[:254],
        residence_unit_code=str(told("residence_unit_code") or "")[:5],
        residence_line=squeeze(str(told("residence_line") or "")),
        tax_code=_tax_code(told("tax_code")),
        organisation_name=squeeze(str(told("organisation_name") or "")),
    )


def level_of(claims: Mapping[str, Any], *, provider: ProviderRules) -> int:
    """The e-identity level of a sign-in (NĐ 69/2024: 1 or 2): the lowest of those told; a word that the provider does not know is none."""
    told = [str(claims[key]) for key in provider.level_claims if claims.get(key) not in (None, "")]
    levels = [provider.levels[value] for value in told if value in provider.levels]
    if not levels or len(levels) != len(told):
        raise ClaimsInvalid(reason_vi="thiếu mức định danh", reason_en="the e-identity level is missing")
    return min(levels)


def read_date(value: Any) -> date | None:
    """A date as providers write it (``dd/MM/yyyy``, ISO or ``yyyyMMdd``); None when absent, ``ClaimsInvalid`` when unreadable."""
    text = str(value or "").strip()
    if not text:
        return None
    found = next((m for form in _DATE_FORMS if (m := form.match(text))), None)
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])) if found else _unreadable()
    except ValueError:
        return _unreadable()


def has_second_factor(records: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a session's authentication records contain a second factor (one-time password, passkey, recovery code)."""
    return any(record.get("method") == "mfa" for record in records)


def method_of(records: Sequence[Mapping[str, Any]]) -> str:
    """How an officer signed in, in one word for the records: ``passkey``, ``password+totp``, ``password+webauthn``, …."""
    factors = [record for record in records if record.get("method") == "mfa"]
    if any(record.get("passwordless") for record in factors):
        return "passkey"
    return f"password+{factors[-1].get('type')}" if factors else "password"


def _unreadable() -> date:
    raise ClaimsInvalid(reason_vi="ngày sinh không đọc được", reason_en="the birth date cannot be read")


def _phone(value: Any) -> str:
    try:
        return normalise_phone(str(value)) if value else ""
    except NamedError:
        return ""


def _tax_code(value: Any) -> str:
    try:
        return parse_tax_code(str(value)).code if value else ""
    except NamedError:
        return ""
