"""Runs of an officer over old results, as they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count

from motcua.kernel.actors import Actor
from motcua.platform.casework.contracts.desk import BulkUnknown
from motcua.platform.casework.contracts.scanning import ScanOutcome, ScanPage, ScanRow, ScanRun, ScanTotals, ScanVerb
from motcua.platform.casework.models import BulkItem, BulkRun
from motcua.platform.casework.queries.keysets import page_of

_VERBS = [verb.value for verb in ScanVerb]


def scan_run(*, run_id: UUID, actor: Actor) -> ScanRun:
    """A run of the officer's with its rows. ``BulkUnknown``."""
    run = run_of(run_id=run_id, actor=actor)
    items = list(run.items.order_by("place"))
    counts = dict.fromkeys(ScanOutcome, 0)
    for item in items:
        counts[_outcome(item.state, item.change)] += 1
    after = BulkRun.objects.filter(officer_id=run.officer_id, key=key_of(run)).values_list("uuid", flat=True).first()
    return ScanRun(totals=_totals(run, counts), rows=tuple(_row(item) for item in items), digitised_by=after)


def scan_runs(*, actor: Actor, cursor: str = "", limit: int = 20) -> ScanPage:
    """The officer's runs of the last 90 days, the latest first. ``CursorWrong``."""
    if actor.subject_id is None:
        return ScanPage(rows=(), next_cursor="")
    mine = BulkRun.objects.filter(officer_id=actor.subject_id, verb__in=_VERBS)
    runs, following = page_of(mine, column="begun_at", cursor=cursor, limit=limit, latest_first=True)
    counted: dict[int, dict[ScanOutcome, int]] = {run.pk: dict.fromkeys(ScanOutcome, 0) for run in runs}
    kinds = BulkItem.objects.filter(run__in=runs).values("run_id", "state", "change").annotate(n=Count("pk")).order_by()
    for kind in kinds:
        counted[kind["run_id"]][_outcome(kind["state"], kind["change"])] += kind["n"]
    return ScanPage(rows=tuple(_totals(run, counted[run.pk]) for run in runs), next_cursor=following)


def run_of(*, run_id: UUID, actor: Actor, verb: ScanVerb | None = None) -> BulkRun:
    """The row of a run of the officer's over old results. ``BulkUnknown``."""
    wanted: Iterable[str] = _VERBS if verb is None else [verb.value]
    run = BulkRun.objects.filter(uuid=run_id, officer_id=actor.subject_id, verb__in=wanted).first() if actor.subject_id else None
    if run is None:
        raise BulkUnknown
    return run


def key_of(checked: BulkRun) -> str:
    """The key of the run that digitises what another one checked: there is one at most."""
    return f"{ScanVerb.DIGITISE}:{checked.uuid}"


def arguments_of(run: BulkRun) -> dict[str, Any]:
    """What a run was begun with."""
    kept: Any = run.arguments  # an encrypted JSON column, which the stubs take for text
    return dict(kept)


def given_of(item: BulkItem) -> dict[str, Any]:
    """The cells of a row and, when it could be kept, its scan."""
    kept: Any = item.given
    return dict(kept)


def _totals(run: BulkRun, counts: dict[ScanOutcome, int]) -> ScanTotals:
    given = arguments_of(run)
    return ScanTotals(
        run_id=run.uuid, verb=ScanVerb(run.verb), unit_code=given["unit"], index_name=given["index_name"],
        begun_at=run.begun_at, finished_at=run.finished_at, counts=counts,
    )  # fmt: skip


def _row(item: BulkItem) -> ScanRow:
    cells: dict[str, str] = given_of(item)["cells"]
    return ScanRow(
        line=int(item.code), file=cells.get("file", ""), title=cells.get("title", ""), symbol=cells.get("symbol", ""),
        holder_name=cells.get("name", ""), outcome=_outcome(item.state, item.change), error_vi=item.error_vi, error_en=item.error_en,
    )  # fmt: skip


def _outcome(state: str, change: Any) -> ScanOutcome:
    if state == "done":
        return ScanOutcome(change["outcome"])
    return ScanOutcome.REFUSED if state == "refused" else ScanOutcome.WAITING
