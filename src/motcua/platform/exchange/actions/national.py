"""The connector to the national platform that this installation uses, and what is shared over it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from motcua.foundation.audit import api as audit
from motcua.foundation.units import api as units
from motcua.kernel.actors import Actor
from motcua.kernel.clock import local_date
from motcua.kernel.policy import require
from motcua.platform.exchange import conf, policies
from motcua.platform.exchange.actions import systems
from motcua.platform.exchange.actions.calling import call
from motcua.platform.exchange.adapters import datasets, declarations, national
from motcua.platform.exchange.contracts import ExchangeResponse
from motcua.platform.exchange.contracts.national import (
    DATASET_REF,
    SHARED,
    Batch,
    BelowStandard,
    Dataset,
    DatasetUnknown,
    NationalPlatform,
    Shared,
    ShareOutcome,
    Taken,
)
from motcua.platform.exchange.rules.datasets import batch


def national_platform(*, purpose: str, ground: str, actor: Actor, now: datetime, issue: str = "") -> NationalPlatform:
    """NDXP or the NDOP node, as ``MOTCUA_NATIONAL_PLATFORM`` says; every request goes through the exchange under the purpose and ground."""
    chosen = next(s for s in declarations.systems() if s.code == conf.NATIONAL_PLATFORM.upper())
    services = {s.code: systems.service_id(chosen, s) for s in chosen.services}

    def send(*, service: str, path: str, query: Mapping[str, str] | None, body: bytes | None) -> ExchangeResponse:
        return call(
            service=services[service], path=path, query=query, body=body, method="GET" if body is None else "POST", purpose=purpose,
            ground=ground, issue=issue or None, actor=actor, now=now,
        )  # fmt: skip

    return national.CONNECTORS[chosen.system](send)


def dataset(*, code: str) -> Dataset:
    """A declared data set. Raises DatasetUnknown."""
    found = next((one for one in datasets.datasets() if one.code == code), None)
    if found is None:
        raise DatasetUnknown(name=code[:60])
    return found


def assess_rows(*, code: str, rows: Sequence[Mapping[str, Any]], actor: Actor, now: datetime) -> Batch:
    """Rows of ours as records of a data set, with the report of the internal test; nothing is sent.

    Raises Forbidden, DatasetUnknown, ``gateway.protocol.mapping.Untranslatable``.
    """
    require(policies.can_manage(actor))
    declared, today = dataset(code=code), local_date(now)
    wards = {unit.code for unit in units.communes(on=today)}
    return batch(declared, rows, today=today, references={"wards": wards} if wards else None)


def share_rows(*, code: str, rows: Sequence[Mapping[str, Any]], ref: str = "", actor: Actor, now: datetime) -> Shared:
    """Send rows to the national platform: as changes, or with ``ref`` as a batch under that reference.

    The report of the internal test and what became of the batch stand in the audit log, also when nothing was sent.
    Raises Forbidden, DatasetUnknown, Untranslatable, BelowStandard, PlatformRefused, and what ``call`` raises.
    """
    ready, declared = assess_rows(code=code, rows=rows, actor=actor, now=now), dataset(code=code)
    platform = national_platform(purpose=declared.vi, ground=declared.law, actor=actor, now=now)
    outcome, taken = ShareOutcome.FAILED, None
    try:
        if not ref:
            taken = platform.push(batch=ready)
        elif platform.submit(ref=ref, batch=ready).state == "done":
            taken = platform.result(ref=ref)
        outcome = ShareOutcome.TAKEN if taken else ShareOutcome.RUNNING
    except BelowStandard:
        outcome = ShareOutcome.HELD
        raise
    finally:
        _note(ready, platform=platform.key, ref=ref, outcome=outcome, taken=taken, ground=declared.law, actor=actor, now=now)
    return Shared(dataset=code, platform=platform.key, report=ready.report, taken=taken)


def _note(
    ready: Batch, *, platform: str, ref: str, outcome: ShareOutcome, taken: Taken | None, ground: str, actor: Actor, now: datetime
) -> None:
    """The report, as numbers without values, and what became of the batch."""
    report = ready.report
    audit.record(
        action=SHARED, object_ref=f"{DATASET_REF}{ready.dataset}", actor=actor, now=now, ground=ground,
        details={
            "platform": platform, "rows": report.rows, "index": f"{report.index:g}", "identifiers": f"{report.identifiers:g}",
            "groups": {str(group): count for group, count in report.groups.items()}, "ref": ref, "outcome": str(outcome),
            "taken": taken.accepted if taken else 0, "refused": len(taken.rejected) if taken else 0,
        },
    )  # fmt: skip
