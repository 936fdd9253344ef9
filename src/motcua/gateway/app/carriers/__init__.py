"""Ways of carrying a call to whoever answers it: over HTTP to a provider, or to the gateway's own metadata."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from motcua.gateway.app.call import Call
from motcua.gateway.app.http import Response
from motcua.gateway.core.directory import Directory, Route


class Carrier(Protocol):
    """Carries an admitted call and brings the answer back."""

    def carry(self, directory: Directory, route: Route, call: Call) -> Awaitable[Response]:
        """The answer as it came; raises Fault when there is none."""
        ...
