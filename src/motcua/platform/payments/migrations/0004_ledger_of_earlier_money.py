"""Money that came in before the ledger: count what had settled a request, and say where the rest stands."""

from django.db import migrations

_BESIDE = {"late": "late", "paid_twice": "duplicate"}


def fill(apps, schema_editor):
    Transfer, Allocation = apps.get_model("payments", "Transfer"), apps.get_model("payments", "Allocation")
    for transfer in Transfer.objects.select_related("request").iterator(chunk_size=500):
        request = transfer.request
        if transfer.settled and request is not None and request.state in ("paid", "refunded"):
            counted = min(transfer.amount, request.amount)
            Allocation.objects.create(
                transfer=transfer, request=request, amount=counted, why="before the ledger", made_at=request.settled_at, made_by="system"
            )
            if request.state == "refunded":
                Allocation.objects.create(
                    transfer=transfer, request=request, amount=-counted, why="refund", made_at=request.settled_at, made_by="system"
                )
                transfer.returned, request.refunded_amount = counted, counted
            else:
                transfer.allocated, request.paid_amount = counted, counted
            request.save(update_fields=["paid_amount", "refunded_amount"])
        rest = transfer.amount - transfer.allocated - transfer.returned
        why = transfer.discrepancies.order_by("-id").first()
        if transfer.allocated:
            transfer.state = "allocated" if rest == 0 else "kept" if why is not None and why.resolution else "excess"
        elif transfer.returned and rest == 0:
            transfer.state = "returned"
        else:
            transfer.state = "kept" if why is not None and why.resolution == "noted" else _BESIDE.get(getattr(why, "kind", ""), "stray")
        transfer.save(update_fields=["allocated", "returned", "state"])


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("payments", "0003_money_ledger")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
