"""The national portal: pages of a citizen, services for the city, faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from motcua.simulator.peers.wire import Wire
from motcua.simulator.people import person

ME = {"who": person(0).cccd, "procedure": "1.001193", "unit": "11329"}


def login(peers: Wire, password: str = "demo-only-national") -> dict[str, Any]:
    return peers.post("/national/mapi/login", json={"username": "motcua", "password": password}).json()


def ask(peers: Wire, service: str, **more: Any) -> dict[str, Any]:
    return peers.post("/national/mapi/g", json={"session": login(peers)["session"], "service": service, **more}).json()


def submit(peers: Wire, **more: str) -> httpx.Response:
    return peers.post("/national/nop", data={**ME, "child_name": "Đỗ Bảo An", **more})


def code_of(answer: httpx.Response) -> str:
    return answer.headers["location"].rsplit("/", 1)[-1]


def tell(peers: Wire, code: str, status: str, number: str = "1", **more: Any) -> dict[str, Any]:
    return ask(peers, "DongBoHoSoMC", MaThongDiep=number, data=[{"MaHoSo": code, "TrangThaiHoSo": status, **more}])


def kinds(peers: Wire) -> list[str]:
    return [row["LoaiThongDiep"] for row in ask(peers, "LayDanhSachThongDiep", after="", limit="100")["data"]]


def test_a_citizen_submits_and_the_city_fetches(peers: Wire) -> None:
    form = peers.get("/national/nop", params=ME).text
    assert "Họ, chữ đệm, tên của trẻ" in form
    code = code_of(submit(peers))
    (row,) = ask(peers, "LayDanhSachThongDiep", after="", limit="10")["data"]
    assert (row["LoaiThongDiep"], row["NoiDung"]["MaHoSo"], row["NoiDung"]["ChuHoSo"]) == ("HoSo", code, "Đỗ Thị Hải Yến")
    assert re.fullmatch(r"\d{14}", row["NoiDung"]["NgayNopHoSo"])
    paper = peers.get("/national/" + row["NoiDung"]["TaiLieuNop"][0]["DuongDanTaiTepTin"])
    assert paper.content.startswith(b"%PDF")
    assert peers.get("/national/").text.count(code) == 2


def test_the_same_press_twice_is_one_dossier(peers: Wire) -> None:
    assert code_of(submit(peers, key="k1")) == code_of(submit(peers, key="k1"))
    assert kinds(peers) == ["HoSo"]


def test_the_cursor_moves_on(peers: Wire) -> None:
    submit(peers)
    first = ask(peers, "LayDanhSachThongDiep", after="", limit="1")
    assert first["more"] == "1"
    assert ask(peers, "LayDanhSachThongDiep", after=first["next"], limit="1")["data"] == []


def test_progress_is_shown_and_a_repetition_changes_nothing(peers: Wire) -> None:
    code = code_of(submit(peers))
    for _ in range(2):
        tell(peers, code, "2", number="a")
        step = {"MaHoSo": code, "ThoiDiemXuLy": "20260309090000", "NoiDungXuLy": "Tiếp nhận hồ sơ", "PhongBanXuLy": "UBND", "TrangThai": "2"}
        ask(peers, "CapNhatTienDoHoSoMC", MaThongDiep="b", data=[step])
    page = peers.get(f"/national/ho-so/{code}").text
    assert (page.count("Tiếp nhận hồ sơ"), "Được tiếp nhận" in page) == (1, True)
    states = ask(peers, "TraCuuTrangThaiHoSo", since="", after="", limit="10")["data"]
    assert states == [{"MaHoSo": code, "TrangThaiHoSo": "2"}]


def test_what_the_owner_may_do_follows_the_status(peers: Wire) -> None:
    code = code_of(submit(peers))
    here = f"/national/ho-so/{code}"
    assert peers.post(f"{here}/bo-sung", data={}).status_code == 409
    tell(peers, code, "5", DanhSachHoSoBoSung=[{"NoiDungBoSung": "Bản chính giấy chứng sinh", "TrangThaiBoSung": "0"}])
    assert "Bản chính giấy chứng sinh" in peers.get(here).text
    assert peers.post(f"{here}/bo-sung", data={"text": "Đây"}).status_code == 303
    tell(peers, code, "10", number="2")
    assert peers.post(f"{here}/danh-gia", data={"score": "5"}).status_code == 303
    assert peers.post(f"{here}/danh-gia", data={"score": "5"}).status_code == 409
    assert kinds(peers) == ["HoSo", "BoSung", "DanhGia"]


def test_withdrawing_and_paying_are_told_to_the_city(peers: Wire) -> None:
    code = code_of(submit(peers, procedure="1.013229"))
    peers.post(f"/national/ho-so/{code}/nop-phi")
    peers.post(f"/national/ho-so/{code}/rut", data={"text": "Nộp nhầm nơi"})
    assert kinds(peers) == ["HoSo", "LePhi", "TrangThai"]


@pytest.mark.parametrize("missing", [{"who": "1"}, {"procedure": "9"}, {"unit": "x"}])
def test_an_incomplete_choice_is_refused(peers: Wire, missing: dict[str, str]) -> None:
    assert peers.get("/national/nop", params=ME | missing).status_code == 422


def test_wrong_password_and_unknown_session_are_refused(peers: Wire) -> None:
    assert login(peers, "guess")["error_code"] == "2"
    assert peers.post("/national/mapi/g", json={"session": "x", "service": "LayHoSo"}).json()["error_code"] == "-1"
    assert peers.post("/national/mapi/g", content=b"[").status_code == 400


def test_faults(peers: Wire, fault: Callable[..., None]) -> None:
    submit(peers)
    submit(peers)
    fault("national", "duplicate", times=1)
    assert len(kinds(peers)) == 6
    fault("national", "malformed", times=1)
    rows = ask(peers, "LayDanhSachThongDiep", after="", limit="9")["data"]
    assert (rows[-1]["NoiDung"]["MaTTHC"], rows[0]["NoiDung"]["MaTTHC"]) == ("", "1.001193")
    fault("national", "out_of_order", times=1)
    assert ask(peers, "LayDanhSachThongDiep", after="", limit="9")["data"][0] == ask(peers, "LayDanhSachThongDiep", after="", limit="9")["data"][1]
    fault("national", "no_session", times=1)
    assert ask(peers, "LayHoSo")["error_code"] == "-1"
    fault("national", "refuse", times=1)
    assert tell(peers, "x", "2")["error_code"] == "5"
    fault("national", "http_500", times=1)
    assert peers.get("/national/").status_code == 200
    assert peers.post("/national/mapi/login", json={}).status_code == 500
