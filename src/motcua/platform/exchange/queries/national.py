"""Reads of what was shared with the national platform: from the audit log, where each batch stands with its quality report."""

from __future__ import annotations

from motcua.foundation.audit import api as audit
from motcua.gateway.protocol.quality import Group
from motcua.kernel.actors import Actor
from motcua.kernel.policy import require
from motcua.platform.exchange import policies
from motcua.platform.exchange.contracts.national import DATASET_REF, SHARED, SharedBefore, ShareOutcome


def shared(*, actor: Actor, limit: int = 20) -> tuple[SharedBefore, ...]:
    """The last batches, newest first. Raises Forbidden."""
    require(policies.can_view(actor))
    return tuple(_before(entry) for entry in audit.entries(action=SHARED, limit=limit).entries)


def _before(entry: audit.AuditEntry) -> SharedBefore:
    told = entry.details
    groups = sorted(((Group(name), int(count)) for name, count in told["groups"].items()), key=lambda pair: (-pair[1], pair[0]))
    return SharedBefore(
        at=entry.at, dataset=entry.object_ref.removeprefix(DATASET_REF), platform=told["platform"], rows=told["rows"], index=told["index"],
        identifiers=told["identifiers"], groups=tuple(groups), outcome=ShareOutcome(told["outcome"]), taken=told["taken"],
        refused=told["refused"],
    )  # fmt: skip
