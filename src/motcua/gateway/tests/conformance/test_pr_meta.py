"""PR-META §2 (listClients) and the verification configuration."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile

import pytest

from motcua.gateway.tests.conftest import Rig

from .asking import ask

XROAD, ID = "{http://x-road.eu/xsd/xroad.xsd}", "{http://x-road.eu/xsd/identifiers}"


def test_2_members_and_subsystems_in_json(gate: Rig) -> None:
    heard = ask(gate, "/listClients", ("Accept", "application/json"), client=False)
    assert heard.headers["content-type"].startswith("application/json")
    assert heard.json["member"][1] == {
        "id": {
            "object_type": "SUBSYSTEM", "xroad_instance": "VN-HP", "member_class": "GOV", "member_code": "H24", "subsystem_code": "onestop",
        },
        "name": "UBND thành phố",
        "subsystem_name": "onestop",
    }  # fmt: skip
    assert "subsystem_code" not in heard.json["member"][0]["id"]


@pytest.mark.parametrize("accept", [None, "text/xml", "*/*", "text/html"])
def test_2_xml_of_the_schema_otherwise(gate: Rig, accept: str | None) -> None:
    heard = ask(gate, "/listClients", *([("Accept", accept)] if accept else []), client=False)
    root = ET.fromstring(heard.body)
    assert heard.headers["content-type"].startswith("text/xml")
    assert (root.tag, {child.tag for child in root}) == (f"{XROAD}clientList", {f"{XROAD}member"})
    second = root[1]
    assert [child.tag for child in second] == [f"{XROAD}id", f"{XROAD}name", f"{XROAD}subsystemName"]
    assert second[0].get(f"{ID}objectType") == "SUBSYSTEM"
    assert [(part.tag.removeprefix(ID), part.text) for part in second[0]] == [
        ("xRoadInstance", "VN-HP"),
        ("memberClass", "GOV"),
        ("memberCode", "H24"),
        ("subsystemCode", "onestop"),
    ]


def test_2_of_an_instance(gate: Rig) -> None:
    assert ask(gate, "/listClients?xRoadInstance=VN-HP", client=False).status == 200
    heard = ask(gate, "/listClients?xRoadInstance=EE", client=False)
    assert (heard.status, heard.json["type"]) == (400, "Client.BadRequest")


def test_2_it_is_asked_with_get(gate: Rig) -> None:
    assert ask(gate, "/listClients", method="POST", client=False).status == 400
    assert ask(gate, "/listClients", method="HEAD", client=False).body == b""


def test_verification_configuration_tells_members_and_servers(gate: Rig) -> None:
    heard = ask(gate, "/verificationconf", client=False)
    assert heard.headers["content-type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(heard.body))
    instance = packed.read("verificationconf/instance-identifier").decode()
    root = ET.fromstring(packed.read(f"verificationconf/{instance}/shared-params.xml"))
    members = {m.get("id"): m for m in root.findall("./member")}
    subsystems = {s.get("id"): s.findtext("subsystemCode") for m in members.values() for s in m.findall("subsystem")}
    server = root.find("./securityServer")
    assert server is not None
    owner = members[server.findtext("owner")]
    assert (instance, root.findtext("instanceIdentifier"), root.tag) == ("VN-HP", "VN-HP", f"{XROAD}conf")
    assert (owner.findtext("memberClass/code"), owner.findtext("memberCode"), owner.findtext("name")) == ("GOV", "H24", "UBND thành phố")
    assert (server.findtext("serverCode"), server.findtext("address")) == ("gw1", "gateway")
    assert sorted(str(subsystems[c.text]) for c in server.findall("client")) == ["onestop", "other", "population"]
