"""Factories of credentials, for tests only."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from motcua.platform.credentials import api

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
HOLDER = UUID(int=5)
KIND = api.CredentialKind(
    key="test-certificate", vi="Giấy khai sinh", en="Birth certificate", sensitive=True,
    claims=(
        api.ClaimLabel("document_title", "Tên giấy tờ", "Document", open=True), api.ClaimLabel("holder_name", "Họ và tên", "Full name"),
        api.ClaimLabel("birth_date", "Ngày sinh", "Date of birth"), api.ClaimLabel("address", "Địa chỉ", "Address"),
    ),
)  # fmt: skip
CLAIMS = {
    "document_title": "Giấy khai sinh",
    "holder_name": "Nguyễn Thị Hường",
    "birth_date": "2001-02-03",
    "address": {"ward": "Ngô Quyền", "street": "Lạch Tray"},
}
DISCLOSABLE = ("holder_name", "birth_date", "address", "address.street")


def make_credential(**changes: Any) -> api.Credential:
    """An issued credential of HOLDER, of a kind that may say what ``CLAIMS`` do; ``changes`` replace arguments of ``issue``."""
    api.kinds.add(KIND)
    facts: dict[str, Any] = {
        "subject_id": HOLDER, "kind": KIND.key, "claims": CLAIMS, "disclosable": DISCLOSABLE, "issuer_unit": "H24.27",
        "issuer_name": "UBND phường Ngô Quyền", "valid_from": NOW, "source_ref": "vault.document:1", "idempotency_key": "k1", "now": NOW,
    }  # fmt: skip
    return api.issue(**{**facts, **changes})
