"""What is wrong with an application as an administrator states it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from motcua.foundation.units import api as units
from motcua.kernel.clock import local_date
from motcua.platform.signon import rules
from motcua.platform.signon.adapters import jose
from motcua.platform.signon.contracts import CLAIMS, AddressRefused, Audience, AuthMethod, Draft

Fault = tuple[str, tuple[str, str]]
_MOST_URIS, _LONGEST_TEXT = 10, 2000
_EMPTY = ("Nhập ô này.", "Fill this in.")
SCOPES = ("openid", *CLAIMS, "offline_access")


def draft_faults(*, draft: Draft, demo: bool, now: datetime) -> dict[str, tuple[str, str]]:
    """Field → sentence in both languages; empty when the draft is right."""
    faults: dict[str, tuple[str, str]] = {}
    for name, sentence in (*_words(draft, now), *_addresses(draft, demo=demo), *_keys(draft, demo=demo), *_scopes(draft)):
        faults.setdefault(name, sentence)
    return faults


def _words(draft: Draft, now: datetime) -> Iterator[Fault]:
    for name in ("name_vi", "name_en", "contact", "sector"):
        text = getattr(draft, name)
        if not text.strip() or len(text) > 120:  # noqa: PLR2004 - the column
            yield name, _EMPTY
    for name in ("consent_vi", "consent_en"):
        if not getattr(draft, name).strip() or len(getattr(draft, name)) > _LONGEST_TEXT:
            yield name, ("Nói rõ ứng dụng cần thông tin để làm gì.", "Say what the application needs the information for.")
    try:
        units.get(code=draft.unit_code, on=local_date(now))
    except units.UnitUnknown:
        yield "unit_code", ("Không có đơn vị mang mã này.", "There is no unit with this code.")
    if draft.min_level not in (0, 1, 2) or draft.signing_alg not in jose.OURS:
        yield "min_level", ("Chọn một mức trong danh sách.", "Choose one of the list.")


def _addresses(draft: Draft, *, demo: bool) -> Iterator[Fault]:
    if not 0 < len(draft.redirect_uris) <= _MOST_URIS:
        yield "redirect_uris", ("Nhập từ 1 đến 10 địa chỉ quay về.", "Enter 1 to 10 return addresses.")
    for name in ("redirect_uris", "post_logout_uris"):
        for uri in getattr(draft, name)[: _MOST_URIS + 1]:
            fault = rules.address_fault(uri, plain=demo)
            if fault:
                yield name, (f"{uri[:80]}: {fault[0]}", f"{uri[:80]}: {fault[1]}")
    for name in ("logout_uri", "jwks_uri"):
        uri = getattr(draft, name)
        try:
            _host = rules.host_and_port(uri, plain=demo) if uri else None
        except AddressRefused as refused:
            yield name, (refused.sentence("vi"), refused.sentence("en"))


def _keys(draft: Draft, *, demo: bool) -> Iterator[Fault]:
    if draft.auth_method != AuthMethod.KEY:
        return
    if bool(draft.jwks) == bool(draft.jwks_uri):
        yield "jwks", ("Nhập bộ khoá công khai, hoặc địa chỉ của nó.", "Enter the public keys, or the address of the key set.")
    elif draft.jwks and jose.public_keys(draft.jwks) is None:
        yield "jwks", (
            "Cần bộ khoá JWKS chỉ gồm khoá công khai RSA (từ 2048 bit) hoặc P-256.",
            "A JWKS of public RSA (2048 bits or more) or P-256 keys alone is needed.",
        )


def _scopes(draft: Draft) -> Iterator[Fault]:
    if set(draft.scopes) - set(SCOPES) or not set(draft.required_scopes) <= set(draft.scopes):
        yield "scopes", ("Chọn phạm vi trong danh sách; phạm vi bắt buộc phải nằm trong đó.", "Choose scopes of the list.")
    if draft.audience == Audience.CITIZENS and "positions" in draft.scopes:
        yield "scopes", ("Chức vụ chỉ có ở ứng dụng cho cán bộ.", "Posts are told to applications for officers only.")
