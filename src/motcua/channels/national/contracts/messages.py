"""The messages of the national portal, each with exactly its fields; names on the wire stand in the fields' metadata.

Fields: the message set in use between one-stop systems and dichvucong.gov.vn. Instants travel as ``yyyyMMddHHmmss`` in Vietnam's
time, flags and codes as strings. An attribute that is empty is sent as an empty string or an empty list, never left out.
"""

from __future__ import annotations

# ruff: noqa: RUF009 - each call is dataclasses.field() with what the wire needs to know
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SUMMARY_LETTERS = 1000  # TrichYeuHoSo


def wire(name: str, *, table: str = "", most: int = 500, needed: bool = False) -> Any:
    """A field of a message: its name on the wire, the code table its value comes from, its greatest length, whether it must be there."""
    return field(default="", metadata={"wire": name, "table": table, "most": most, "needed": needed})


def when(name: str, *, needed: bool = False) -> Any:
    """An instant on the wire; empty is None."""
    return field(default=None, metadata={"wire": name, "needed": needed})


def many(name: str) -> Any:
    """A list of messages on the wire."""
    return field(default=(), metadata={"wire": name})


def money(name: str) -> Any:
    """An amount in đồng on the wire."""
    return field(default=0, metadata={"wire": name})


def flag(name: str) -> Any:
    """``"1"`` or ``"0"`` on the wire."""
    return field(default=False, metadata={"wire": name})


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperMessage:
    """TaiLieuNop: one paper that came with a dossier."""

    file_ref: str = wire("TepDinhKemId", most=100)
    name: str = wire("TenTepDinhKem", needed=True)
    deleted: bool = flag("IsDeleted")
    requirement: str = wire("MaThanhPhanHoSo", most=100)
    url: str = wire("DuongDanTaiTepTin", most=2000)
    digitised: str = wire("DuocSoHoa", table="digitised")
    reused: str = wire("DuocTaiSuDung", table="reused")
    from_store: bool = flag("DuocLayTuKhoDMQG")
    replaced_result: str = wire("MaKetQuaThayThe", most=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeMessage:
    """DanhSachLePhi: one fee or charge, in đồng."""

    name: str = wire("TenPhiLePhi")
    code: str = wire("MaPhiLePhi", most=100)
    collected: str = wire("HinhThucThu", table="fee_collection")
    amount: int = money("Gia")
    kind: str = wire("LoaiPhiLePhi", table="fee_kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultMessage:
    """DanhSachGiayToKetQua: one paper that the dossier resulted in."""

    name: str = wire("TenGiayTo", needed=True)
    requirement: str = wire("MaThanhPhanHoSo", most=100)
    file_ref: str = wire("GiayToId", most=100)
    url: str = wire("DuongDanTepTinKetQua", most=2000)
    code: str = wire("MaGiayToKetQua", most=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementMessage:
    """DanhSachHoSoBoSung: what was asked for, and what came."""

    asked_by: str = wire("NguoiYeuCauBoSung", most=200)
    text: str = wire("NoiDungBoSung", most=4000)
    asked_at: datetime | None = when("NgayBoSung")
    taken_by: str = wire("NguoiTiepNhanBoSung", most=200)
    taken_text: str = wire("ThongTinTiepNhan", most=4000)
    taken_at: datetime | None = when("NgayTiepNhanBoSung")
    state: str = wire("TrangThaiBoSung", table="supplement_state")
    papers: tuple[PaperMessage, ...] = many("DanhSachGiayToBoSung")
    fees: tuple[FeeMessage, ...] = many("DanhSachLePhiBoSung")
    due_before: datetime | None = when("NgayHenTraTruoc")
    due_after: datetime | None = when("NgayHenTraMoi")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityMessage:
    """DinhDanhCHS: a number of the dossier's owner."""

    kind: str = wire("LoaiDinhDanh", table="identity_kind", needed=True)
    number: str = wire("SoDinhDanh", most=20, needed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseMessage:
    """DSKetNoiCSDL: a database that was asked for this dossier."""

    code: str = wire("MaCSDL", most=100, needed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierMessage:
    """A dossier as the portal takes it and gives it. Personal data."""

    code: str = wire("MaHoSo", most=60, needed=True)
    procedure_code: str = wire("MaTTHC", most=60, needed=True)
    procedure_name: str = wire("TenTTHC", most=1000)
    field_code: str = wire("MaLinhVuc", most=100)
    field_name: str = wire("TenLinhVuc")
    channel: str = wire("KenhThucHien", table="channel", needed=True)
    owner_number: str = wire("SoGiayToChuHoSo", most=20)
    owner: str = wire("ChuHoSo", needed=True)
    party_kind: str = wire("LoaiDoiTuong", table="party_kind", needed=True)
    party_code: str = wire("MaDoiTuong", most=100)
    other: str = wire("ThongTinKhac", most=100_000)
    email: str = wire("Email", most=200)
    fax: str = wire("Fax", most=50)
    phone: str = wire("SoDienThoai", most=20)
    summary: str = wire("TrichYeuHoSo", most=SUMMARY_LETTERS)
    received_at: datetime | None = when("NgayTiepNhan")
    due_at: datetime | None = when("NgayHenTra")
    status: str = wire("TrangThaiHoSo", table="status", needed=True)
    handed_back_at: datetime | None = when("NgayTra")
    hand_back: str = wire("ThongTinTra", most=4000)
    way: str = wire("HinhThuc", table="hand_back_way")
    ended_at: datetime | None = when("NgayKetThucXuLy")
    unit: str = wire("DonViXuLy", most=200)
    note: str = wire("GhiChu", most=4000)
    papers: tuple[PaperMessage, ...] = many("TaiLieuNop")
    fees: tuple[FeeMessage, ...] = many("DanhSachLePhi")
    attached: tuple[PaperMessage, ...] = many("DanhSachTepDinhKemKhac")
    supplements: tuple[SupplementMessage, ...] = many("DanhSachHoSoBoSung")
    results: tuple[ResultMessage, ...] = many("DanhSachGiayToKetQua")
    place: str = wire("NoiNopHoSo", most=200)
    digitised: bool = flag("HoSoCoThanhPhanSoHoa")
    by_vneid: bool = flag("TaiKhoanDuocXacThucVoiVNeID")
    paid_online: str = wire("DuocThanhToanTrucTuyen", table="paid_online")
    refused_at: datetime | None = when("NgayTuChoi")
    identities: tuple[IdentityMessage, ...] = many("DinhDanhCHS")
    submitted_at: datetime | None = when("NgayNopHoSo", needed=True)
    databases: tuple[DatabaseMessage, ...] = many("DSKetNoiCSDL")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressMessage:
    """One step of a dossier, as its follower reads it on the portal."""

    code: str = wire("MaHoSo", most=60, needed=True)
    by: str = wire("NguoiXuLy", most=200)
    title: str = wire("ChucDanh", most=200)
    at: datetime | None = when("ThoiDiemXuLy", needed=True)
    office: str = wire("PhongBanXuLy")
    text: str = wire("NoiDungXuLy", most=4000)
    status: str = wire("TrangThai", table="status", needed=True)
    from_at: datetime | None = when("NgayBatDau")
    due_at: datetime | None = when("NgayKetThucTheoQuyDinh")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusNews:
    """The portal, or a ministry's system behind it, says how far a dossier is: a number or the portal's word."""

    code: str = wire("MaHoSo", most=60, needed=True)
    status: str = wire("TrangThai", most=40, needed=True)
    at: datetime | None = when("ThoiDiemXuLy", needed=True)
    text: str = wire("NoiDungXuLy", most=4000)
    procedure_code: str = wire("MaTTHC", most=60)
    unit: str = wire("DonViXuLy", most=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementNews:
    """A citizen supplied papers on the portal."""

    code: str = wire("MaHoSo", most=60, needed=True)
    text: str = wire("NoiDungBoSung", most=4000)
    at: datetime | None = when("NgayBoSung", needed=True)
    papers: tuple[PaperMessage, ...] = many("DanhSachGiayToBoSung")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeNews:
    """A fee of a dossier was paid on the portal's payment platform; ``amount`` in đồng."""

    code: str = wire("MaHoSo", most=60, needed=True)
    reference: str = wire("MaThamChieu", most=100, needed=True)
    amount: int = money("SoTien")
    at: datetime | None = when("ThoiGianGD", needed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingNews:
    """The owner rated how the dossier was handled, 1 to 5."""

    code: str = wire("MaHoSo", most=60, needed=True)
    score: int = money("Diem")
    text: str = wire("NoiDung", most=4000)
    at: datetime | None = when("ThoiDiem", needed=True)


News = DossierMessage | StatusNews | SupplementNews | FeeNews | RatingNews
