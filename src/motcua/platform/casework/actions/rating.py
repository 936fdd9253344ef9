"""The owner says how content she is, once, after the result; and is asked for it one day after hand-back, once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from motcua.kernel.actors import Actor
from motcua.kernel.text import squeeze
from motcua.kit.apart import apart
from motcua.platform.casework import policies
from motcua.platform.casework.actions.core import Held, beside, publish, record
from motcua.platform.casework.actions.telling import tell_owner
from motcua.platform.casework.contracts import Change, Channel, EventKind, SideVerb
from motcua.platform.casework.contracts.asked import HIGHEST_SCORE, LOWEST_SCORE, RatingTwice, RatingView, ScoreWrong
from motcua.platform.casework.events import DossierRated
from motcua.platform.casework.models import Dossier, Rating
from motcua.platform.casework.rules.codes import normal_dossier_code

log = logging.getLogger(__name__)

LONGEST = 2000
_WAIT, _NOT_AFTER = timedelta(days=1), timedelta(days=4)
_BATCH = 200


def rate(*, code: str, score: int, actor: Actor, now: datetime, text: str = "", idempotency_key: str = "") -> Change:
    """Rate the service, 1 to 5, with a word if she likes; the word is encrypted and stays out of history and event.

    Once, by the owner, after the result. ``ScoreWrong``, ``RatingTwice``, ``ActionNotPossible``, ``Forbidden``, ``DossierUnknown``.
    """
    if not LOWEST_SCORE <= score <= HIGHEST_SCORE:
        raise ScoreWrong(fields={"score": (ScoreWrong.vi, ScoreWrong.en)})

    def act(held: Held) -> None:
        kept, _ = Rating.objects.select_for_update().get_or_create(dossier=held.row)
        if kept.score is not None:
            raise RatingTwice(dossier_code=held.row.code)
        kept.score, kept.text, kept.rated_at = score, squeeze(text)[:LONGEST], now
        kept.save(update_fields=["score", "text", "rated_at"])
        record(held, kind=EventKind.RATED, to_status=held.state.status, details={"score": score})
        publish(held, DossierRated, score=score, online=held.row.channel == Channel.ONLINE)

    body = {"score": score, "text": text}
    return beside(verb=SideVerb.RATE, code=code, actor=actor, now=now, key=idempotency_key, body=body, act=act)


def rating_of(*, code: str, actor: Actor) -> RatingView | None:
    """What the owner said of the service; None while she said nothing, and for those who may not know the dossier."""
    known = policies.visible_to(actor=actor).filter(code=normal_dossier_code(code))
    kept = Rating.objects.filter(dossier__in=known, score__isnull=False).first()
    if kept is None or kept.score is None or kept.rated_at is None:
        return None
    return RatingView(score=kept.score, text=kept.text, rated_at=kept.rated_at)


def ask_for_ratings(*, now: datetime) -> int:
    """Ask the owners of what was handed back a day ago how it was, each once; returns how many were asked."""
    since = Dossier.objects.filter(handed_back_at__gt=now - _NOT_AFTER, handed_back_at__lte=now - _WAIT, rating=None)
    asked = 0
    for row in since.exclude(person_id=None).order_by("handed_back_at", "id")[:_BATCH]:
        with apart(log, "asking for a rating", row.pk), transaction.atomic():
            _, first = Rating.objects.get_or_create(dossier=row, defaults={"asked_at": now})
            if first:
                asked += tell_owner(dossier_id=row.uuid, what="rating_asked", key=f"rating:{row.uuid}", now=now)
    return asked
