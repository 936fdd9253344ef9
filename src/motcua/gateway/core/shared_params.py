"""Shared parameters of the instance (X-Road ``shared-params.xml``): its members, and behind which server each subsystem lives."""

from __future__ import annotations

import base64
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from motcua.gateway.protocol.config import Config
from motcua.gateway.protocol.identifiers import ClientId, parse_server_id

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<ns3:conf xmlns:ns3="http://x-road.eu/xsd/xroad.xsd">'
_MADE = (2025, 1, 1, 0, 0, 0)  # a fixed instant: the same configuration gives the same octets


def shared_params_xml(config: Config, *, own_address: str) -> bytes:
    """``shared-params.xml`` of the instance; ``own_address`` is the name by which this server is reached."""
    lines = [_HEAD, _element("instanceIdentifier", config.instance)]
    identifiers: dict[ClientId, str] = {}
    for member in config.members:
        own = ClientId(config.instance, member.member_class, member.member_code)
        identifiers[own] = f"id{len(identifiers)}"
        kind = f"<memberClass>{_element('code', member.member_class)}{_element('description', member.member_class)}</memberClass>"
        lines.append(
            f"<member id={quoteattr(identifiers[own])}>{kind}{_element('memberCode', member.member_code)}{_element('name', member.name)}"
        )
        for subsystem in member.subsystems:
            client = ClientId(config.instance, member.member_class, member.member_code, subsystem.code)
            identifiers[client] = f"id{len(identifiers)}"
            inner = _element("subsystemCode", subsystem.code) + _element("subsystemName", subsystem.name or subsystem.code)
            lines.append(f"<subsystem id={quoteattr(identifiers[client])}>{inner}</subsystem>")
        lines.append("</member>")
    lines += _servers(config, identifiers, own_address)
    classes = sorted({member.member_class for member in config.members})
    known = "".join(f"<memberClass>{_element('code', code)}{_element('description', code)}</memberClass>" for code in classes)
    lines.append(f"<globalSettings>{known}</globalSettings></ns3:conf>")
    return "\n".join(lines).encode()


def verification_zip(config: Config, *, own_address: str) -> bytes:
    """What ``/verificationconf`` gives: the instance's name and its shared parameters."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (
            ("verificationconf/instance-identifier", config.instance.encode()),
            (f"verificationconf/{config.instance}/shared-params.xml", shared_params_xml(config, own_address=own_address)),
        ):
            archive.writestr(zipfile.ZipInfo(name, _MADE), content)
    return packed.getvalue()


def _servers(config: Config, identifiers: dict[ClientId, str], own_address: str) -> list[str]:
    """Our own server with every subsystem that lives behind no other, then the others."""
    elsewhere = {ClientId.parse(client) for server in config.servers for client in server.clients}
    here = [identifiers[c] for c in identifiers if c.subsystem_code and c not in elsewhere]
    servers = [_server(config.server_id, own_address, (), here, identifiers)]
    for server in config.servers:
        clients = [identifiers[c] for c in map(ClientId.parse, server.clients) if c in identifiers]
        servers.append(_server(server.id, server.address.rpartition(":")[0], server.certificates, clients, identifiers))
    return servers


def _server(server_id: str, address: str, certificates: tuple[str, ...], clients: list[str], identifiers: dict[ClientId, str]) -> str:
    instance, member_class, member_code, code = parse_server_id(server_id)
    owner = identifiers.get(ClientId(instance, member_class, member_code), "")
    digests = "".join(_element("authCertHash", base64.b64encode(bytes.fromhex(c)).decode()) for c in certificates)
    listed = "".join(_element("client", client) for client in clients)
    named = _element("owner", owner) + _element("serverCode", code) + _element("address", address)
    return f"<securityServer>{named}{digests}{listed}</securityServer>"


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>"
