"""The monitoring services called by a SOAP client that is not ours and knows nothing but their description at ``/?wsdl``."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import zeep
from lxml import etree  # type: ignore[import-untyped]
from zeep.plugins import HistoryPlugin

from motcua.gateway import protocol as gw

from .conftest import CLIENT, SERVICE, Rig
from .offered import serving
from .test_soap_monitoring import DATA, HEALTH, NAMES, OM, OWNER

XS = "http://www.w3.org/2001/XMLSchema"
PORTS = pytest.mark.parametrize("port", ["monitoring", "monitoring12"], ids=["1.1", "1.2"])


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    with serving(tmp_path_factory.mktemp("described")) as rig:
        gw.call(rig.url, CLIENT, SERVICE, "/persons/5", message_id="first")
        yield rig


class Collector:
    """A collector at one port of the description; ``client`` is who asks."""

    def __init__(self, rig: Rig, port: str, client: str = OWNER) -> None:
        session = requests.Session()
        session.trust_env = False
        self.history = HistoryPlugin()
        transport = zeep.Transport(session=session, timeout=10, operation_timeout=10)
        made = zeep.Client(f"{rig.url}/?wsdl", service_name="monitoring", port_name=port, plugins=[self.history], transport=transport)
        self.call, self._client, self.wsdl = made.service, client, made.wsdl
        self.described = etree.fromstring(session.get(f"{rig.url}/?wsdl", timeout=10).content)

    def headers(self, code: str) -> dict[str, Any]:
        owner = dict(zip(NAMES, OWNER.split("/"), strict=False))
        parts = self._client.split("/")
        asking = dict(zip(NAMES, parts, strict=False)) | {"objectType": "MEMBER" if len(parts) == 3 else "SUBSYSTEM"}
        server = owner | {"serverCode": "gw1", "objectType": "SERVER"}
        named = {"client": asking, "service": owner | {"serviceCode": code, "objectType": "SERVICE"}, "securityServer": server}
        return named | {"id": "collected-1", "protocolVersion": "4.0"}

    def judged(self, folder: Path) -> None:
        """The question and the answer that went last are what the schemas of the description say."""
        schemas = {one.get("targetNamespace"): one for one in self.described.iter(f"{{{XS}}}schema")}
        for number, one in enumerate(schemas.values()):
            one.set("place", f"{number}.xsd")
        for one in schemas.values():
            for needed in one.findall(f"{{{XS}}}import"):
                needed.set("schemaLocation", schemas[needed.get("namespace")].get("place"))
        for one in schemas.values():
            (folder / one.attrib.pop("place")).write_bytes(etree.tostring(one))
        schema = etree.XMLSchema(etree.parse(folder / f"{[*schemas].index(OM)}.xsd"))
        for way in (self.history.last_sent, self.history.last_received):
            schema.assertValid(next(child for child in way["envelope"] if etree.QName(child).localname == "Body")[0])


@PORTS
def test_records_are_asked_and_read_by_the_description(rig: Rig, port: str, tmp_path: Path) -> None:
    collector = Collector(rig, port)
    for _ in range(100):
        now = int(time.time())
        criteria = {"recordsFrom": now - 600, "recordsTo": now + 5}
        pack = collector.call[DATA](searchCriteria=criteria, outputSpec={"outputField": ["messageId", "serviceCode"]}, _soapheaders=collector.headers(DATA))
        rows = json.loads(gzip.decompress(pack.attachments[0].content))["records"]
        if {"messageId": "first", "serviceCode": "persons"} in rows:
            break
        time.sleep(0.05)
    else:
        raise AssertionError(rows)
    collector.judged(tmp_path)
    body = pack.root
    assert (body.recordsCount, body.records) == (len(rows), f"cid:{pack.attachments[0].content_id.strip('<>')}")
    assert body.nextRecordsFrom >= now - 2
    assert rig.records()[-1].client == OWNER


@PORTS
def test_health_is_asked_and_read_by_the_description(rig: Rig, port: str, tmp_path: Path) -> None:
    collector = Collector(rig, port)
    told = collector.call[HEALTH](_soapheaders=collector.headers(HEALTH))
    collector.judged(tmp_path)
    (event,) = told.servicesEvents.serviceEvents
    assert (event.service.subsystemCode, event.service.serviceCode, event.service.objectType) == ("population", "persons", "SERVICE")
    assert event.lastPeriodStatistics.successfulRequestCount >= 1
    assert event.lastPeriodStatistics.requestDurationStdDev is not None
    nobody = {"client": dict(zip(NAMES, str(CLIENT).split("/"), strict=True)) | {"objectType": "SUBSYSTEM"}}
    none = collector.call[HEALTH](filterCriteria=nobody, _soapheaders=collector.headers(HEALTH))
    assert none.servicesEvents is None or none.servicesEvents.serviceEvents == []


@PORTS
def test_a_subsystem_that_asks_sees_what_is_its_own(rig: Rig, port: str) -> None:
    collector = Collector(rig, port, "VN-HP/GOV/H24/other")
    told = collector.call[HEALTH](_soapheaders=collector.headers(HEALTH))
    assert told.servicesEvents is None or told.servicesEvents.serviceEvents == []


@PORTS
def test_a_wrong_question_is_a_fault(rig: Rig, port: str) -> None:
    collector = Collector(rig, port)
    with pytest.raises(zeep.exceptions.Fault, match="recordsFrom lies after recordsTo"):
        collector.call[DATA](searchCriteria={"recordsFrom": 5, "recordsTo": 2}, _soapheaders=collector.headers(DATA))
    calls = len(rig.records())
    with pytest.raises(zeep.exceptions.ValidationError, match="recordsTo"):
        collector.call[DATA](searchCriteria={"recordsFrom": 5}, _soapheaders=collector.headers(DATA))
    assert len(rig.records()) == calls


def test_what_it_says_is_in_the_namespaces_of_the_protocol(rig: Rig) -> None:
    """Generated classes of collectors that were made from the published description fit ours."""
    wsdl = Collector(rig, "monitoring").wsdl
    assert {f"{{{OM}}}{name}{end}" for name in (DATA, HEALTH) for end in ("", "Response")} <= {e.qname.text for e in wsdl.types.elements}
