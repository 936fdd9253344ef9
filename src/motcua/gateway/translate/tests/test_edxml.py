"""The mapping language can say the header of an edXML package (QCVN 102:2016/BTTTT): a document of ours there and back."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.bodies import Bodies
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.rules import Rule, Vocabulary, check_rules
from motcua.gateway.translate.shapes import Shape, check_names, check_shape

URI = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
SHAPE = Shape(format="xml", root="edXML:edXML", namespaces={"edXML": URI})
_HEAD = "edXML:edXMLEnvelope.edXML:edXMLHeader.edXML:MessageHeader"
WORDS: dict[str, Any] = {
    "tables": {"priority": {"normal": "0", "urgent": "1", "very_urgent": "2", "express": "3", "timed": "4"}},
    "sets": {
        "agency": [
            {"ours": "code", "theirs": "edXML:OrganId", "required": True, "pattern": r"[A-Z0-9.\-]+"},
            {"ours": "name", "theirs": "edXML:OrganName", "required": True},
            {"ours": "mail", "theirs": "edXML:Email"},
        ],
    },
}
RULES: list[dict[str, Any]] = [
    {"ours": "from", "theirs": f"{_HEAD}.edXML:From", "required": True, "fields": "agency"},
    {"ours": "to", "theirs": f"{_HEAD}.edXML:To", "required": True, "each": "agency"},
    {"ours": "id", "theirs": f"{_HEAD}.edXML:DocumentId", "required": True},
    {"ours": "number", "theirs": f"{_HEAD}.edXML:Code.edXML:CodeNumber", "required": True},
    {"ours": "symbol", "theirs": f"{_HEAD}.edXML:Code.edXML:CodeNotation", "required": True},
    {"ours": "place", "theirs": f"{_HEAD}.edXML:PromulgationInfo.edXML:Place"},
    {"ours": "issued_on", "theirs": f"{_HEAD}.edXML:PromulgationInfo.edXML:PromulgationDate", "type": "date", "theirs_format": "yyyy/MM/dd"},
    {"ours": "subject", "theirs": f"{_HEAD}.edXML:Subject", "required": True},
    {"ours": "priority", "theirs": f"{_HEAD}.edXML:OtherInfo.edXML:Priority", "values": "priority", "default": "normal"},
]
DOCUMENT: dict[str, Any] = {
    "from": {"code": "H24.7", "name": "Sở Nội vụ"},
    "to": [{"code": "H24.18", "name": "UBND phường Hồng Bàng", "mail": "hongbang@haiphong.example"}, {"code": "G12.1", "name": "Cục A"}],
    "id": "3f1c6f0a-52a6-4a52-9a3b-0c1c5f3d8b11", "number": "15", "symbol": "QĐ-SNV", "place": "Hải Phòng", "issued_on": "2026-11-20",
    "subject": "V/v kiểm tra <đột xuất>", "priority": "express",
}  # fmt: skip


@pytest.fixture
def edxml() -> Bodies:
    words = msgspec.convert(WORDS, type=Vocabulary)
    rules = msgspec.convert(RULES, type=tuple[Rule, ...])
    check_shape(SHAPE, place="shape")
    check_rules(rules, words, place="rules")
    check_names(rules, words, SHAPE.namespaces, place="rules")
    return Bodies(SHAPE, rules, words)


def test_a_document_goes_there_and_comes_back(edxml: Bodies) -> None:
    raw = edxml.out(DOCUMENT, place="body")
    root = etree.fromstring(raw)
    head = root.find(".//{*}MessageHeader")
    assert etree.QName(root).namespace == URI
    assert [etree.QName(child).localname for child in head] == [
        "From", "To", "To", "DocumentId", "Code", "PromulgationInfo", "Subject", "OtherInfo",
    ]  # fmt: skip
    assert head.findtext("{*}PromulgationInfo/{*}PromulgationDate") == "2026/11/20"
    assert head.findtext("{*}OtherInfo/{*}Priority") == "3"
    assert edxml.inward(raw, place="body") == DOCUMENT


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("2026/11/20", "20/11/2026", "PromulgationDate"),
        (">3<", ">7<", "Priority"),
        ("H24.18", "h24 18", "To[0].edXML:OrganId"),
        ("<edXML:CodeNumber>15</edXML:CodeNumber>", "", "CodeNumber"),
        (URI, "http://www.mic.gov.vn/TBT/QCVN_102_2015", ""),
    ],
)
def test_a_package_that_differs_names_the_place(edxml: Bodies, before: str, after: str, place: str) -> None:
    raw = edxml.out(DOCUMENT, place="body").decode().replace(before, after).encode()
    with pytest.raises(Untranslatable) as error:
        edxml.inward(raw, place="body")
    assert error.value.place.endswith(place)
