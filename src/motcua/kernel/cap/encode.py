"""An alert as CAP 1.2 XML, elements in the order that the schema demands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from motcua.kernel.cap.model import NAMESPACE, Alert, Area, Circle, Info, Point, Resource, Values


def encode(alert: Alert) -> bytes:
    """UTF-8 XML with declaration; the same alert gives the same bytes."""
    root = ET.Element("alert", {"xmlns": NAMESPACE})
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", show_instant(alert.sent_at))
    _add(root, "status", alert.status)
    _add(root, "msgType", alert.message_type)
    _add(root, "source", alert.source)
    _add(root, "scope", alert.scope)
    _add(root, "restriction", alert.restriction)
    _add(root, "addresses", _quoted(alert.addresses))
    _add_all(root, "code", alert.codes)
    _add(root, "note", alert.note)
    _add(root, "references", " ".join(f"{r.sender},{r.identifier},{show_instant(r.sent_at)}" for r in alert.references))
    _add(root, "incidents", _quoted(alert.incidents))
    for info in alert.infos:
        _add_info(root, info)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def show_instant(at: datetime) -> str:
    """The standard's form: an offset, never the letter Z, whole seconds; UTC is ``-00:00``."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}-00:00"


def _add_info(root: ET.Element, info: Info) -> None:
    element = ET.SubElement(root, "info")
    _add(element, "language", info.language)
    _add_all(element, "category", info.categories)
    _add(element, "event", info.event)
    _add_all(element, "responseType", info.response_types)
    _add(element, "urgency", info.urgency)
    _add(element, "severity", info.severity)
    _add(element, "certainty", info.certainty)
    _add(element, "audience", info.audience)
    _add_values(element, "eventCode", info.event_codes)
    for name, at in (("effective", info.effective_at), ("onset", info.onset_at), ("expires", info.expires_at)):
        _add(element, name, "" if at is None else show_instant(at))
    _add(element, "senderName", info.sender_name)
    _add(element, "headline", info.headline)
    _add(element, "description", info.description)
    _add(element, "instruction", info.instruction)
    _add(element, "web", info.web)
    _add(element, "contact", info.contact)
    _add_values(element, "parameter", info.parameters)
    for resource in info.resources:
        _add_resource(element, resource)
    for area in info.areas:
        _add_area(element, area)


def _add_resource(info: ET.Element, resource: Resource) -> None:
    element = ET.SubElement(info, "resource")
    _add(element, "resourceDesc", resource.description)
    _add(element, "mimeType", resource.mime_type)
    _add(element, "size", "" if resource.size is None else str(resource.size))
    _add(element, "uri", resource.uri)
    _add(element, "derefUri", resource.deref_uri)
    _add(element, "digest", resource.digest)


def _add_area(info: ET.Element, area: Area) -> None:
    element = ET.SubElement(info, "area")
    _add(element, "areaDesc", area.description)
    _add_all(element, "polygon", (" ".join(map(_point, polygon)) for polygon in area.polygons))
    _add_all(element, "circle", map(_circle, area.circles))
    _add_values(element, "geocode", area.geocodes)
    _add(element, "altitude", "" if area.altitude_ft is None else repr(area.altitude_ft))
    _add(element, "ceiling", "" if area.ceiling_ft is None else repr(area.ceiling_ft))


def _add(parent: ET.Element, name: str, text: str) -> None:
    """An optional part that is empty is left out."""
    if text:
        ET.SubElement(parent, name).text = str(text)


def _add_all(parent: ET.Element, name: str, texts: Iterable[str]) -> None:
    for text in texts:
        ET.SubElement(parent, name).text = str(text)


def _add_values(parent: ET.Element, name: str, values: Values) -> None:
    for key, value in values:
        element = ET.SubElement(parent, name)
        ET.SubElement(element, "valueName").text = key
        ET.SubElement(element, "value").text = value


def _quoted(parts: Iterable[str]) -> str:
    """Parts with a space stand in quotation marks."""
    return " ".join(f'"{part}"' if " " in part else part for part in parts)


def _point(point: Point) -> str:
    return f"{point[0]:.6f},{point[1]:.6f}"


def _circle(circle: Circle) -> str:
    return f"{_point(circle.centre)} {circle.radius_km!r}"
