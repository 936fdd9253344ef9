"""What the room needs of the national portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from motcua.channels.national.contracts import PaperContent, PortalState, Pulled


class Portal(Protocol):
    """The portal. Every call may raise ``PortalUnavailable`` (ask again later) or ``PortalRefused`` (it said no)."""

    def pull(self, *, after: str, limit: int) -> Pulled:
        """New messages for this city after a cursor, oldest first."""
        ...

    def fetch(self, *, code: str) -> Mapping[str, Any] | None:
        """The message that carries one dossier, or None when the portal does not know it."""
        ...

    def tell_dossier(self, *, message_id: str, body: Mapping[str, Any]) -> str:
        """Tell the state of a dossier; returns the portal's words. The same ``message_id`` again changes nothing there."""
        ...

    def tell_progress(self, *, message_id: str, body: Mapping[str, Any]) -> str:
        """Tell one step of a dossier; returns the portal's words."""
        ...

    def states(self, *, since: datetime, after: str, limit: int) -> tuple[Sequence[PortalState], str]:
        """What the portal shows of dossiers changed since an instant, page by page; the cursor is empty on the last page."""
        ...

    def paper(self, *, url: str, name: str, most: int) -> PaperContent:
        """The content of a paper, at most ``most`` bytes. ``PaperRefused`` for foreign addresses, too much, or a wrong digest."""
        ...

    def check_config(self) -> list[str]:
        """What is wrong with the connection, in English."""
        ...
