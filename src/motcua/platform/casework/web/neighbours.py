"""Sections that other rooms add to the pages of a dossier."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import partial
from uuid import UUID

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from motcua.platform.casework.contracts import Dossier
from motcua.platform.casework.contracts.neighbours import dossier_panels, filing_panels

log = logging.getLogger(__name__)


def panels_of(request: HttpRequest, dossier: Dossier, *, audience: str, foremost: bool = False) -> list[SafeString]:
    """What rooms show on the page of this dossier, in their order: beside it, or ``foremost``."""
    wanted = (p for p in dossier_panels if (p.audience, p.foremost) == (audience, foremost))
    return _drawn((p.key, partial(p.render, request, dossier)) for p in wanted)


def rows_of(request: HttpRequest, draft_id: UUID) -> list[SafeString]:
    """What rooms show where a draft is checked."""
    return _drawn((p.key, partial(p.render, request, draft_id)) for p in filing_panels)


def _drawn(found: Iterable[tuple[str, Callable[[], str]]]) -> list[SafeString]:
    shown = []
    for key, render in found:
        try:
            html = render()
        except Exception:
            # Another room's section must not keep anybody from the dossier; the operator reads of it in the log.
            log.exception("panel %s failed", key)
            continue
        if html.strip():
            shown.append(mark_safe(html))  # noqa: S308 - rooms render their sections by templates
    return shown
