"""When a rule on the days of data requests is amended, the procedures run on it from its first day, by a version of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.foundation.registers import api as registers
from motcua.kernel.actors import SYSTEM
from motcua.kernel.clock import local_date
from motcua.platform.casework import api as casework
from motcua.services.privacy.queries import requests as reads
from motcua.services.privacy.rules import clocks as rules

_ENDS = "Ngày ngừng đã quyết định trước khi thời hạn thay đổi."


@transaction.atomic
def follow_rule(*, code: str, effective_from: date, source: str, now: datetime) -> int:
    """New versions of the procedures whose clock the rule fixes, from its first day (from today for one that has passed); how many.

    What people scheduled for a later day stays scheduled, with the days that the rules give then. Dossiers keep the version under which
    they were received. Again, or for any other rule: nothing.
    """
    rights = {right.key: right for right in reads.rights()}
    wanted = rules.rules_of({key: right.procedure for key, right in rights.items()}).get(code, ())
    start = max(effective_from, local_date(now))
    changed = [r for r in rights.values() if r.procedure in wanted and _renew(r.key, r.procedure, start=start, source=source, now=now)]
    return len(changed)


def _renew(right: str, procedure: str, *, start: date, source: str, now: datetime) -> bool:
    """Publish the procedure's versions from ``start`` on with the days of the rules, as far as one of them differs."""
    live = [
        v for v in casework.versions(code=procedure, on=start)
        if v.effective_to != v.effective_from and (v.effective_to is None or v.effective_to > start)
    ]  # fmt: skip
    if not any(v.effective_from <= start for v in live):
        return False  # not offered on that day
    plan: list[tuple[date, str, Mapping[str, Any], Mapping[str, Any]]] = []
    for version in sorted(live, key=lambda v: (v.effective_from, v.version)):
        day = max(version.effective_from, start)
        before: Mapping[str, Any] = casework.version_document(code=procedure, version=version.version)
        plan.append((day, version.note, before, _timed(right, before, on=day)))
    if all(before == after for _day, _note, before, after in plan):
        return False
    for day, note, before, after in plan:
        said = note if before == after else f"Thời hạn theo {source}"
        casework.publish_definition(document=after, now=now, effective_from=day, actor=SYSTEM, note=said[:200])
    ends = max(live, key=lambda v: (v.effective_from, v.version)).effective_to
    if ends is not None:  # it was to end on that day, and still does
        casework.retire(code=procedure, on=ends, actor=SYSTEM, now=now, reason=_ENDS)
    return True


def _timed(right: str, document: Mapping[str, Any], *, on: date) -> Mapping[str, Any]:
    answer, act = (int(registers.rule(code=c, on=on).value) for c in (rules.ANSWER_RULE, rules.act_rule(right)))
    return rules.timed(document, answer_days=answer, act_days=act)
