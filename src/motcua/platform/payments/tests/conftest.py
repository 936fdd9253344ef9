"""Fixtures of the room."""

from motcua.foundation.identity.testing import _running_peers, citizen, citizen_client, officer_client, peers
from motcua.platform.payments.testing import bank, payouts, platform

__all__ = ["_running_peers", "bank", "citizen", "citizen_client", "officer_client", "payouts", "peers", "platform"]
