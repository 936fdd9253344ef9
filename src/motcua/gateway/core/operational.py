"""Operational monitoring: X-Road's record fields (PR-OPMON) out of the live message log, and its health data out of the meters.

One row for each call at each security server that it passes: at the only one consumer's and provider's side are one process, and the row is
the consumer's. Instants in Unix ms but ``monitoringDataTs`` (s).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from motcua.gateway.core.meters import CELL_S, CELLS, Health, Period, Spread
from motcua.gateway.protocol.config import Config
from motcua.gateway.protocol.identifiers import ClientId, IdentifierError, ServiceId
from motcua.gateway.protocol.logfile import RECORD, SEAL, frames, read_header, segment_paths
from motcua.gateway.protocol.record import Record, Seal, decode_record
from motcua.gateway.protocol.shards import shard_folders

MOST_ROWS = 10_000
_LATE_MS = 600_000  # no record waits longer than this for its seal
_PROTOCOL = "1"  # r1


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows: ``begins_s`` to ``ends_s`` (Unix seconds, both inclusive), of a caller, of a service or subsystem, seen by ``reader``.

    ``reader`` sees rows in which it is caller or provider; None is the owner of the server and sees all. ``fields`` empty: all.
    """

    begins_s: int
    ends_s: int
    client: str = ""
    service: str = ""
    fields: tuple[str, ...] = ()
    reader: ClientId | None = None

    def takes(self, record: Record) -> bool:
        """Whether the record is one of them."""
        if not self.begins_s * 1000 <= record.response_out_ms < (self.ends_s + 1) * 1000:
            return False
        if (self.client and record.client != self.client) or (self.service and not _within(record.service, self.service)):
            return False
        return self.reader is None or record.client == str(self.reader) or _within(record.service, str(self.reader))


def _within(service: str, whole: str) -> bool:
    return service == whole or service.startswith(f"{whole}/")


def page(folder: Path, config: Config, wanted: Wanted, *, version: str, address: str, most: int = MOST_ROWS) -> dict[str, Any]:
    """Rows in order of time. Beyond ``most`` the page ends with a whole second, and ``nextRecordsFrom`` says where to go on."""
    found = sorted((r for r in _sealed(folder, wanted) if wanted.takes(r)), key=lambda r: (r.response_out_ms, r.seq))
    following: int | None = None
    if len(found) > most:
        first = found[0].response_out_ms // 1000
        following = max(found[most].response_out_ms // 1000, first + 1)
        found = [r for r in found if r.response_out_ms // 1000 < following]
    types = {s.id: s.type for s in config.services}
    hosts = {server.id: server.address.rpartition(":")[0].strip("[]") for server in config.servers}
    rows = [_chosen(_row(r, hosts, types, version, address), wanted.fields) for r in found]
    answer: dict[str, Any] = {"recordsCount": len(rows), "records": rows}
    return answer if following is None else {**answer, "nextRecordsFrom": following}


def _chosen(row: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and (not fields or name in fields)}


def _sealed(folder: Path, wanted: Wanted) -> Iterator[Record]:
    """Sealed records of the live log that may lie in the period; segments and batches outside it are passed over undecoded."""
    for path in (path for shard in shard_folders(folder).values() for path in segment_paths(shard)):
        try:
            if path.stat().st_mtime >= wanted.begins_s:
                yield from _of_segment(path.read_bytes(), wanted)
        except FileNotFoundError:  # moved into an archive meanwhile
            continue


def _of_segment(data: bytes, wanted: Wanted) -> Iterator[Record]:
    _, start = read_header(data)
    pending: list[bytes] = []
    for frame in frames(data, start):
        if frame.kind == RECORD:
            pending.append(frame.payload)
        elif frame.kind == SEAL:
            at_ms = msgspec.json.decode(frame.payload, type=Seal).at_ms
            if at_ms > wanted.ends_s * 1000 + _LATE_MS:
                return
            if at_ms >= wanted.begins_s * 1000:
                yield from map(decode_record, pending)
            pending = []


def _row(record: Record, hosts: dict[str, str], types: dict[str, str], version: str, address: str) -> dict[str, Any]:
    client, service = ClientId.parse(record.client), ServiceId.parse(record.service)
    party_class, _, party = (record.represented_party or "").rpartition("/")
    return {
        "monitoringDataTs": record.response_out_ms // 1000,
        "securityServerInternalIp": address or None,
        "securityServerType": "Producer" if record.handed_by else "Client",
        "requestInTs": record.request_in_ms,
        "requestOutTs": record.request_out_ms,
        "responseInTs": record.response_in_ms,
        "responseOutTs": record.response_out_ms,
        "clientXRoadInstance": client.instance,
        "clientMemberClass": client.member_class,
        "clientMemberCode": client.member_code,
        "clientSubsystemCode": client.subsystem_code,
        "serviceXRoadInstance": service.instance,
        "serviceMemberClass": service.member_class,
        "serviceMemberCode": service.member_code,
        "serviceSubsystemCode": service.subsystem_code,
        "serviceCode": service.service_code,
        "restMethod": record.method,
        "restPath": _path(record),
        "serviceType": types.get(record.service, "REST"),
        "representedPartyClass": party_class or None,
        "representedPartyCode": party or None,
        "messageId": record.message_id,
        "messageUserId": record.user_id,
        "messageIssue": record.issue,
        "messageProtocolVersion": _PROTOCOL,
        "clientSecurityServerAddress": hosts.get(record.handed_by) if record.handed_by else address or None,
        "serviceSecurityServerAddress": hosts.get(record.handed_to) if record.handed_to else address or None,
        "requestSize": len(record.request_head.encode("latin-1")) + record.request_size,
        "responseSize": len(record.response_head.encode("latin-1")) + record.response_size,
        "requestAttachmentCount": 0,
        "responseAttachmentCount": 0,
        "succeeded": record.succeeded,
        "statusCode": record.status,
        "faultCode": record.fault,
        "faultString": record.fault_string,
        "xRequestId": record.request_id,
        "xRoadVersion": version,
    }


def _path(record: Record) -> str:
    """The path after the service, without the query, which may name people."""
    path = record.target.partition("?")[0]
    return path.removeprefix(f"/r1/{record.service}") if path.startswith("/r1/") else path


FIELDS = frozenset(
    {"monitoringDataTs", "securityServerInternalIp", "securityServerType", "requestInTs", "requestOutTs", "responseInTs", "responseOutTs"}
    | {f"{side}{part}" for side in ("client", "service") for part in ("XRoadInstance", "MemberClass", "MemberCode", "SubsystemCode")}
    | {"serviceCode", "restMethod", "restPath", "serviceType", "representedPartyClass", "representedPartyCode", "messageId"}
    | {"messageUserId", "messageIssue", "messageProtocolVersion", "clientSecurityServerAddress", "serviceSecurityServerAddress"}
    | {"requestSize", "responseSize", "requestAttachmentCount", "responseAttachmentCount", "succeeded", "statusCode", "faultCode"}
    | {"faultString", "xRequestId", "xRoadVersion"}
    | {"serviceVersion", "requestMimeSize", "responseMimeSize"}  # of messages in SOAP: no row has them
)


def health(found: Mapping[str, Health], *, started_ms: int, visible: Callable[[ServiceId], bool]) -> dict[str, Any]:
    """X-Road's health data of the services that the reader may see: last good and bad call, and the statistics of the last 600 s."""
    events: list[dict[str, Any]] = []
    for text, one in sorted(found.items()):
        try:
            service = ServiceId.parse(text)
        except IdentifierError:  # ``unknown`` and ``metadata``
            continue
        if not visible(service):
            continue
        events.append(
            {
                "service": {
                    "objectType": "SERVICE",
                    "xRoadInstance": service.instance,
                    "memberClass": service.member_class,
                    "memberCode": service.member_code,
                    "subsystemCode": service.subsystem_code,
                    "serviceCode": service.service_code,
                },
                "lastSuccessfulRequestTimestamp": one.last_good_ms or None,
                "lastUnsuccessfulRequestTimestamp": one.last_bad_ms or None,
                "lastPeriodStatistics": _statistics(one.lately),
            }
        )
    return {"monitoringStartupTimestamp": started_ms, "statisticsPeriodSeconds": CELL_S * CELLS, "servicesEvents": events}


def _statistics(period: Period) -> dict[str, Any]:
    return {
        "successfulRequestCount": period.good,
        "unsuccessfulRequestCount": period.bad,
        **_spread("requestDuration", period.duration, "request{}Duration"),
        **_spread("requestSize", period.request, "request{}Size"),
        **_spread("responseSize", period.response, "response{}Size"),
    }


def _spread(name: str, spread: Spread, pattern: str) -> dict[str, Any]:
    if not spread.n:
        return {}
    found = {pattern.format("Min"): spread.least, pattern.format("Average"): round(spread.average, 3), pattern.format("Max"): spread.most}
    return {**found, f"{name}StdDev": round(spread.deviation, 3)}
