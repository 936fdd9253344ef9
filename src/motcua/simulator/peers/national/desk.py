"""The portal's books: dossiers, the messages that the city fetches, and what the city tells back."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from motcua.kernel.clock import VIETNAM
from motcua.kernel.ids import public_code, uuid7
from motcua.simulator.peers.national.contracts import ENDED, OPEN, Body, DossierMissing, NotNow, Procedure, Upload
from motcua.simulator.peers.store import Document, Store
from motcua.simulator.people import Person

_MESSAGE, _DOSSIER, _HEARD = "national-message", "national-dossier", "national-heard"
_SAMPLE = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_AGENCY = "000.00.00.G22"
_EMPTY = (
    "MaLinhVuc", "TenLinhVuc", "Fax", "NgayTiepNhan", "NgayHenTra", "NgayTra", "ThongTinTra", "HinhThuc", "NgayKetThucXuLy", "GhiChu",
    "NgayTuChoi", "MaDoiTuong",
)  # fmt: skip


@cache
def procedures() -> tuple[Procedure, ...]:
    """The procedures that the simulated portal offers."""
    text = (files("motcua.simulator.peers.national") / "procedures.json").read_text(encoding="utf-8")
    return tuple(Procedure(**{**one, "papers": tuple(one["papers"]), "fields": tuple(one["fields"])}) for one in json.loads(text))


def wire_time(at: float) -> str:
    """``yyyyMMddHHmmss`` in Vietnam's time."""
    return f"{datetime.fromtimestamp(at, VIETNAM):%Y%m%d%H%M%S}"


class Desk:
    """Everything the portal does, on the peers' store. Instants are Unix seconds."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def submit(
        self, *, who: Person, procedure: Procedure, unit: str, answers: dict[str, str], uploads: Sequence[Upload], now: float, key: str = ""
    ) -> str:
        """A citizen submits: the dossier stands with status 1 and a message waits for the city. The same key submits once."""
        if key and (known := self._store.get("national-key", key, now=now)):
            return str(known["code"])
        with self._store.transaction():
            number = len(self._store.all(_DOSSIER, limit=1_000_000)) + 1
            code = f"{_AGENCY}-{datetime.fromtimestamp(now, VIETNAM):%y%m%d}-{number:04d}"
            body = self._dossier_body(code, who, procedure, unit, answers, now) | {"TaiLieuNop": self._papers(procedure, uploads)}
            self._store.put(_DOSSIER, code, {"body": body, "status": "1", "progress": [], "name": procedure.name, "rated": 0, "asked": ""})
            self._say("HoSo", body, now)
            if key:
                self._store.put("national-key", key, {"code": code})
        return code

    def supply(self, *, code: str, text: str, uploads: Sequence[Upload], now: float) -> None:
        """A citizen supplies what was asked for. ``NotNow`` unless something is asked."""
        found = self.dossier(code)
        if found["status"] != "5":
            raise NotNow
        papers = [self._paper(f"bo-sung-{n}", up) for n, up in enumerate(uploads or [Upload("", "bo-sung.pdf", b"")], 1)]
        body = {"MaHoSo": code, "NoiDungBoSung": text, "NgayBoSung": wire_time(now), "DanhSachGiayToBoSung": papers}
        self._say("BoSung", body, now)

    def withdraw(self, *, code: str, text: str, now: float) -> None:
        """A citizen takes the dossier back."""
        if self.dossier(code)["status"] not in OPEN:
            raise NotNow
        body = {"MaHoSo": code, "TrangThai": "cancelled", "ThoiDiemXuLy": wire_time(now), "NoiDungXuLy": text or "Rút hồ sơ trên Cổng"}
        self._say("TrangThai", body, now)

    def pay(self, *, code: str, now: float) -> None:
        """A citizen pays the fee or the financial duty on the portal."""
        found = self.dossier(code)
        amount = sum(int(fee["Gia"]) for fee in found["body"]["DanhSachLePhi"])
        body = {"MaHoSo": code, "MaThamChieu": public_code(length=12), "SoTien": str(amount), "ThoiGianGD": wire_time(now)}
        self._say("LePhi", body, now)

    def rate(self, *, code: str, score: int, text: str, now: float) -> None:
        """A citizen rates, once, when there is a result."""
        found = self.dossier(code)
        if found["status"] not in ENDED or found["rated"] or not 1 <= score <= 5:  # noqa: PLR2004 - five stars
            raise NotNow
        self._store.put(_DOSSIER, code, found | {"rated": score})
        self._say("DanhGia", {"MaHoSo": code, "Diem": str(score), "NoiDung": text, "ThoiDiem": wire_time(now)}, now)

    def hear_dossier(self, *, message_id: str, body: Body) -> None:
        """The city tells the state of a dossier; a repetition changes nothing. Dossiers of other channels are made known."""
        if self._heard(message_id):
            return
        code = str(body.get("MaHoSo", ""))
        found = self._store.get(_DOSSIER, code, now=0) or {"body": body, "progress": [], "name": body.get("TenTTHC", ""), "rated": 0}
        asked = next((s.get("NoiDungBoSung", "") for s in body.get("DanhSachHoSoBoSung") or [] if s.get("TrangThaiBoSung") == "0"), "")
        result = [r.get("TenGiayTo", "") for r in body.get("DanhSachGiayToKetQua") or []]
        now = {"status": str(body.get("TrangThaiHoSo")), "due": body.get("NgayHenTra", ""), "asked": asked, "result": result}
        self._store.put(_DOSSIER, code, found | now)

    def hear_progress(self, *, message_id: str, body: Body) -> None:
        """The city tells one step of a dossier."""
        if self._heard(message_id):
            return
        found = self.dossier(str(body.get("MaHoSo", "")))
        found["progress"].append({k: str(body.get(k, "")) for k in ("ThoiDiemXuLy", "NoiDungXuLy", "PhongBanXuLy", "TrangThai")})
        self._store.put(_DOSSIER, str(body["MaHoSo"]), found)

    def dossier(self, code: str) -> Body:
        """One dossier; ``DossierMissing``."""
        found = self._store.get(_DOSSIER, code, now=0)
        if found is None:
            raise DossierMissing
        return found

    def dossiers(self) -> list[Document]:
        """All dossiers, oldest first."""
        return self._store.all(_DOSSIER, limit=100_000)

    def messages(self, *, after: int, limit: int) -> list[Document]:
        """Messages for the city after a cursor, oldest first."""
        return self._store.all(_MESSAGE, after=after, limit=limit)

    def message_of(self, code: str) -> Body | None:
        """The message that carries a dossier."""
        found = (d.body for d in self._store.all(_MESSAGE, limit=100_000))
        return next((m for m in found if m["LoaiThongDiep"] == "HoSo" and m["NoiDung"]["MaHoSo"] == code), None)

    def file(self, name: str) -> bytes | None:
        """The content of an uploaded file."""
        path = self._folder() / name
        return path.read_bytes() if name.isalnum() and path.exists() else None

    def _say(self, kind: str, body: Body, now: float) -> None:
        number = str(uuid7())
        message = {"MaThongDiep": number, "LoaiThongDiep": kind, "ThoiDiem": wire_time(now), "NoiDung": body}
        self._store.put(_MESSAGE, number, message)

    def _heard(self, message_id: str) -> bool:
        if message_id and self._store.get(_HEARD, message_id, now=0) is not None:
            return True
        if message_id:
            self._store.put(_HEARD, message_id, {"at": time.time()})
        return False

    def _papers(self, procedure: Procedure, uploads: Sequence[Upload]) -> list[Body]:
        given = {up.key: up for up in uploads}
        names = {p["key"]: f"{p['name']}.pdf" for p in procedure.papers}
        return [self._paper(key, given.get(key) or Upload(key, name, b"")) for key, name in names.items()]

    def _paper(self, key: str, up: Upload) -> Body:
        name = hashlib.sha256(up.content + str(uuid7()).encode()).hexdigest()[:32]
        self._folder().mkdir(parents=True, exist_ok=True)
        (self._folder() / name).write_bytes(up.content or _SAMPLE)
        return {
            "TepDinhKemId": name, "TenTepDinhKem": up.name[:200], "IsDeleted": "0", "MaThanhPhanHoSo": key,
            "DuongDanTaiTepTin": f"files/{name}", "DuocSoHoa": "1", "DuocTaiSuDung": "0", "DuocLayTuKhoDMQG": "0", "MaKetQuaThayThe": "",
        }  # fmt: skip

    def _folder(self) -> Path:
        return self._store.folder / "national-files"

    def _dossier_body(self, code: str, who: Person, procedure: Procedure, unit: str, answers: dict[str, str], now: float) -> Body:
        fees = [{"TenPhiLePhi": "Lệ phí", "MaPhiLePhi": "", "HinhThucThu": "2", "Gia": str(procedure.fee), "LoaiPhiLePhi": "2"}]
        empty = dict.fromkeys(_EMPTY, "")
        about = {"applicant_name": who.full_name, "applicant_number": who.cccd, "applicant_address": who.residence, "phone": who.phone}
        return empty | {
            "MaHoSo": code, "MaTTHC": procedure.code, "TenTTHC": procedure.name, "KenhThucHien": "2", "SoGiayToChuHoSo": who.cccd,
            "ChuHoSo": who.full_name, "LoaiDoiTuong": "1", "ThongTinKhac": json.dumps(about | answers, ensure_ascii=False),
            "Email": who.email, "SoDienThoai": who.phone, "TrichYeuHoSo": f"{procedure.name} – {who.full_name}", "TrangThaiHoSo": "1",
            "DonViXuLy": unit, "DanhSachLePhi": fees if procedure.fee else [], "DanhSachTepDinhKemKhac": [], "DanhSachHoSoBoSung": [],
            "DanhSachGiayToKetQua": [], "NoiNopHoSo": unit, "HoSoCoThanhPhanSoHoa": "1", "TaiKhoanDuocXacThucVoiVNeID": "1",
            "DuocThanhToanTrucTuyen": "1" if procedure.fee else "3", "DinhDanhCHS": [{"LoaiDinhDanh": "1", "SoDinhDanh": who.cccd}],
            "NgayNopHoSo": wire_time(now), "DSKetNoiCSDL": [{"MaCSDL": "CSDLQGDC"}],
        }  # fmt: skip
