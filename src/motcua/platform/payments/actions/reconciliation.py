"""Every night: requests, provider transactions and statement held against each other, and the day balanced to the đồng."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.db import transaction

from motcua.foundation.outbox import api as outbox
from motcua.kernel.clock import local_date
from motcua.platform.payments import conf, events, models, queries
from motcua.platform.payments.actions import ledger
from motcua.platform.payments.actions.platform import requery
from motcua.platform.payments.actions.statements import reconcile
from motcua.platform.payments.contracts import DayReport, DiscrepancyKind, Way

_LOOK_BACK = timedelta(days=31)


def reconcile_day(*, on: date, now: datetime) -> DayReport:
    """Read what the bank and the platform still have to say, find money that was told but never arrived, and write the day's figures down.

    May be run again for any day; the last figures stand.
    """
    reconcile(now=now)
    requery(now=now)
    found = _missing(now=now)
    with transaction.atomic():
        report = queries.day_report(on=on)
        models.Reconciliation.objects.update_or_create(
            on=on, defaults={"run_at": now, "balances": report.balances, "found": found, "figures": _figures(report)}
        )
        fact = events.DayReconciled(
            on=on.isoformat(), money_in=report.money_in, discrepant=report.discrepant, balances=report.balances, found=found,
            reconciled_at=now,
        )  # fmt: skip
        outbox.publish(event=fact, now=now)
    return report


def reconcile_nightly(*, now: datetime) -> DayReport | None:
    """Yesterday, once: nothing when it was reconciled today already."""
    on = local_date(now) - timedelta(days=1)
    done = models.Reconciliation.objects.filter(on=on).values_list("run_at", flat=True).first()
    if done is not None and local_date(done) >= local_date(now):
        return None
    return reconcile_day(on=on, now=now)


def _missing(*, now: datetime) -> int:
    """Money that a notification or the platform told and no statement showed in time: a person looks."""
    until = now - timedelta(hours=conf.STATEMENT_GRACE_HOURS)
    rows = models.Transfer.objects.filter(on_statement=False, paid_at__lt=until, paid_at__gte=now - _LOOK_BACK)
    rows = rows.exclude(way=Way.CASH).exclude(discrepancies__kind=DiscrepancyKind.NOT_ON_STATEMENT)
    found = 0
    for ident in list(rows.values_list("pk", flat=True)[:1000]):
        with transaction.atomic():
            transfer = models.Transfer.objects.select_for_update(of=("self",)).select_related("request").get(pk=ident)
            if transfer.on_statement:
                continue
            made, is_new = models.Discrepancy.objects.get_or_create(
                transfer=transfer, kind=DiscrepancyKind.NOT_ON_STATEMENT, amount=transfer.amount, defaults={"found_at": now}
            )
            if is_new:
                ledger.tell(made, transfer.request, now=now)
                found += 1
    return found


def _figures(report: DayReport) -> dict[str, object]:
    return {**asdict(report), "on": report.on.isoformat()}
