"""What of a dossier is counted for the quality of service."""

from __future__ import annotations

from django.db.models import Count, Q

from motcua.platform.casework.actions.core import Held, publish
from motcua.platform.casework.events.counted import DossierPapersCounted
from motcua.platform.casework.models import Paper


def tell_papers(held: Held) -> None:
    """Tell how many papers the dossier has, and how many of them were digitised or reused (QĐ 766/QĐ-TTg, group 3).

    What other units answered with is none of them.
    """
    reused = Q(state__in=[Paper.REUSED_PAPER, Paper.REUSED_RESULT])
    counts = held.row.papers.exclude(requirement__startswith=Paper.OPINION).aggregate(
        papers=Count("id"),
        digitised=Count("id", filter=Q(state=Paper.DIGITISED)),
        reused=Count("id", filter=reused),
        reused_national=Count("id", filter=Q(state=Paper.REUSED_RESULT)),
    )
    publish(held, DossierPapersCounted, **counts)
