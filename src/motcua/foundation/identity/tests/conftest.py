"""Fixtures of the room."""

import pytest

from motcua.foundation.identity.testing import _running_peers, citizen, citizen_client, officer_client, peers

__all__ = ["_running_peers", "citizen", "citizen_client", "officer_client", "peers"]


@pytest.fixture(autouse=True)
def _no_room_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """What rooms above registered does not answer in the tests of this room: they know no procedures and no dossiers."""
    from motcua.foundation.identity import api

    for registry in (api.scope_sources, api.matter_sources, api.merger_followers):
        monkeypatch.setattr(registry, "_things", {})
