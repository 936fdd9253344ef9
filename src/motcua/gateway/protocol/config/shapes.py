"""What the configuration of a gateway says: members, services, rights, and how the process behaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motcua.gateway.protocol.config.pace import Pace
from motcua.gateway.protocol.config.pubsub import PubSub
from motcua.gateway.protocol.faults import ErrorStyle
from motcua.gateway.protocol.identifiers import ClientId

MEBIBYTE = 1024 * 1024
LOOPBACK = ("127.0.0.0/8", "::1/128")


class Environment(StrEnum):
    """Where a client's calls go: to the service itself, or to its sandbox with made-up data."""

    PRODUCTION = "production"
    SANDBOX = "sandbox"


class KeepBody(StrEnum):
    """What the message log keeps of a body: its digest, the body itself, or the body encrypted to the city's archive key."""

    HASH = "hash"
    PLAIN = "plain"
    ENCRYPTED = "encrypted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A key of a subsystem for callers that present one (``lgspaccesstoken``, client credentials); the secret only as SHA-256 (hex).

    ``not_after`` in Unix seconds, 0 for no end: during a rotation two credentials hold side by side.
    """

    access_key: str
    secret_sha256: str
    app_name: str = ""
    partner_code: str = ""
    not_after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """A second address of a service that gets ``percent`` of the calls, and all calls of ``clients``.

    Which calls is settled by client and message id, so that a repeated message goes where it went. While the circuit to the second
    address is open its calls go to the first one; a call that was sent is not sent again.
    """

    base_url: str
    percent: int = 0
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaker:
    """After ``failures`` failed calls in a row nothing is sent for ``open_s`` seconds; then one call tries. 0 failures: never.

    A call fails when no answer comes (network, time, not HTTP) or when its status is one of ``statuses``.
    """

    failures: int = 0
    open_s: float = 10.0
    statuses: tuple[int, ...] = (502, 503, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """How a service that does not speak REST is spoken to; ``kind`` names the translator, ``settings`` are its declaration.

    Kinds and settings: ``gateway/translate/settings.py``, in words ``docs/how-to/declare-an-adapter.md``.
    """

    kind: str
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityServer:
    """Another security server: its identifier, ``host:port`` for messages over mutual TLS, certificates (SHA-256, hex), signing keys (PEM).

    ``clients`` are the subsystems that live behind it.
    """

    id: str
    address: str
    certificates: tuple[str, ...] = ()
    public_keys: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePort:
    """Where other security servers send messages over mutual TLS; files in PEM: own ``certificate``, its ``key``, and those ``trusted``."""

    port: int
    certificate: str
    key: str
    trusted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeStamping:
    """Authorities (RFC 3161) that stamp the roots of the log, asked in order, every ``interval_s`` seconds; ``trusted`` is a PEM file.

    ``policy`` is the OID under which tokens must be given; empty takes the authority's own.
    """

    urls: tuple[str, ...]
    interval_s: float = 60.0
    timeout_s: float = 10.0
    trusted: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archiving:
    """A segment of the log is closed after ``hours`` and moved, once it is time-stamped, into archives of about ``megabytes`` each."""

    hours: float = 6.0
    megabytes: int = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """The whole exchange rests as long as this is configured: callers are told ``notice``, metadata still answers.

    ``until`` is the announced end in Unix seconds, 0 when nobody knows; it is told, and does not end the rest.
    """

    notice: str
    until: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsystem:
    """A system of a member. ``networks`` may speak for it; with ``certificates`` (SHA-256, hex) only the holder of one may.

    ``trusted`` are those certificates themselves (PEM), as far as they are known: TLS hears the holder of no other, unless the listener's
    own file of clients has it.
    Until ``networks_until`` (Unix seconds) its networks may as well, so that a live system can change over to certificates.
    Calls with one of its ``credentials`` need neither. While it is ``suspended`` it neither calls nor is called.
    """

    code: str
    name: str = ""
    networks: tuple[str, ...] = LOOPBACK
    certificates: tuple[str, ...] = ()
    trusted: tuple[str, ...] = ()
    networks_until: int = 0
    credentials: tuple[Credential, ...] = ()
    environment: Environment = Environment.PRODUCTION
    suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An agency or organisation; ``member_code`` is its agency code (QĐ 20/2020/QĐ-TTg). ``suspended`` holds for all its systems."""

    member_class: str
    member_code: str
    name: str = ""
    subsystems: tuple[Subsystem, ...] = ()
    suspended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A method and a path glob: ``*`` is one segment, ``**`` any number."""

    method: str = "*"
    path: str = "**"


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Who may call: ``subject`` is a client identifier or ``group:<name>``; without method and path the whole service.

    It holds from ``valid_from`` until before ``valid_until`` (Unix seconds, 0: no bound). Of JSON answers only ``fields`` pass (dotted
    paths; empty: all). ``agreement`` is the code of the data-sharing request that gave the right; ``pace`` bounds this subject, a group
    as one, besides the service's pace. A call is held to every pace that applies to it: the service's and those of all rights that cover
    it, so that the strictest wins. What is logged of several rights is the first that holds.
    """

    subject: str
    method: str = "*"
    path: str = "**"
    fields: tuple[str, ...] = ()
    valid_from: int = 0
    valid_until: int = 0
    agreement: str = ""
    pace: Pace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service and where it lives; ``timeout_s`` in seconds, ``notice`` is told when it is disabled.

    ``provider_headers`` (name, value) are credentials between gateway and provider: callers neither see nor override them, and they
    are no part of the message that is hashed and logged. ``pace`` bounds each client, ``at_once`` all of them together (0: no bound);
    with ``own_pace``, that of the unit that owns the service, the tighter of both holds.
    ``sandbox_url`` answers clients of the sandbox, in REST and without ``provider_headers``; without it they are refused. ``contexts``
    are paths such as ``/vdxp-product/1.0`` at which callers of the LGSP dialect find the service. ``soap_offer`` are settings of the
    adapter kind ``soap`` under which SOAP callers reach the service at ``/soap/…``.
    """

    id: str
    base_url: str
    type: str = "REST"
    timeout_s: float = 30.0
    enabled: bool = True
    notice: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    rights: tuple[Right, ...] = ()
    description_url: str | None = None
    verify_tls: bool = True
    provider_headers: tuple[tuple[str, str], ...] = ()
    keep_body: KeepBody = KeepBody.HASH
    pace: Pace | None = None
    at_once: int = 0
    breaker: Breaker | None = None
    canary: Canary | None = None
    sandbox_url: str | None = None
    adapter: Adapter | None = None
    contexts: tuple[str, ...] = ()
    soap_offer: dict[str, Any] | None = None
    own_pace: Pace | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A named set of clients, usable as the subject of a right."""

    name: str
    clients: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """PEM files of the listener: its certificate, its key and certificates (or issuers) of clients beyond those that systems registered."""

    certificate: str
    key: str
    clients: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one process: bytes, seconds and counts.

    A body longer than ``body_memory`` waits on disk; all bodies together take ``buffered_bytes`` of memory and ``spool_bytes`` of disk.
    """

    body_bytes: int = 256 * MEBIBYTE
    header_bytes: int = 64 * 1024
    body_memory: int = 256 * 1024
    buffered_bytes: int = 64 * MEBIBYTE
    spool_bytes: int = 4096 * MEBIBYTE
    connections: int = 4096
    pool: int = 64
    connect_s: float = 5.0
    header_s: float = 10.0
    body_s: float = 60.0
    idle_s: float = 75.0
    drain_s: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that the gateway knows; ``log_token`` opens ``/_log``, ``error_style`` spells fault codes.

    ``networks`` (CIDR) are those of the city in which providers may live besides the public one; see ``public_addresses.may_reach``.
    ``body_key`` is the public key (PEM, P-256) to which kept bodies are encrypted; they are deleted after ``keep_bodies_days`` (0: never).
    ``token_key`` (32 characters or more) signs the access
    tokens of the LGSP dialect in every process of the gateway; without it none are given out.
    ``folders`` are the roots below which adapters may exchange files with partners.
    """

    instance: str
    server_id: str
    members: tuple[Member, ...] = ()
    services: tuple[Service, ...] = ()
    groups: tuple[Group, ...] = ()
    error_style: ErrorStyle = ErrorStyle.PASCAL
    log_token: str = ""
    limits: Limits = field(default_factory=Limits)
    networks: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    tls: Tls | None = None
    servers: tuple[SecurityServer, ...] = ()
    message_port: MessagePort | None = None
    time_stamping: TimeStamping | None = None
    maintenance: Maintenance | None = None
    body_key: str = ""
    token_key: str = field(default="", repr=False)
    keep_bodies_days: int = 0
    archiving: Archiving | None = None
    pubsub: PubSub | None = None

    def clients(self) -> dict[ClientId, Subsystem | None]:
        """Every member and subsystem that is registered."""
        known: dict[ClientId, Subsystem | None] = {}
        for m in self.members:
            known[ClientId(self.instance, m.member_class, m.member_code)] = None
            known.update({ClientId(self.instance, m.member_class, m.member_code, s.code): s for s in m.subsystems})
        return known

    def suspended(self) -> frozenset[ClientId]:
        """Who neither calls nor is called now: suspended members with all their systems, and suspended systems."""
        return frozenset(
            ClientId(self.instance, m.member_class, m.member_code, code)
            for m in self.members
            for code, off in [(None, False), *((s.code, s.suspended) for s in m.subsystems)]
            if m.suspended or off
        )
