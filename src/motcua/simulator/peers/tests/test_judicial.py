"""The register of judicial records, asked by hand-written SOAP."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from motcua.simulator.peers.wire import Wire

NUMBER = "031303900001"
_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"


def envelope(inner: str, *, password: str = "demo-only-judicial") -> bytes:
    return (
        f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:l="urn:motcua:simulator:lltp:v1"><s:Header>'
        f'<w:Security xmlns:w="{_WSSE}"><w:UsernameToken><w:Username>motcua</w:Username><w:Password>{password}</w:Password>'
        f"</w:UsernameToken></w:Security></s:Header><s:Body>{inner}</s:Body></s:Envelope>"
    ).encode()


def submission(reference: str, *, sex: str = "0", born: str = "07/05/2003") -> str:
    return (
        f'<l:NopHoSoRequest loai="2"><l:MaThamChieu>{reference}</l:MaThamChieu><l:NguoiYeuCau><l:SoDinhDanh>{NUMBER}</l:SoDinhDanh>'
        f"<l:Ho>Trần</l:Ho><l:ChuDem>Thị</l:ChuDem><l:Ten>Hòa</l:Ten><l:NgaySinh>{born}</l:NgaySinh><l:GioiTinh>{sex}</l:GioiTinh>"
        f"</l:NguoiYeuCau><l:NoiCuTru>Hải Phòng</l:NoiCuTru></l:NopHoSoRequest>"
    )


def ask(peers: Wire, inner: str, **more: str) -> tuple[int, str]:
    answer = peers.post("/lltp/ws", content=envelope(inner, **more), headers={"content-type": "text/xml"})
    return answer.status_code, answer.text


def test_the_same_reference_is_the_same_dossier(peers: Wire) -> None:
    first, again = ask(peers, submission("r1")), ask(peers, submission("r1"))
    assert first == again
    assert "<l:MaHoSo>LLTP-000001</l:MaHoSo><l:TrangThai>1</l:TrangThai>" in first[1]
    assert "LLTP-000002" in ask(peers, submission("r2"))[1]
    assert "<l:TongSo>2</l:TongSo>" in ask(peers, f"<l:TraCuuRequest><l:SoDinhDanh>{NUMBER}</l:SoDinhDanh></l:TraCuuRequest>")[1]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<l:TrangThaiRequest><l:MaHoSo>LLTP-9</l:MaHoSo></l:TrangThaiRequest>", "l:KhongTimThay"),
        ("<l:TrangThaiRequest/>", "Thiếu MaHoSo"),
        ("<l:XoaHetRequest/>", "Không có thao tác XoaHet"),
        (submission("r3", sex="nữ"), "l:DuLieuSai"),
        (submission("r3", born="2003-05-07"), "l:DuLieuSai"),
        ("", "Không phải thông điệp SOAP 1.1"),
    ],
)
def test_refusals_are_soap_faults(peers: Wire, inner: str, said: str) -> None:
    status, text = ask(peers, inner)
    assert (status, "faultcode>s:Client<" in text, said in text) == (500, True, True)


def test_a_wrong_password_is_refused(peers: Wire) -> None:
    assert "Sai thông tin xác thực" in ask(peers, submission("r4"), password="x")[1]


def test_faults_strike(peers: Wire, fault: Callable[..., None]) -> None:
    fault("judicial", "broken_xml", times=1)
    assert not ask(peers, submission("r5"))[1].endswith("Envelope>")
    fault("judicial", "html", times=1)
    assert ask(peers, submission("r5"))[0] == 502
    assert ask(peers, submission("r5"))[0] == 200
