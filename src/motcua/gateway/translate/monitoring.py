"""Operational monitoring as X-Road asks it, in SOAP (PR-OPMON 1.7): an envelope as the query of REST, the JSON answer as an envelope."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from lxml import etree  # type: ignore[import-untyped]

from motcua.gateway.translate.attachments import with_attachment
from motcua.gateway.translate.envelopes import Opened, SoapVersion, new_envelope
from motcua.gateway.translate.errors import Untranslatable
from motcua.gateway.translate.json_bodies import read_json
from motcua.gateway.translate.xml_bodies import write_element
from motcua.gateway.translate.xroad_headers import IDS, answer_headers, identifier
from motcua.kernel.markup import Element

OPERATIONAL_DATA, HEALTH_DATA = "getSecurityServerOperationalData", "getSecurityServerHealthData"
OM = "http://x-road.eu/xsd/op-monitoring.xsd"
_FILE = "operational-monitoring-data.json.gz"
_OFFSET_S = 1  # what was logged in the last second may still be on its way to the disk (PR-OPMON §2: "configured offset seconds")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, as the query of the same service in REST; ``following`` begins the next question when this one reaches too far."""

    code: str
    query: str
    following: int | None = None


def monitoring_question(code: str, opened: Opened, *, now_s: int) -> Question:
    """The question in an envelope to one of the two services; Untranslatable names what is missing or wrong."""
    if len(opened.content) != 1 or opened.content[0].tag != f"{{{OM}}}{code}":
        raise Untranslatable("Envelope.Body", f"không có phần tử {code}", f"holds no element {code}")
    asked = opened.content[0]
    if code == HEALTH_DATA:
        provider = asked.find(f"{{{OM}}}filterCriteria/{{{OM}}}client")
        return Question(code, urlencode({"client": identifier(provider)}) if provider is not None else "")
    begins, ends = (_seconds(asked, name) for name in ("recordsFrom", "recordsTo"))
    settled = now_s - _OFFSET_S
    if begins >= settled:
        raise Untranslatable("searchCriteria.recordsFrom", "chưa qua", "lies not in the past")
    following = settled if ends >= settled else None
    query: list[tuple[str, str]] = [("recordsFrom", str(begins)), ("recordsTo", str(min(ends, settled - 1)))]
    provider = asked.find(f"{{{OM}}}searchCriteria/{{{OM}}}client")
    if provider is not None:
        query.append(("service", identifier(provider)))
    fields = [str(one.text or "").strip() for one in asked.iterfind(f"{{{OM}}}outputSpec/{{{OM}}}outputField")]
    return Question(code, urlencode([*query, *(("outputField", field) for field in fields)]), following)


def _seconds(asked: Element, name: str) -> int:
    try:
        return int(asked.findtext(f"{{{OM}}}searchCriteria/{{{OM}}}{name}") or "")
    except ValueError:
        raise Untranslatable(f"searchCriteria.{name}", "không phải số giây", "is no number of seconds") from None


def monitoring_answer(question: Question, body: bytes, *, opened: Opened, raw: bytes, version: SoapVersion) -> tuple[str, bytes]:
    """Content type and octets of the answer: an envelope, for records with the gzipped JSON beside it (SOAP with attachments)."""
    tree = read_json(body, place="body")
    envelope, content = new_envelope(version)
    answer_headers(envelope, version, header=opened.header, raw=raw)
    answer = etree.SubElement(content, f"{{{OM}}}{question.code}Response", nsmap={"om": OM, "id": IDS})
    if question.code == HEALTH_DATA:
        _write_health(answer, tree)
        return f"{version.media_type}; charset=utf-8", write_element(envelope)
    _child(answer, "recordsCount", tree["recordsCount"])
    _child(answer, "records", f"cid:{_FILE}")
    _child(answer, "nextRecordsFrom", tree.get("nextRecordsFrom", question.following))
    records = gzip.compress(json.dumps({"records": tree["records"]}).encode(), mtime=0)
    return with_attachment(version, write_element(envelope), records, name=_FILE, media_type="application/gzip")


def _write_health(answer: Element, tree: dict[str, Any]) -> None:
    for name in ("monitoringStartupTimestamp", "statisticsPeriodSeconds"):
        _child(answer, name, tree[name])
    events = etree.SubElement(answer, f"{{{OM}}}servicesEvents")
    for one in tree["servicesEvents"]:
        event = etree.SubElement(events, f"{{{OM}}}serviceEvents")
        codes = dict(one["service"])
        service = etree.SubElement(event, f"{{{OM}}}service", {f"{{{IDS}}}objectType": codes.pop("objectType")})
        for name, code in codes.items():
            etree.SubElement(service, f"{{{IDS}}}{name}").text = str(code)
        for name in ("lastSuccessfulRequestTimestamp", "lastUnsuccessfulRequestTimestamp"):
            _child(event, name, one[name])
        statistics = etree.SubElement(event, f"{{{OM}}}lastPeriodStatistics")
        for name, value in one["lastPeriodStatistics"].items():
            _child(statistics, name, value)


def _child(parent: Element, name: str, value: object) -> None:
    """An element with a number or a text; nothing for None. Bounds are whole numbers in the schema, means and deviations are not."""
    if value is not None:
        whole = "Average" not in name and not name.endswith("StdDev")
        etree.SubElement(parent, f"{{{OM}}}{name}").text = str(value) if not whole or isinstance(value, str) else str(round(value))  # type: ignore[call-overload]
