"""Fixtures of the room."""

from motcua.foundation.identity.testing import citizen, citizen_client
from motcua.platform.messaging.testing import sample_template, sms

__all__ = ["citizen", "citizen_client", "sample_template", "sms"]
