"""What the store holds: invented papers of invented numbers, and what the city told.

Written from the wire format, not from the city's code.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode
from typing import Any

from motcua.simulator.peers.errors import BadRequest
from motcua.simulator.peers.store import Store

_PAPER, _HEARD = "result-paper", "result-heard"
_INVENTED_FROM = 900_000  # serials of personal numbers that are never issued
_KINDS = (
    ("KQ.G01.000031", "Giấy phép lái xe hạng B", "Phòng Cảnh sát giao thông (mô phỏng)", "20210315", ""),
    ("KQ.G12.000051", "Thẻ bảo hiểm y tế", "Bảo hiểm xã hội (mô phỏng)", "20250101", "20301231"),
    ("KQ.G09.000099", "Quyết định công nhận sáng kiến cấp cơ sở", "Sở Nội vụ (mô phỏng)", "20231120", ""),
)
_OF_ORGANISATIONS = (
    ("KQ.G12.000041", "Giấy chứng nhận đăng ký doanh nghiệp", "Phòng Đăng ký kinh doanh (mô phỏng)", "20200610", ""),
    ("KQ.G14.000061", "Giấy phép môi trường", "Bộ Nông nghiệp và Môi trường (mô phỏng)", "20240305", "20310305"),
)
_TAX_CODES = (10, 13)  # an enterprise, a branch
Body = dict[str, Any]


class Shelf:
    """Papers by owner. What nobody changed is made up from the number, so that it is the same on every machine."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def papers(self, owner: str) -> list[Body]:
        """The papers of an owner, the invented ones first, then what the city told."""
        known = self._store.get(_PAPER, owner, now=0)
        return list(known["papers"]) if known else _invented(owner)

    def issue(self, owner: str, paper: Body) -> None:
        """Put a paper on the shelf, or in the place of the one of the same kind, number and issuer."""
        with self._store.transaction():
            rest = [one for one in self.papers(owner) if _same(one) != _same(paper)]
            self._store.put(_PAPER, owner, {"papers": [*rest, paper]})

    def revoke(self, owner: str, number: str) -> None:
        """An issuer takes a paper back."""
        with self._store.transaction():
            papers = [one | {"TrangThai": "0"} if one["SoKyHieu"] == number else one for one in self.papers(owner)]
            self._store.put(_PAPER, owner, {"papers": papers})

    def hear(self, told: Body) -> str:
        """The city tells a result: once for one message; of one result the latest version counts, whatever comes late. The words."""
        message, ident = str(told.get("MaThongDiep", "")), str(told.get("MaDinhDanhKetQua", ""))
        owner, version = str(told.get("SoDinhDanhChuSoHuu", "")), told.get("PhienBan")
        if not message or not ident or not owner or not isinstance(version, int) or not told.get("SoKyHieu"):
            raise BadRequest(reason="MaThongDiep, MaDinhDanhKetQua, SoDinhDanhChuSoHuu, PhienBan, SoKyHieu")
        if self._store.get(_HEARD, message, now=0) is not None:
            return "Đã nhận từ trước"
        with self._store.transaction():
            self._store.put(_HEARD, message, {"owner": owner})
            before = next((one for one in self.papers(owner) if one.get("MaDinhDanhKetQua") == ident), None)
            if before is not None and before["PhienBan"] >= version:
                return "Đã có phiên bản mới hơn"
            rest = [one for one in self.papers(owner) if one.get("MaDinhDanhKetQua") != ident]
            self._store.put(_PAPER, owner, {"papers": [*rest, _kept(told, before)]})
        return "Đã nhận"

    def told(self) -> list[Body]:
        """What the city told, for the page: every owner's."""
        rows = [(d.key, one) for d in self._store.all(_PAPER, limit=10_000) for one in d.body["papers"] if one.get("MaDinhDanhKetQua")]
        return [{"owner": owner} | one for owner, one in rows]

    def content(self, agency: str, path: str) -> bytes | None:
        """A file by its issuer and path."""
        owner, _, name = path.partition("/")
        for one in self.papers(owner):
            if one["CoQuanChuQuan"] == agency and any(file["DuongDan"] == path for file in one["DanhSachTepDinhKem"]):
                return bytes.fromhex(one["NoiDung"]) if "NoiDung" in one else pdf(one["TenGiayTo"], one["SoKyHieu"], name)
        return None


def pdf(*lines: str) -> bytes:
    """A page of PDF with these lines (without accents, the page's font has none)."""
    words = [line.encode("ascii", "ignore").decode().replace("(", "").replace(")", "") for line in lines]
    shown = " ".join(f"({text}) Tj 0 -24 Td" for text in words).encode()
    stream = b"BT /F1 14 Tf 72 760 Td " + shown + b" ET"
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream), b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )  # fmt: skip
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(out))
    return bytes(out) + end


def paper(owner: str, *, kind: str, title: str, number: str, agency: str, issued: str, ends: str = "", revision: int = 1) -> Body:
    """A paper as the list tells it; another ``revision`` has another content."""
    name = f"{hashlib.sha256(f'{kind}|{number}|{agency}'.encode()).hexdigest()[:16]}-{revision}.pdf"
    digest = hashlib.sha256(pdf(title, number, name)).hexdigest()
    return {
        "MaKetQua": kind, "TenGiayTo": title, "SoKyHieu": number, "CoQuanChuQuan": agency, "NgayCap": issued, "NgayHetHan": ends,
        "TrangThai": "1", "DanhSachTepDinhKem": [{"TenTep": name, "DuongDan": f"{owner}/{name}", "MaBam": digest}],
    }  # fmt: skip


def _invented(owner: str) -> list[Body]:
    if len(owner) in _TAX_CODES and owner.isdecimal() and owner[3] == "9":  # in the range of codes that are never issued
        return [
            paper(owner, kind=kind, title=title, number=f"{owner}/{place}", agency=agency, issued=issued, ends=ends)
            for place, (kind, title, agency, issued, ends) in enumerate(_OF_ORGANISATIONS, 1)
        ]
    if len(owner) != 12 or not owner.isdecimal() or int(owner[-6:]) < _INVENTED_FROM:  # noqa: PLR2004 - a personal number
        return []
    return [
        paper(owner, kind=kind, title=title, number=f"{owner[-6:]}/{place}", agency=agency, issued=issued, ends=ends)
        for place, (kind, title, agency, issued, ends) in enumerate(_KINDS, 1)
    ]


def _same(one: Body) -> tuple[str, str, str]:
    return one["MaKetQua"], one["SoKyHieu"], one["CoQuanChuQuan"]


def _kept(told: Body, before: Body | None) -> Body:
    """A told result as the shelf keeps it; a revoked one keeps the file that it came with."""
    names = ("MaKetQua", "TenGiayTo", "SoKyHieu", "CoQuanChuQuan", "NgayCap", "NgayHetHan", "TrangThai", "MaDinhDanhKetQua", "PhienBan")
    kept = {name: told.get(name, "") for name in names}
    files = told.get("DanhSachTepDinhKem") or []
    if not files:
        return kept | {name: before[name] for name in ("DanhSachTepDinhKem", "NoiDung") if before and name in before} | (
            {} if before else {"DanhSachTepDinhKem": []}
        )
    content = b64decode(str(files[0].get("NoiDung", "")))
    digest = hashlib.sha256(content).hexdigest()
    if digest != files[0].get("MaBam"):
        raise BadRequest(reason="MaBam")
    place = f"{told['SoDinhDanhChuSoHuu']}/{digest[:20]}.pdf"
    listed = [{"TenTep": str(files[0].get("TenTep", ""))[:200], "DuongDan": place, "MaBam": digest}]
    return kept | {"DanhSachTepDinhKem": listed, "NoiDung": content.hex()}
