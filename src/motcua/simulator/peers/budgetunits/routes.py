"""``GET /dvqhns/tra-cuu.xml?ma=``: a unit by its seven digits, as XML in the register's own words. Every record is made up.

Codes that begin with 99 belong to nobody. The form of the real register is not published; this one is assumed.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from lxml import etree  # type: ignore[import-untyped]
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from motcua.simulator.peers.asking import require_secret
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.faults import Faults

NAMESPACE = "urn:mo-phong:dvqhns:v1"
_CODE = re.compile(r"[0-9]{7}")
_NOBODY = "99"
_XML = "application/xml; charset=utf-8"


class BudgetUnits:
    """The endpoint under ``/dvqhns``."""

    def __init__(self, *, settings: Settings, faults: Faults) -> None:
        self._settings, self._faults = settings, faults

    def routes(self) -> list[Route]:
        """Where the register listens."""
        return [Route("/tra-cuu.xml", self.one)]

    async def one(self, request: Request) -> Response:
        """The record of a code; spoilt as the switches want it."""
        require_secret(request, self._settings.systems_secret)
        await self._faults.gate(peer="budget_units", endpoint="tra-cuu")
        code = request.query_params.get("ma", "")
        if not _CODE.fullmatch(code) or code.startswith(_NOBODY):
            return Response(status_code=404)
        drawn = blake2b(code.encode(), digest_size=2).digest()
        record = {
            "TenDonVi": f"Đơn vị dự toán mô phỏng {code[-4:]}", "CapDuToan": f"C{1 + drawn[0] % 3}",
            "TrangThai": "DD" if drawn[1] % 16 == 0 else "HD", "NgayCap": f"{1 + drawn[0] % 28:02d}/0{1 + drawn[1] % 9}/2018",
        }  # fmt: skip
        body = _written(record, ma=code)
        if self._faults.hit(peer="budget_units", fault="broken_xml") is not None:
            body = body[: len(body) // 2]
        if self._faults.hit(peer="budget_units", fault="wrong_encoding") is not None:
            body = body.decode().encode("utf-16")
        if self._faults.hit(peer="budget_units", fault="unknown_code") is not None:
            body = re.sub(rb"C[123]<", b"C9<", body)
        return Response(body, media_type=_XML)


def _written(record: dict[str, str], **attributes: str) -> bytes:
    root = etree.Element(f"{{{NAMESPACE}}}DonVi", attributes, nsmap={None: NAMESPACE})
    for field, value in record.items():
        etree.SubElement(root, f"{{{NAMESPACE}}}{field}").text = value
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
