"""Tables of the exchange, by topic."""

from motcua.platform.exchange.models.drafting import SharingDraft
from motcua.platform.exchange.models.log import Call, GatewayLog
from motcua.platform.exchange.models.offering import AccessRight, Service, ServiceChange
from motcua.platform.exchange.models.register import Certificate, Credential, Group, Member, Peer, Subsystem
from motcua.platform.exchange.models.running import ConfigVersion, Gateway, MaintenanceNotice
from motcua.platform.exchange.models.setting import EventRoom, EventType, Setting
from motcua.platform.exchange.models.sharing import SharingRequest, SharingStep
from motcua.platform.exchange.models.watching import AdapterAnswer, HourCount, ServiceDescription, SystemLink

__all__ = [
    "AccessRight",
    "AdapterAnswer",
    "Call",
    "Certificate",
    "ConfigVersion",
    "Credential",
    "EventRoom",
    "EventType",
    "Gateway",
    "GatewayLog",
    "Group",
    "HourCount",
    "MaintenanceNotice",
    "Member",
    "Peer",
    "Service",
    "ServiceChange",
    "ServiceDescription",
    "Setting",
    "SharingDraft",
    "SharingRequest",
    "SharingStep",
    "Subsystem",
    "SystemLink",
]
