"""Sources that the ground floor cannot register itself: who the person is, and files that she brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.foundation.consent.contracts import (
    CorrectableFact,
    Corrected,
    CorrectionRefused,
    Erasure,
    PersonalSource,
    personal_sources,
)
from motcua.foundation.files import api as files
from motcua.foundation.identity import api as identity
from motcua.kernel.errors import Invalid

_NATIONAL_VI = (
    "Thông tin này lấy từ Cơ sở dữ liệu quốc gia về dân cư, chỉ sửa tại đó: đến Công an cấp xã nơi cư trú hoặc dùng VNeID, mang giấy tờ "
    "chứng minh (Luật Căn cước 26/2023/QH15). Khi cơ sở dữ liệu đã sửa, thông tin ở đây theo đó từ lần đăng nhập sau."
)
_NATIONAL_EN = (
    "This comes from the national population database and is corrected there alone: at the police of your commune or in VNeID, with proof "
    "(Luật Căn cước 26/2023/QH15). Once it is corrected there, it follows here at your next sign-in."
)
_LAST = "identity"  # whoever is forgotten first is found by nobody after


class PersonSource:
    """Who the person is. Name, number and birth date stay while anything of hers is kept; contact data go."""

    key = "identity"
    label_vi = "Định danh và liên hệ"
    label_en = "Identity and contact data"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """What VNeID told."""
        p = identity.person(person_id=person_id)
        return {"person": [{
            "full_name": p.full_name, "personal_number": p.personal_number, "born_on": p.born_on.isoformat() if p.born_on else None,
            "sex": p.sex, "phone": p.phone, "email": p.email, "residence": p.residence_line, "commune": p.residence_unit_code,
        }]}  # fmt: skip

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """Telephone, e-mail and address go."""
        removed = identity.forget_contact(person_id=person_id, now=now)
        return Erasure(
            removed=removed, kept=1, reason_vi="Họ tên, số định danh gắn với hồ sơ, nhật ký phải lưu (Luật Lưu trữ 33/2024/QH15).",
            reason_en="Name and number belong to dossiers and logs that must be kept (Luật Lưu trữ 33/2024/QH15).",
        )  # fmt: skip


    def correctable(self, *, person_id: UUID, now: datetime) -> Sequence[CorrectableFact]:
        """Contact data, held here; and who she is, which comes from the national database and is corrected there."""
        p = identity.person(person_id=person_id)
        owner = {"owner_vi": _NATIONAL_VI, "owner_en": _NATIONAL_EN}
        told = (
            ("full_name", "Họ và tên", "Full name", p.full_name), ("personal_number", "Số định danh", "Personal number", p.personal_number),
            ("born_on", "Ngày sinh", "Date of birth", p.born_on.isoformat() if p.born_on else ""), ("sex", "Giới tính", "Sex", str(p.sex)),
            ("residence", "Nơi thường trú", "Residence", p.residence_line),
        )
        here = (("phone", "Số điện thoại", "Telephone", p.phone), ("email", "Thư điện tử", "E-mail", p.email))
        return [
            *(CorrectableFact(key=k, label_vi=vi, label_en=en, value=v) for k, vi, en, v in here),
            *(CorrectableFact(key=k, label_vi=vi, label_en=en, value=v, **owner) for k, vi, en, v in told),
        ]

    def correct(self, *, person_id: UUID, field: str, value: str, ground: str, now: datetime) -> Corrected:
        """Telephone or e-mail; messages go there from now on."""
        try:
            before, after = identity.correct_contact(person_id=person_id, field=field, value=value, ground=ground, now=now)
        except Invalid as wrong:
            raise CorrectionRefused.of(wrong) from wrong
        return Corrected(before=before, after=after)


class FilesSource:
    """Files that the person brought; each belongs to a draft, a dossier or a store, and goes with it."""

    key = "files"
    label_vi = "Tệp đã tải lên"
    label_en = "Uploaded files"

    def export(self, *, person_id: UUID, now: datetime) -> Mapping[str, Any]:
        """Name, size and digest of each."""
        return {"files": [
            {"name": f.name, "size": f.size, "mime": f.mime, "sha256": f.sha256, "stored_at": f.stored_at.isoformat()}
            for f in _own(person_id)
        ]}  # fmt: skip

    def erase(self, *, person_id: UUID, now: datetime) -> Erasure:
        """Nothing by itself: what holds a file lets it go."""
        kept = len(_own(person_id))
        vi, en = "Tệp lưu cùng hồ sơ hoặc kho giấy tờ chứa nó.", "Files are kept with the dossier or store that holds them."
        return Erasure(removed=0, kept=kept, reason_vi=vi if kept else "", reason_en=en if kept else "")


def _own(person_id: UUID) -> tuple[files.StoredFile, ...]:
    return files.owned_by(ref=f"citizen:{person_id}")


def register() -> None:
    """Add both."""
    personal_sources.add(PersonSource())
    personal_sources.add(FilesSource())


def ordered() -> tuple[PersonalSource, ...]:
    """All rooms' sources, the one that knows who the person is at the end."""
    return tuple(sorted(personal_sources, key=lambda s: (s.key == _LAST, s.key)))
