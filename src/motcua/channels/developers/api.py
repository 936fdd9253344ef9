"""THE DOOR of developers: machine clients, their tokens, subscriptions and messages."""

from motcua.channels.developers.actions.applying import apply_for, supply_for
from motcua.channels.developers.actions.clients import create_client, new_client_secret, revoke_client
from motcua.channels.developers.actions.delivering import deliver, line_up
from motcua.channels.developers.actions.subscriptions import ping, replay, rotate_secret, subscribe, unsubscribe
from motcua.channels.developers.actions.tallying import tally
from motcua.channels.developers.actions.tokens import actor_of_token, issue_token, sweep
from motcua.channels.developers.policies import ROLES
from motcua.channels.developers.queries import EVENTS, clients, deliveries, subscriptions, tallied

__all__ = [
    "EVENTS", "ROLES", "actor_of_token", "apply_for", "clients", "create_client", "deliver", "deliveries", "issue_token", "line_up",
    "new_client_secret", "ping", "replay", "revoke_client", "rotate_secret", "subscribe", "subscriptions", "supply_for", "sweep",
    "tallied", "tally", "unsubscribe",
]
