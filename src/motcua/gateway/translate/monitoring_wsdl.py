"""The WSDL 1.1 of what every server answers in SOAP: monitoring (PR-OPMON 1.7), descriptions (PR-META); a port for each version of SOAP."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from motcua.gateway.translate.describing import GET_WSDL
from motcua.gateway.translate.monitoring import HEALTH_DATA, OM, OPERATIONAL_DATA
from motcua.gateway.translate.xroad_headers import IDS, XROAD

_SPREADS = ("request{}Duration", "request{}Size", "response{}Size")
_CODES = ("xRoadInstance", "memberClass", "memberCode")
_HEADERS = ("client", "service", "securityServer", "id", "userId", "issue", "protocolVersion")
_BINDINGS = (("soap", "http://schemas.xmlsoap.org/wsdl/soap/", ""), ("soap12", "http://schemas.xmlsoap.org/wsdl/soap12/", "12"))
_REF = "http://ws-i.org/profiles/basic/1.1/xsd"


def monitoring_wsdl(address: str) -> bytes:
    """The description at the address at which envelopes are taken."""
    spaces = {"xs": "http://www.w3.org/2001/XMLSchema", "om": OM, "id": IDS, "xroad": XROAD, "ref": _REF}
    declared = spaces | {name: uri for name, uri, _ in _BINDINGS}
    xmlns = 'xmlns="http://schemas.xmlsoap.org/wsdl/" ' + " ".join(f'xmlns:{name}="{uri}"' for name, uri in declared.items())
    types = _ids() + _headers() + _ref() + _bodies()
    services = (OPERATIONAL_DATA, HEALTH_DATA)
    parts = "".join(f'<part name="{name}" element="xroad:{name}"/>' for name in _HEADERS)
    messages = f'<message name="headers">{parts}</message>' + "".join(
        f'<message name="{name}{end}"><part name="body" element="om:{name}{end}"/></message>'
        for name in services for end in ("", "Response")
    )  # fmt: skip
    messages += "".join(
        f'<message name="{GET_WSDL}{end}"><part name="body" element="xroad:{GET_WSDL}{end}"/></message>' for end in ("", "Response")
    )
    groups = {"monitoring": services, "metadata": (GET_WSDL,)}
    kinds = "".join(f'<portType name="{group}Port">{_operations(names)}</portType>' for group, names in groups.items())
    bindings = "".join(_binding(group, soap, end, names) for group, names in groups.items() for soap, _, end in _BINDINGS)
    offered = "".join(f'<service name="{group}">{_ports(group, address)}</service>' for group in groups)
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<definitions name="monitoring" targetNamespace="{OM}" {xmlns}><types>{types}</types>'
        f"{messages}{kinds}{bindings}{offered}</definitions>"
    )
    return text.encode()


def _operations(names: tuple[str, ...]) -> str:
    return "".join(
        f'<operation name="{name}"><input message="om:{name}"/><output message="om:{name}Response"/></operation>' for name in names
    )


def _ports(group: str, address: str) -> str:
    return "".join(
        f'<port name="{group}{end}" binding="om:{group}Binding{end}"><{soap}:address location={quoteattr(address)}/></port>'
        for soap, _, end in _BINDINGS
    )


def _binding(group: str, soap: str, end: str, services: tuple[str, ...]) -> str:
    headers = "".join(f'<{soap}:header message="om:headers" part="{name}" use="literal"/>' for name in _HEADERS)
    body = f'<{soap}:body parts="body" use="literal"/>'
    operations = "".join(
        f'<operation name="{name}"><{soap}:operation soapAction="" style="document"/>'
        f"<input>{body}{headers}</input><output>{body}</output></operation>"
        for name in services
    )
    transport = "http://schemas.xmlsoap.org/soap/http"
    return (
        f'<binding name="{group}Binding{end}" type="om:{group}Port">'
        f'<{soap}:binding style="document" transport="{transport}"/>{operations}</binding>'
    )


def _schema(uri: str, inside: str, *imported: str) -> str:
    needed = "".join(f'<xs:import namespace="{one}"/>' for one in imported)
    return f'<xs:schema targetNamespace="{uri}" elementFormDefault="qualified">{needed}{inside}</xs:schema>'


def _element(name: str, kind: str, *, least: int = 1, most: str = "1") -> str:
    return f'<xs:element name="{name}" type="{kind}" minOccurs="{least}" maxOccurs="{most}"/>'


def _type(name: str, inside: str) -> str:
    return f'<xs:complexType name="{name}"><xs:sequence>{inside}</xs:sequence></xs:complexType>'


def _ids() -> str:
    """Identifiers: elements and the attribute that says of what."""
    names = (*_CODES, "subsystemCode", "serviceCode", "serviceVersion", "serverCode")
    elements = "".join(f'<xs:element name="{name}" type="xs:string"/>' for name in names)
    kinds = ("MEMBER", "SUBSYSTEM", "SERVER", "SERVICE")
    known = "".join(f'<xs:enumeration value="{kind}"/>' for kind in kinds)
    kind = f'<xs:simpleType><xs:restriction base="xs:string">{known}</xs:restriction></xs:simpleType>'
    attribute = f'<xs:attribute name="objectType">{kind}</xs:attribute>'
    return _schema(IDS, elements + attribute + "".join((
        _identifier("ClientType", "?subsystemCode"), _identifier("ServerType", "serverCode"),
        _identifier("ServiceType", "?subsystemCode", "serviceCode", "?serviceVersion"),
    )))  # fmt: skip


def _identifier(name: str, *more: str) -> str:
    refs = "".join(f'<xs:element ref="id:{one.lstrip("?")}" minOccurs="{0 if one[0] == "?" else 1}"/>' for one in (*_CODES, *more))
    attribute = '<xs:attribute ref="id:objectType" use="required"/>'
    return f'<xs:complexType name="{name}"><xs:sequence>{refs}</xs:sequence>{attribute}</xs:complexType>'


def _headers() -> str:
    kinds = {"client": "id:ClientType", "service": "id:ServiceType", "securityServer": "id:ServerType"}
    named = _element("serviceCode", "xs:string") + _element("serviceVersion", "xs:string", least=0)
    asked = "".join(
        f'<xs:element name="{GET_WSDL}{end}"><xs:complexType><xs:sequence>{named}</xs:sequence></xs:complexType></xs:element>'
        for end in ("", "Response")
    )
    headers = "".join(f'<xs:element name="{name}" type="{kinds.get(name, "xs:string")}"/>' for name in _HEADERS)
    return _schema(XROAD, headers + asked, IDS)


def _ref() -> str:
    return _schema(_REF, '<xs:simpleType name="swaRef"><xs:restriction base="xs:anyURI"/></xs:simpleType>')


def _bodies() -> str:
    client = _element("client", "id:ClientType", least=0)
    of_spread = (("Min", "", "xs:long"), ("Average", "", "xs:double"), ("Max", "", "xs:long"), ("", "StdDev", "xs:double"))
    spreads = "".join(
        _element(f"{name.format(which)}{end}", kind, least=0) for name in _SPREADS for which, end, kind in of_spread
    )  # fmt: skip
    types = {
        "SearchCriteria": _element("recordsFrom", "xs:long") + _element("recordsTo", "xs:long") + client,
        "OutputSpec": _element("outputField", "xs:string", least=0, most="unbounded"),
        "FilterCriteria": client,
        "OperationalData": _element("searchCriteria", "om:SearchCriteria") + _element("outputSpec", "om:OutputSpec", least=0),
        "OperationalDataResponse": _element("recordsCount", "xs:int") + _element("records", "ref:swaRef")
        + _element("nextRecordsFrom", "xs:long", least=0),
        "HealthData": _element("filterCriteria", "om:FilterCriteria", least=0),
        "Statistics": "".join(_element(f"{which}RequestCount", "xs:int") for which in ("successful", "unsuccessful")) + spreads,
        "ServiceEvents": _element("service", "id:ServiceType")
        + "".join(_element(f"last{which}RequestTimestamp", "xs:long", least=0) for which in ("Successful", "Unsuccessful"))
        + _element("lastPeriodStatistics", "om:Statistics"),
        "ServicesEvents": _element("serviceEvents", "om:ServiceEvents", least=0, most="unbounded"),
        "HealthDataResponse": _element("monitoringStartupTimestamp", "xs:long") + _element("statisticsPeriodSeconds", "xs:int")
        + _element("servicesEvents", "om:ServicesEvents"),
    }  # fmt: skip
    tops = {OPERATIONAL_DATA: "OperationalData", HEALTH_DATA: "HealthData"}
    elements = "".join(f'<xs:element name="{name}{end}" type="om:{kind}{end}"/>' for name, kind in tops.items() for end in ("", "Response"))
    return _schema(OM, "".join(_type(name, inside) for name, inside in types.items()) + elements, IDS, _REF)
