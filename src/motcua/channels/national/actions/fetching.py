"""Papers of a message are fetched by their addresses, checked and stored, each once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from motcua.channels.national import adapters, conf
from motcua.channels.national.adapters.opening import Given
from motcua.channels.national.contracts import PaperMessage, PaperRefused, PortalUnavailable
from motcua.channels.national.models import FetchedPaper, Intake
from motcua.foundation.files import api as files
from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import NamedError

_MB = 1_000_000
_TRY_LATER = frozenset({"files.scanner_unavailable", "files.store_unavailable"})


def fetch_papers(*, intake: Intake, papers: Sequence[PaperMessage], now: datetime) -> tuple[Given, ...]:
    """Fetch and store what the message names; papers without an address and deleted ones are left out.

    The type is read from the content, never from the name. ``PaperRefused``, ``PortalUnavailable``.
    """
    given = []
    for place, paper in enumerate(papers):
        if paper.url and not paper.deleted:
            given.append(_fetched(intake, place, paper, now))
    return tuple(given)


def _fetched(intake: Intake, place: int, paper: PaperMessage, now: datetime) -> Given:
    url_hash = hashlib.sha256(paper.url.encode()).hexdigest()
    kept = FetchedPaper.objects.filter(intake=intake, place=place, url_hash=url_hash).first()
    if kept is None:
        kept = _store(intake, place, paper, url_hash, now)
    return Given(requirement=paper.requirement, name=paper.name, file_id=kept.file_id)


def _store(intake: Intake, place: int, paper: PaperMessage, url_hash: str, now: datetime) -> FetchedPaper:
    most = conf.PAPER_MB * _MB
    found = adapters.portal().paper(url=paper.url, name=paper.name, most=most)
    try:
        stored = files.put(
            content=found.content, name=paper.name, purpose="national.paper", actor=SYSTEM, now=now, max_bytes=most,
            owner_ref=f"national:{intake.portal_code}",
        )  # fmt: skip
    except NamedError as refusal:
        if refusal.code in _TRY_LATER:
            raise PortalUnavailable(reason=refusal.code) from refusal
        raise PaperRefused(name=paper.name, reason_vi=refusal.sentence("vi"), reason_en=refusal.sentence("en")) from refusal
    row, _made = FetchedPaper.objects.get_or_create(
        intake=intake, place=place, url_hash=url_hash,
        defaults={
            "requirement": paper.requirement, "name": paper.name, "file_id": stored.uuid, "sha256": found.sha256, "size": stored.size,
            "fetched_at": now,
        },
    )  # fmt: skip
    return row
