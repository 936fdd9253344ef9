"""Every night the city's view of dossiers is held against the portal's; what differs is listed and can be sent again."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from motcua.channels.national import adapters, conf, policies
from motcua.channels.national.actions import keeping, telling
from motcua.channels.national.adapters import opening
from motcua.channels.national.contracts import ComparisonView, DifferenceKind, ItemUnknown, PortalRefused, PortalUnavailable
from motcua.channels.national.events import ComparisonFinished
from motcua.channels.national.models import Comparison, Difference, Intake, Telling
from motcua.channels.national.rules import differences
from motcua.foundation.audit import api as audit
from motcua.foundation.outbox import api as outbox
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require

_SPACE = UUID("4d6f7443-7561-4e61-8000-000000000001")
_PAGE, _MOST_PAGES = 1000, 10_000


def compare(*, now: datetime, since: datetime | None = None) -> ComparisonView:
    """Compare every dossier told or changed since an instant (the last days by the settings); differences that are gone are settled.

    When the portal does not answer, the comparison is noted with the reason and nothing is settled.
    """
    begun = since or now - timedelta(days=conf.COMPARE_DAYS)
    try:
        theirs = _theirs(begun)
    except (PortalUnavailable, PortalRefused) as away:
        row = Comparison.objects.create(at=now, error=away.sentence("vi"))
        return ComparisonView(at=row.at, compared=0, differences=0, error=row.error)
    ours, waiting = _ours(begun)
    waiting |= set(Intake.objects.filter(state="waiting").values_list("portal_code", flat=True))
    mirrored = set(Telling.objects.filter(state="withheld", at__gte=begun).values_list("dossier_code", flat=True))
    found = differences.compare(ours=ours, theirs=theirs, known=waiting | mirrored)
    with transaction.atomic():
        return _note(found, compared=len(ours.keys() | theirs.keys()), now=now)


def settle(*, difference_id: int, actor: Actor, now: datetime) -> None:
    """One click: send our state anew, or fetch what is missing here. ``ItemUnknown``, ``Forbidden``, ``PortalUnavailable``."""
    require(policies.can_run(actor=actor))
    row = Difference.objects.filter(pk=difference_id, settled_at=None).first()
    if row is None:
        raise ItemUnknown
    if row.kind == DifferenceKind.MISSING_HERE:
        keeping.fetch_one(code=row.portal_code, now=now)
    with transaction.atomic():
        if row.kind != DifferenceKind.MISSING_HERE:
            telling.tell_anew(dossier_code=row.dossier_code, actor=actor, now=now, key=uuid5(_SPACE, f"difference:{row.pk}"))
        Difference.objects.filter(pk=row.pk).update(settled_at=now, settled_by=actor.ref)
        audit.record(
            action="national.difference_settled", object_ref=f"national.difference:{row.pk}", actor=actor, now=now, ground="role:operator"
        )


def settle_all(*, actor: Actor, now: datetime, limit: int = 500) -> int:
    """Settle every open difference; returns how many."""
    ids = list(Difference.objects.filter(settled_at=None).order_by("id").values_list("pk", flat=True)[:limit])
    for difference_id in ids:
        settle(difference_id=difference_id, actor=actor, now=now)
    return len(ids)


def _theirs(since: datetime) -> dict[str, str]:
    found: dict[str, str] = {}
    after = ""
    for _ in range(_MOST_PAGES):
        rows, after = adapters.portal().states(since=since, after=after, limit=_PAGE)
        found |= {row.code: row.status for row in rows}
        if not after:
            break
    return found


def _ours(since: datetime) -> tuple[dict[str, str], set[str]]:
    """What we told last of every dossier, and the dossiers of which something still waits."""
    found: dict[str, str] = {}
    waiting: set[str] = set()
    rows = Telling.objects.filter(at__gte=since, what="dossier").exclude(state="withheld").order_by("order", "id")
    for code, ours, status, state in rows.values_list("portal_code", "dossier_code", "status", "state").iterator(chunk_size=5000):
        if state == "waiting":
            waiting |= {code or ours, ours}
        elif state == "sent" or status:
            found[code or ours] = str(status)
    return found, waiting


def _note(found: tuple[differences.Found, ...], *, compared: int, now: datetime) -> ComparisonView:
    row = Comparison.objects.create(at=now, compared=compared, differences=len(found))
    held = {(f.portal_code, f.kind.value) for f in found}
    for old in Difference.objects.select_for_update().filter(settled_at=None):
        if (old.portal_code, old.kind) not in held:
            Difference.objects.filter(pk=old.pk).update(settled_at=now, settled_by="comparison")
    for one in found:
        facts = {"ours": one.ours, "theirs": one.theirs, "dossier_code": _dossier_code(one.portal_code)}
        Difference.objects.update_or_create(
            portal_code=one.portal_code, kind=one.kind.value, settled_at=None, defaults=facts,
            create_defaults=facts | {"comparison": row, "found_at": now},
        )  # fmt: skip
    told = ComparisonFinished(comparison_id=row.pk, compared=compared, synchronised=compared - len(found), at=now)
    outbox.publish(event=told, now=now)
    return ComparisonView(at=row.at, compared=row.compared, differences=row.differences, error="")


def _dossier_code(portal_code: str) -> str:
    told = Telling.objects.filter(portal_code=portal_code).values_list("dossier_code", flat=True).first()
    if told:
        return told
    ref = opening.dossier_of(portal_code=portal_code)
    return ref.code if ref else portal_code
