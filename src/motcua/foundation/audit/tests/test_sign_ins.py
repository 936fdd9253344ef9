from datetime import UTC, datetime
from uuid import uuid4

import pytest

from motcua.foundation.audit import api
from motcua.foundation.identity.events import SessionOpened
from motcua.foundation.outbox import api as outbox
from motcua.foundation.outbox.testing import drain_all

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_sign_in_is_recorded_once_and_without_a_name():
    who = uuid4()
    outbox.publish(event=SessionOpened(subject_id=who, kind="officer", method="password+totp", level=0, opened_at=NOW), now=NOW)
    drain_all()
    drain_all()
    (entry,) = api.entries(actor_ref=f"officer:{who}", limit=10).entries
    assert (entry.action, entry.details["method"]) == ("identity.signed_in", "password+totp")
