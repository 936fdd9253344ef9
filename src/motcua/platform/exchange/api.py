"""THE DOOR of the exchange: register who shares what, call a service, follow what was exchanged."""

from motcua.platform.exchange.actions.calling import call
from motcua.platform.exchange.actions.collecting import collect
from motcua.platform.exchange.actions.configuring import write_gateway_config
from motcua.platform.exchange.actions.prefilling import SERVICE as POPULATION_SERVICE
from motcua.platform.exchange.actions.prefilling import PopulationPrefiller
from motcua.platform.exchange.actions.reference import load_reference
from motcua.platform.exchange.actions.registering import (
    register_member,
    register_right,
    register_service,
    register_subsystem,
    revoke_right,
    set_service_enabled,
)
from motcua.platform.exchange.actions.systems import load_systems, probe_systems
from motcua.platform.exchange.adapters.gateway import check_config
from motcua.platform.exchange.queries import gateway_state, message, messages, recent, services
from motcua.platform.exchange.queries.systems import systems

__all__ = [
    "POPULATION_SERVICE",
    "PopulationPrefiller",
    "call",
    "check_config",
    "collect",
    "gateway_state",
    "load_reference",
    "load_systems",
    "message",
    "messages",
    "probe_systems",
    "recent",
    "register_member",
    "register_right",
    "register_service",
    "register_subsystem",
    "revoke_right",
    "services",
    "set_service_enabled",
    "systems",
    "write_gateway_config",
]
