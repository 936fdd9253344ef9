"""What a caller is told when the store failed: that nothing was kept only where that is certain."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from motcua.gateway.pubsub.broker import Broker
from motcua.gateway.pubsub.service import NOT_KNOWN, Ask, Fate, answer
from motcua.gateway.pubsub.store import StoreError, StoreLostError


class Failing:
    """A broker whose store fails at whatever is asked."""

    def __init__(self, error: StoreError) -> None:
        self._error = error

    @property
    def access(self) -> Any:
        raise self._error


@pytest.mark.parametrize(("kind", "known"), [(StoreError, True), (StoreLostError, False)])
def test_nobody_is_told_that_nothing_was_kept_when_nobody_knows(kind: type[StoreError], known: bool) -> None:
    """A batch whose acknowledgement was lost may have been kept: who then publishes again would publish twice."""
    ask = Ask(client="a", room="r", area="pub", method="POST", steps=("v1", "births"), query="", body=b"{}")
    found = asyncio.run(answer(cast("Broker", Failing(kind("away"))), ask))
    assert (found.status, found.message == NOT_KNOWN, "Nothing could be kept" in found.message) == (500 if known else 503, not known, known)
    assert found.fate is (Fate.ANSWERED if known else Fate.UNKNOWN)
    assert bool(found.headers) is not known
