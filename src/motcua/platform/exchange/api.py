"""THE DOOR of the exchange: register who shares what, call a service, follow what was exchanged."""

from motcua.platform.exchange.actions.addresses import fetch_text, is_address, try_address
from motcua.platform.exchange.actions.calling import call
from motcua.platform.exchange.actions.collecting import collect
from motcua.platform.exchange.actions.configuring import write_gateway_config
from motcua.platform.exchange.actions.demo import load_demo
from motcua.platform.exchange.actions.describing import describe_service, fetch_descriptions
from motcua.platform.exchange.actions.drafting import begin_draft, drop_draft, forget_drafts, hand_in, keep_answers
from motcua.platform.exchange.actions.eventing import dead_letters, empty_dead_letters, event_subscriptions
from motcua.platform.exchange.actions.exporting import export_calls
from motcua.platform.exchange.actions.keys import (
    add_certificate,
    end_networks,
    make_credential,
    revoke_certificate,
    revoke_credential,
    warn_of_ends,
)
from motcua.platform.exchange.actions.linking import note_links
from motcua.platform.exchange.actions.national import assess_rows, national_platform, share_rows
from motcua.platform.exchange.actions.offering import change_service, note_change, set_service_enabled
from motcua.platform.exchange.actions.prefilling import SERVICE as POPULATION_SERVICE
from motcua.platform.exchange.actions.prefilling import PopulationPrefiller
from motcua.platform.exchange.actions.reference import load_reference
from motcua.platform.exchange.actions.registering import register_member, register_service, register_subsystem
from motcua.platform.exchange.actions.restoring import preview_restore, restore_version
from motcua.platform.exchange.actions.rights import register_right, revoke_right
from motcua.platform.exchange.actions.running import (
    begin_maintenance,
    end_maintenance,
    fetch_config,
    gateway_actor,
    make_gateway_token,
    remove_gateway,
    remove_group,
    remove_peer,
    set_gateway,
    set_group,
    set_peer,
)
from motcua.platform.exchange.actions.settings import (
    remove_event_room,
    remove_event_type,
    set_event_room,
    set_event_type,
    set_setting,
)
from motcua.platform.exchange.actions.sharing import ask_sharing, expire_requests, move_request
from motcua.platform.exchange.actions.suspending import resume, suspend
from motcua.platform.exchange.actions.systems import load_systems, probe_systems
from motcua.platform.exchange.actions.tallying import sweep_counts
from motcua.platform.exchange.actions.translating import adapter_example, try_settings
from motcua.platform.exchange.actions.trying import answer_in_sandbox, open_sandbox, try_in_sandbox
from motcua.platform.exchange.actions.undoing import undo
from motcua.platform.exchange.actions.versions import as_one as as_one_version
from motcua.platform.exchange.actions.versions import follow as follow_settings
from motcua.platform.exchange.actions.watching import check_adapters, connection_steps, gateways, offered, steps_in_words
from motcua.platform.exchange.adapters.datasets import datasets
from motcua.platform.exchange.adapters.gateway import check_config
from motcua.platform.exchange.conf import INSTANCE
from motcua.platform.exchange.contracts import ExchangeResponse
from motcua.platform.exchange.queries import (
    catalogue,
    certificates,
    client,
    clients,
    count_calls,
    credentials,
    event_room,
    event_rooms,
    event_type,
    gateway_state,
    group,
    groups,
    maintenance,
    member,
    members,
    message,
    messages,
    own_clients,
    peer,
    peers,
    recent,
    request,
    requests,
    rights,
    service,
    services,
    setting,
    settings,
    version,
    versions,
)
from motcua.platform.exchange.queries.checks import adapter_checks
from motcua.platform.exchange.queries.drafting import draft, drafts
from motcua.platform.exchange.queries.history import past
from motcua.platform.exchange.queries.national import shared
from motcua.platform.exchange.queries.owning import own_flows, own_service, own_services
from motcua.platform.exchange.queries.standing import standing
from motcua.platform.exchange.queries.suspending import affected
from motcua.platform.exchange.queries.systems import links, systems
from motcua.platform.exchange.queries.watching import (
    days,
    days_of_all,
    description,
    descriptions,
    field_meanings,
    field_uses,
    flows,
    health,
    hours,
    service_health,
)
from motcua.platform.exchange.rules.watching import state_of

__all__ = [
    "INSTANCE",
    "POPULATION_SERVICE",
    "ExchangeResponse",
    "PopulationPrefiller",
    "adapter_checks",
    "adapter_example",
    "add_certificate",
    "affected",
    "answer_in_sandbox",
    "as_one_version",
    "ask_sharing",
    "assess_rows",
    "begin_draft",
    "begin_maintenance",
    "call",
    "catalogue",
    "certificates",
    "change_service",
    "check_adapters",
    "check_config",
    "client",
    "clients",
    "collect",
    "connection_steps",
    "count_calls",
    "credentials",
    "datasets",
    "days",
    "days_of_all",
    "dead_letters",
    "describe_service",
    "description",
    "descriptions",
    "draft",
    "drafts",
    "drop_draft",
    "empty_dead_letters",
    "end_maintenance",
    "end_networks",
    "event_room",
    "event_rooms",
    "event_subscriptions",
    "event_type",
    "expire_requests",
    "export_calls",
    "fetch_config",
    "fetch_descriptions",
    "fetch_text",
    "field_meanings",
    "field_uses",
    "flows",
    "follow_settings",
    "forget_drafts",
    "gateway_actor",
    "gateway_state",
    "gateways",
    "group",
    "groups",
    "hand_in",
    "health",
    "hours",
    "is_address",
    "keep_answers",
    "links",
    "load_demo",
    "load_reference",
    "load_systems",
    "maintenance",
    "make_credential",
    "make_gateway_token",
    "member",
    "members",
    "message",
    "messages",
    "move_request",
    "national_platform",
    "note_change",
    "note_links",
    "offered",
    "open_sandbox",
    "own_clients",
    "own_flows",
    "own_service",
    "own_services",
    "past",
    "peer",
    "peers",
    "preview_restore",
    "probe_systems",
    "recent",
    "register_member",
    "register_right",
    "register_service",
    "register_subsystem",
    "remove_event_room",
    "remove_event_type",
    "remove_gateway",
    "remove_group",
    "remove_peer",
    "request",
    "requests",
    "restore_version",
    "resume",
    "revoke_certificate",
    "revoke_credential",
    "revoke_right",
    "rights",
    "service",
    "service_health",
    "services",
    "set_event_room",
    "set_event_type",
    "set_gateway",
    "set_group",
    "set_peer",
    "set_service_enabled",
    "set_setting",
    "setting",
    "settings",
    "share_rows",
    "shared",
    "standing",
    "state_of",
    "steps_in_words",
    "suspend",
    "sweep_counts",
    "systems",
    "try_address",
    "try_in_sandbox",
    "try_settings",
    "undo",
    "version",
    "versions",
    "warn_of_ends",
    "write_gateway_config",
]  # fmt: skip
