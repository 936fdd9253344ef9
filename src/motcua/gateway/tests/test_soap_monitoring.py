"""PR-OPMON: X-Road's operational monitoring asked in SOAP at the root of the server, as its collectors ask it."""

from __future__ import annotations

import base64
import email
import gzip
import hashlib
import json
import time
from collections.abc import Iterator
from email.message import Message
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway import protocol as gw

from .conftest import CLIENT, OTHER, SERVICE, Rig
from .offered import SOAP, TNS, content, look_up, serving
from .wire import Answer, send

OM, IDS, XROAD = "http://x-road.eu/xsd/op-monitoring.xsd", "http://x-road.eu/xsd/identifiers", "http://x-road.eu/xsd/xroad.xsd"
DATA, HEALTH = "getSecurityServerOperationalData", "getSecurityServerHealthData"
OWNER = "VN-HP/GOV/H24"
NAMES = ("xRoadInstance", "memberClass", "memberCode", "subsystemCode")


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with serving(tmp_path_factory.mktemp("monitored")) as rig:
        gw.call(rig.url, CLIENT, SERVICE, "/persons/5", message_id="first")
        yield rig


def codes(identifier: str, *more: tuple[str, str]) -> str:
    pairs = [*zip(NAMES, identifier.split("/"), strict=False), *more]
    return "".join(f"<id:{name}>{code}</id:{name}>" for name, code in pairs)


def asking(code: str, inner: str, *, client: str = OWNER, service: str = "", server: str = "gw1", more: str = "") -> bytes:
    """A request as Annex C of the protocol has it."""
    named = service or codes(OWNER, ("serviceCode", code))
    return (
        f'<S:Envelope xmlns:S="{SOAP}" xmlns:xroad="{XROAD}" xmlns:om="{OM}" xmlns:id="{IDS}"><S:Header>'
        f'<xroad:client id:objectType="SUBSYSTEM" S:mustUnderstand="1">{codes(client)}</xroad:client>'
        f'<xroad:service id:objectType="SERVICE">{named}</xroad:service>'
        f'<xroad:securityServer id:objectType="SERVER">{codes(OWNER, ("serverCode", server))}</xroad:securityServer>'
        f"<xroad:id>opmon-1</xroad:id><xroad:protocolVersion>4.0</xroad:protocolVersion>{more}</S:Header>"
        f"<S:Body><om:{code}>{inner}</om:{code}></S:Body></S:Envelope>"
    ).encode()


def period(begins: int, ends: int, rest: str = "", fields: tuple[str, ...] = ()) -> str:
    spec = "".join(f"<om:outputField>{field}</om:outputField>" for field in fields)
    criteria = f"<om:recordsFrom>{begins}</om:recordsFrom><om:recordsTo>{ends}</om:recordsTo>{rest}"
    return f"<om:searchCriteria>{criteria}</om:searchCriteria>" + (f"<om:outputSpec>{spec}</om:outputSpec>" if fields else "")


def post(rig: Rig, text: bytes, kind: str = "text/xml; charset=utf-8") -> Answer:
    return send(rig.url, "POST", "/", [("Content-Type", kind)], text)


def parts(answer: Answer) -> list[Message]:
    """The parts of an answer with an attachment, read by another's program."""
    status, headers, body = answer
    kind = dict(headers)["Content-Type"]
    assert (status, kind.partition(";")[0]) == (200, "multipart/related")
    whole = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    found = whole.get_payload()
    assert isinstance(found, list)
    return found  # type: ignore[return-value]


def records(rig: Rig, inner: str, **more: Any) -> tuple[Any, list[dict[str, Any]]]:
    """The element of the answer, and the rows of its attachment."""
    root, attached = parts(post(rig, asking(DATA, inner, **more)))
    told = content(root.get_payload(decode=True))
    assert (root.get_content_type(), attached.get_content_type()) == ("text/xml", "application/gzip")
    assert told.findtext(f"{{{OM}}}records") == f"cid:{str(attached['Content-ID']).strip('<>')}"
    rows = json.loads(gzip.decompress(attached.get_payload(decode=True)))
    assert set(rows) == {"records"}
    assert int(told.findtext(f"{{{OM}}}recordsCount")) == len(rows["records"])
    return told, rows["records"]


def until_known(rig: Rig, message_id: str) -> list[dict[str, Any]]:
    """The rows of the last ten minutes when the one of a message is among them: what is fresh is told a moment later."""
    for _ in range(100):
        now = int(time.time())
        rows = records(rig, period(now - 600, now + 5))[1]
        if any(row["messageId"] == message_id for row in rows):
            return rows
        time.sleep(0.1)
    raise AssertionError(f"{message_id} is not told")


def test_rows_come_gzipped_beside_the_envelope(rig: Rig) -> None:
    """PR-OPMON §2: swaRef attachment of type application/gzip with the records in JSON."""
    row = next(row for row in until_known(rig, "first") if row["messageId"] == "first")
    assert (row["serviceCode"], row["clientSubsystemCode"], row["restPath"], row["succeeded"]) == ("persons", "onestop", "/persons/5", True)


def test_the_answer_has_the_headers_of_the_question_and_its_digest(rig: Rig) -> None:
    """PR-OPMON §2: the regular headers of PR-MESS."""
    now = int(time.time())
    asked = asking(DATA, period(now - 600, now - 60))
    header = etree.fromstring(parts(post(rig, asked))[0].get_payload(decode=True)).find(f"{{{SOAP}}}Header")
    names = [etree.QName(block).localname for block in header]
    assert names == ["client", "service", "securityServer", "id", "protocolVersion", "requestHash"]
    assert header.findtext(f"{{{XROAD}}}requestHash") == base64.b64encode(hashlib.sha512(asked).digest()).decode()
    assert not [name for block in header for name in block.attrib if name.startswith(f"{{{SOAP}}}")]
    assert header[0].get(f"{{{IDS}}}objectType") == "SUBSYSTEM"


def test_a_period_that_is_not_over_says_where_to_go_on(rig: Rig) -> None:
    """PR-OPMON §2: recordsTo is shifted into the past, and nextRecordsFrom told."""
    now = int(time.time())
    told, _ = records(rig, period(now - 600, now + 100))
    assert now - 1 <= int(told.findtext(f"{{{OM}}}nextRecordsFrom")) <= now + 3
    told, _ = records(rig, period(now - 600, now - 300))
    assert told.find(f"{{{OM}}}nextRecordsFrom") is None


def test_fields_and_the_provider_are_chosen(rig: Rig) -> None:
    """PR-OPMON §2: outputSpec, and client as the provider of the rows."""
    until_known(rig, "first")
    now, fields = int(time.time()), ("messageId", "serviceVersion", "serviceSubsystemCode")
    provider = f'<om:client id:objectType="SUBSYSTEM">{codes(str(SERVICE.provider))}</om:client>'
    _, rows = records(rig, period(now - 600, now, provider, fields))
    assert {"messageId": "first", "serviceSubsystemCode": "population"} in rows
    assert {row["serviceSubsystemCode"] for row in rows} == {"population"}
    another = f'<om:client id:objectType="SUBSYSTEM">{codes(str(OTHER))}</om:client>'
    assert records(rig, period(now - 600, now, another, fields))[1] == []


def test_others_see_what_is_theirs(rig: Rig) -> None:
    """PR-OPMON §2: the owner sees all, a client its own rows."""
    until_known(rig, "first")
    now = int(time.time())
    assert "first" in {row["messageId"] for row in records(rig, period(now - 600, now), client=str(CLIENT))[1]}
    rows = records(rig, period(now - 600, now), client=str(OTHER))[1]
    assert {row["clientSubsystemCode"] for row in rows} <= {"other"}
    assert rig.records()[-1].service.endswith(f"/{DATA}")


def test_health_is_told_in_the_order_of_the_schema(rig: Rig) -> None:
    """PR-OPMON §3: events of every service with the statistics of the last period."""
    status, headers, body = post(rig, asking(HEALTH, ""))
    told = content(body)
    assert (status, dict(headers)["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert [etree.QName(child).localname for child in told] == ["monitoringStartupTimestamp", "statisticsPeriodSeconds", "servicesEvents"]
    event = told[2][0]
    service = event.find(f"{{{OM}}}service")
    assert service.get(f"{{{IDS}}}objectType") == "SERVICE"
    assert "/".join(child.text for child in service) == str(SERVICE)
    names = [etree.QName(child).localname for child in event.find(f"{{{OM}}}lastPeriodStatistics")]
    assert names == [
        "successfulRequestCount", "unsuccessfulRequestCount",
        *(f"request{kind}Duration" for kind in ("Min", "Average", "Max")), "requestDurationStdDev",
        *(f"request{kind}Size" for kind in ("Min", "Average", "Max")), "requestSizeStdDev",
        *(f"response{kind}Size" for kind in ("Min", "Average", "Max")), "responseSizeStdDev",
    ]  # fmt: skip
    numbers = {etree.QName(child).localname: child.text for child in event.find(f"{{{OM}}}lastPeriodStatistics")}
    assert all(numbers[name].isdigit() for name in numbers if "Average" not in name and "Dev" not in name)
    assert int(numbers["successfulRequestCount"]) >= 1
    assert int(event.findtext(f"{{{OM}}}lastSuccessfulRequestTimestamp")) > 1_700_000_000_000


def test_health_of_one_provider(rig: Rig) -> None:
    """PR-OPMON §3: filterCriteria names a provider."""
    for provider, count in ((str(SERVICE.provider), 1), (str(OTHER), 0)):
        criteria = f'<om:filterCriteria><om:client id:objectType="SUBSYSTEM">{codes(provider)}</om:client></om:filterCriteria>'
        assert len(content(post(rig, asking(HEALTH, criteria))[2])[2]) == count


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (asking(DATA, ""), "Client.BadRequest", "searchCriteria.recordsFrom: is no number of seconds"),
        (asking(DATA, period(1, 2).replace(">2<", ">soon<")), "Client.BadRequest", "searchCriteria.recordsTo: is no number of seconds"),
        (asking(DATA, period(99_999_999_999, 99_999_999_999)), "Client.BadRequest", "searchCriteria.recordsFrom: lies not in the past"),
        (asking(DATA, period(5, 2)), "Server.ServerProxy.InvalidRequest", "recordsFrom lies after recordsTo"),
        (asking(DATA, period(1, 2, fields=("colour",))), "Server.ServerProxy.InvalidRequest", "unknown field colour"),
        (asking(DATA, "").replace(f"<om:{DATA}></om:{DATA}>".encode(), b""), "Client.BadRequest", f"Envelope.Body: holds no element {DATA}"),
        (asking(HEALTH, "", client="VN-HP/GOV/X/y"), "Server.ClientProxy.UnknownMember", "is not registered"),
        (asking(HEALTH, "", service="<id:xRoadInstance/>"), "Client.BadRequest", "is not offered in SOAP here"),
        (asking(HEALTH, "", more='<t:a xmlns:t="urn:t" S:mustUnderstand="1"/>'), "soap:MustUnderstand", "a"),
        (asking(HEALTH, "", server="another"), None, "security server"),
        (b"<S/>", "soap:VersionMismatch", "Envelope: is no SOAP 1.1"),
        (b"\xff", "Client.BadRequest", "Envelope: it is not UTF-8"),
    ],
)
def test_what_is_asked_wrongly_is_a_fault(rig: Rig, text: bytes, code: str | None, said: str) -> None:
    status, headers, body = post(rig, text)
    fault = content(body)
    assert (status, fault.tag) == (500, f"{{{SOAP}}}Fault")
    assert code in {None, fault.findtext("faultcode")}
    assert said in fault.findtext("faultstring")
    assert "X-Road-Error" in {name.title() for name, _ in headers}


def test_an_offered_service_is_found_by_its_header(rig: Rig) -> None:
    """PR-MESS: messages are posted to the server, and the header says to whom they go."""
    named = codes(str(SERVICE.provider), ("serviceCode", SERVICE.service_code))
    text = asking(DATA, "", client=str(CLIENT), service=named).replace(f"<om:{DATA}></om:{DATA}>".encode(), look_up("5").encode())
    status, headers, body = post(rig, text.replace(b"<S:Envelope ", f'<S:Envelope xmlns:d="{TNS}" '.encode()))
    assert (status, content(body).findtext(f"{{{TNS}}}HoTen")) == (200, "Trần <Thị> Hoà")
    assert dict(headers)["X-Road-Id"] == "opmon-1"


def test_soap_1_2_is_answered_in_its_version(rig: Rig) -> None:
    new = "http://www.w3.org/2003/05/soap-envelope"
    status, headers, body = post(rig, asking(HEALTH, "").replace(SOAP.encode(), new.encode()), "application/soap+xml")
    assert (status, dict(headers)["Content-Type"]) == (200, "application/soap+xml; charset=utf-8")
    assert etree.QName(content(body, new)).localname == f"{HEALTH}Response"


def test_what_is_no_envelope_goes_to_the_other_dialects(rig: Rig) -> None:
    status, headers, _ = send(rig.url, "POST", "/", [("Content-Type", "application/json")], b"{}")
    assert (status, dict(headers)["Content-Type"].partition(";")[0]) == (400, "application/json")
