"""The application that granian serves: ``granian --interface asgi motcua.simulator.peers.app:app`` (one worker)."""

from __future__ import annotations

from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.factory import build

app = build(Settings.from_environment())
