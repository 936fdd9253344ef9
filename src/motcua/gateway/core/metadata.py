"""What the gateway says about itself: listClients, listMethods, allowedMethods and service descriptions (PR-META, PR-MREST)."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

import yaml

from motcua.gateway.core.directory import Directory, Route
from motcua.gateway.protocol.config import Config, Endpoint
from motcua.gateway.protocol.identifiers import ClientId, ServiceId
from motcua.gateway.translate.describing import GET_WSDL

GOVSTACK = "govstack"  # the dialect whose lists have a shape of their own
LIST_METHODS, ALLOWED_METHODS, GET_OPENAPI = "listMethods", "allowedMethods", "getOpenAPI"
SERVED = frozenset({LIST_METHODS, ALLOWED_METHODS, GET_OPENAPI, GET_WSDL})
_NAMESPACES = 'xmlns:xroad="http://x-road.eu/xsd/xroad.xsd" xmlns:id="http://x-road.eu/xsd/identifiers"'


def list_clients(config: Config) -> dict[str, Any]:
    """Members and subsystems, in the JSON shape of X-Road."""
    found: list[dict[str, Any]] = []
    for member in config.members:
        base = {"xroad_instance": config.instance, "member_class": member.member_class, "member_code": member.member_code}
        found.append({"id": {"object_type": "MEMBER", **base}, "name": member.name})
        for subsystem in member.subsystems:
            identifier = {"object_type": "SUBSYSTEM", **base, "subsystem_code": subsystem.code}
            found.append({"id": identifier, "name": member.name, "subsystem_name": subsystem.name or subsystem.code})
    return {"member": found}


def list_clients_xml(config: Config) -> bytes:
    """The same as ``clientList`` of the XML schema."""
    rows: list[str] = []
    for entry in list_clients(config)["member"]:
        identifier = entry["id"]
        parts = [("xRoadInstance", "xroad_instance"), ("memberClass", "member_class"), ("memberCode", "member_code")]
        if "subsystem_code" in identifier:
            parts.append(("subsystemCode", "subsystem_code"))
        inner = "".join(f"<id:{tag}>{escape(identifier[key])}</id:{tag}>" for tag, key in parts)
        name = f"<xroad:name>{escape(entry['name'])}</xroad:name>"
        if "subsystem_name" in entry:
            name += f"<xroad:subsystemName>{escape(entry['subsystem_name'])}</xroad:subsystemName>"
        kind = identifier["object_type"]
        rows.append(f'<xroad:member><xroad:id id:objectType="{kind}">{inner}</xroad:id>{name}</xroad:member>')
    return f'<?xml version="1.0" encoding="UTF-8"?><xroad:clientList {_NAMESPACES}>{"".join(rows)}</xroad:clientList>'.encode()


def list_methods(directory: Directory, provider: ClientId) -> dict[str, Any]:
    """Every service of the subsystem with its endpoints."""
    return {"service": [_described(r, r.service.endpoints) for r in _of(directory, provider)]}


def allowed_methods(directory: Directory, provider: ClientId, client: ClientId, *, at_s: int) -> dict[str, Any]:
    """The services and endpoints of the subsystem that this client may call at the instant (Unix seconds)."""
    return {
        "service": [
            _described(r, tuple(e for e in r.service.endpoints if _allowed(r, client, e, at_s)))
            for r in _of(directory, provider)
            if r.may_some(client, at_s=at_s)
        ],
    }


def _allowed(route: Route, client: ClientId, endpoint: Endpoint, at_s: int) -> bool:
    """Whether a right covers the endpoint: the right's glob must match the endpoint's, read as a path."""
    path = endpoint.path if endpoint.path.startswith("/") else f"/{endpoint.path}"
    return route.may(client=client, method=endpoint.method, path=path, at_s=at_s)


def _of(directory: Directory, provider: ClientId) -> list[Route]:
    return [route for identifier, route in directory.routes.items() if identifier.provider == provider]


def _described(route: Route, endpoints: tuple[Endpoint, ...]) -> dict[str, Any]:
    i: ServiceId = route.id
    return {
        "member_class": i.member_class,
        "member_code": i.member_code,
        "object_type": "SERVICE",
        "service_code": i.service_code,
        "service_type": route.service.type,
        "subsystem_code": i.subsystem_code,
        "xroad_instance": i.instance,
        "endpoint_list": [{"method": e.method, "path": e.path} for e in endpoints],
    }


def govstack_clients(config: Config) -> dict[str, Any]:
    """Members and applications in the shape of GovStack's directory (IM Directory Services API 1.0)."""
    found: list[dict[str, Any]] = []
    for entry in list_clients(config)["member"]:
        i = entry["id"]
        identifier = {"instanceId": i["xroad_instance"], "memberClass": i["member_class"], "memberCode": i["member_code"]}
        if "subsystem_code" in i:
            identifier = {"objectType": "APPLICATION", **identifier, "applicationCode": i["subsystem_code"]}
        else:
            identifier = {"objectType": "MEMBER", **identifier}
        found.append({"name": entry.get("subsystem_name", entry["name"]), "id": identifier})
    return {"member": found}


def govstack_methods(listed: dict[str, Any], *, service_id: str | None) -> dict[str, Any]:
    """The answer of listMethods or allowedMethods in the shape of GovStack's directory, narrowed to one service code."""
    return {
        "member": [
            {
                "objectType": "SERVICE",
                "serviceType": s["service_type"],
                "instanceId": s["xroad_instance"],
                "memberClass": s["member_class"],
                "memberCode": s["member_code"],
                "applicationCode": s["subsystem_code"],
                "serviceCode": s["service_code"],
                "endpointList": {"member": s["endpoint_list"]},
            }
            for s in listed["service"]
            if service_id in {None, s["service_code"]}
        ],
    }


def hide_servers(text: bytes) -> tuple[str, bytes]:
    """Content type and text of an OpenAPI description whose server addresses name no host any more; ValueError when unreadable."""
    try:
        document, kind = json.loads(text), "application/json"
    except ValueError:
        try:
            document, kind = yaml.safe_load(text), "text/yaml"
        except yaml.YAMLError as error:
            raise ValueError(str(error)) from None
    if not isinstance(document, dict) or "openapi" not in document:
        msg = "not an OpenAPI 3 description"
        raise ValueError(msg)
    _hide(document)
    if kind == "application/json":
        return kind, json.dumps(document, ensure_ascii=False).encode()
    return kind, yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode()


def _hide(node: Any) -> None:
    """Only the path of every server is told: OpenAPI names servers for the whole, for a path, for an operation and for a link."""
    if isinstance(node, list):
        for item in node:
            _hide(item)
        return
    if not isinstance(node, dict):
        return
    for server in [*_servers(node.get("servers")), *_servers([node.get("server")])]:
        _, mark, rest = server["url"].partition("://")
        bare = rest if mark else server["url"].removeprefix("//") if server["url"].startswith("//") else None
        server["url"] = server["url"] if bare is None else "/" + bare.partition("/")[2]
        server.pop("variables", None)
        server.pop("description", None)
    for value in node.values():
        _hide(value)


def _servers(found: Any) -> list[dict[str, Any]]:
    return [s for s in found if isinstance(s, dict) and isinstance(s.get("url"), str)] if isinstance(found, list) else []
