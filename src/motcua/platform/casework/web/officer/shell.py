"""What casework shows in the frame of the desk: menu, tabs with counts, search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from motcua.kernel.actors import Actor, Role
from motcua.kit import shell
from motcua.platform.casework import api as casework
from motcua.platform.casework.web.officer import words

_ALL = frozenset({Role.RECEPTION, Role.APPRAISER, Role.LEADER, Role.OPERATOR})
_DESK = frozenset({Role.RECEPTION, Role.APPRAISER, Role.LEADER})


def register() -> None:
    """Add the menu item, the tab and the search of officers."""
    shell.menu.add(
        shell.MenuItem(
            key="casework.inbox", label_vi="Hồ sơ", label_en="Dossiers", url_name="casework_inbox", audience="officer", roles=_ALL, order=10
        )
    )
    shell.inbox_tabs.add(
        shell.InboxTab(
            key="casework.mine", label_vi="Hồ sơ chờ tôi xử lý", label_en="Dossiers waiting for me", url_name="casework_inbox", roles=_DESK,
            count=_mine, order=10,
        )
    )
    shell.search_sources.add(
        shell.SearchSource(key="casework.dossiers", label_vi="Hồ sơ", label_en="Dossiers", audience="officer", search=_search, order=10)
    )


def _mine(*, actor: Actor, now: datetime) -> int:
    return casework.counts(actor=actor, now=now)["mine"]


def _search(*, query: str, actor: Actor, limit: int, now: datetime) -> Sequence[shell.SearchHit]:
    found = casework.find(query=query, actor=actor, now=now, limit=limit)
    casework.note_list(codes=[row.code for row in found], actor=actor, now=now)
    return [
        shell.SearchHit(
            title=row.code, url=reverse("casework_desk", args=[row.code]), kind="dossier",
            summary=f"{row.procedure_name[:90]} · {row.party_name} · {words.due_word(row.due_state)}",
        )
        for row in found
    ]
