"""Fixtures of the room."""

from motcua.foundation.identity.testing import _running_peers, citizen, citizen_client, officer_client, peers

__all__ = ["_running_peers", "citizen", "citizen_client", "officer_client", "peers"]
