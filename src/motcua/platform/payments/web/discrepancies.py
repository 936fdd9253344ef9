"""The queue of money that does not agree, and the decisions about it; the report of a day; statements as files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor, Role
from motcua.kernel.clock import local_date
from motcua.kernel.errors import Invalid, NamedError
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, file_response, language_of
from motcua.platform.payments import api
from motcua.platform.payments.web import words

_MOST_MB = 20


@audience("officer", roles=(Role.ADMIN,))
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Open ones first, then the latest decided; ``loai`` narrows to a kind, ``cua-toi`` to one's own."""
    actor = actor_of(request)
    kind = next((one for one in api.DiscrepancyKind if one.value == request.GET.get("loai")), None)
    mine = actor.ref if request.GET.get("cua-toi") else None
    now = clock.now()
    waiting, decided = api.discrepancies(kind=kind, assigned_to=mine), api.discrepancies(is_open=False, limit=20)
    payments = [row.payment.payment_id for row in (*waiting, *decided) if row.payment]
    api.note_payers(payment_ids=payments, actor=actor, now=now, source="payments.discrepancies", money=True)
    context: dict[str, Any] = {
        "open": [_shown(row, now=now, actor=actor) for row in waiting],
        "decided": [_shown(row, now=now, actor=actor) for row in decided],
        "kinds": [(one.value, words.kind_words(one)) for one in api.DiscrepancyKind],
        "kind": kind.value if kind else "",
        "mine": bool(mine),
    }
    return render(request, "payments/discrepancies.html", context)


@audience("officer", roles=(Role.ADMIN,))
@require_POST
def resolve(request: HttpRequest, discrepancy_id: UUID) -> HttpResponse:
    """Decide about one, take it, or take a decision back."""
    actor = actor_of(request)
    reason, now = request.POST.get(f"reason-{discrepancy_id}", ""), clock.now()
    act = request.POST.get("act", "")
    if act == "take":
        api.assign(discrepancy_id=discrepancy_id, officer_ref=actor.ref, officer_name=actor.name, now=now, actor=actor)
        messages.success(request, _("Bạn đã nhận xử lý khoản này."))
    elif act == "undo":
        api.undo(discrepancy_id=discrepancy_id, reason=reason, now=now, actor=actor)
        messages.success(request, _("Đã mở lại khoản lệch."))
    else:
        try:
            resolution = api.Resolution(request.POST.get("resolution", ""))
        except ValueError as error:
            raise Invalid(fields={"resolution": ("Chọn một cách xử lý.", "Choose what to do.")}) from error
        payee = words.posted_payee(request)
        api.resolve(discrepancy_id=discrepancy_id, resolution=resolution, reason=reason, now=now, actor=actor, payee=payee)
        messages.success(request, _("Đã ghi cách xử lý."))
    return redirect("payments_discrepancies")


@audience("officer", roles=(Role.ADMIN,))
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The queue as CSV."""
    content = api.discrepancies_csv(is_open=not request.GET.get("da-xu-ly"), now=clock.now())
    return file_response(name="khoan-lech.csv", mime="text/csv; charset=utf-8", content=content)  # type: ignore[return-value]


@audience("officer", roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def day(request: HttpRequest) -> HttpResponse:
    """The figures of a day, which close to the đồng; POST reconciles it again; ``xlsx`` downloads it."""
    now = clock.now()
    asked = request.POST.get("ngay", "") or request.GET.get("ngay", "")
    on = words.posted_day(asked, default=local_date(now) - timedelta(days=1))
    if request.method == "POST":
        api.reconcile_day(on=on, now=now)
        messages.success(request, _("Đã đối soát lại."))
        return redirect(f"{reverse('payments_day')}?ngay={on.isoformat()}")
    if request.GET.get("tai") == "xlsx":
        return file_response(name=f"doi-soat-{on.isoformat()}.xlsx", mime=files.XLSX, content=api.day_xlsx(on=on))  # type: ignore[return-value]
    report = api.day_report(on=on)
    return render(request, "payments/day.html", {"report": report, "on": on, **_day_facts(report)})


def _day_facts(report: api.DayReport) -> dict[str, Any]:
    ways = [{"name": words.way_words(api.Way(way)), "value": words.dong(amount)} for way, amount in report.ways.items()]
    where = [
        (_("Đã ghi thu"), report.allocated), (_("Chưa khớp"), report.discrepant), (_("Đang hoàn"), report.returning),
        (_("Đã hoàn"), report.returned),
    ]  # fmt: skip
    bank = [
        (_("Tiền vào trên sao kê"), report.statement_credits), (_("Quầy nộp tiền mặt"), report.statement_deposits),
        (_("Tiền ra"), report.statement_debits), (_("Chưa có trên sao kê trong ngày"), report.not_on_statement),
        (_("Chênh lệch số tiền"), report.differences), (_("Sao kê của tiền ngày khác"), report.other_days),
        (_("Nền tảng thanh toán báo thành công"), report.platform_success), (_("Yêu cầu đã thu đủ"), report.requests_settled),
    ]  # fmt: skip
    return {
        "ways": [*ways, {"name": _("Tổng tiền vào"), "value": words.dong(report.money_in)}],
        "where": [{"name": name, "value": words.dong(amount)} for name, amount in where],
        "bank": [{"name": name, "value": words.dong(amount)} for name, amount in bank],
    }


@audience("officer", roles=(Role.ADMIN,))
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Import a statement file; the same file again changes nothing."""
    context: dict[str, Any] = {
        "formats": [("csv", "CSV"), ("xlsx", "XLSX"), ("mt940", "MT940"), ("camt053", "camt.053 (XML)")],
        "profiles": [(one.code, one.name) for one in api.profiles().values()],
        "chosen": request.POST.get("format", "csv"),
        "profile": request.POST.get("profile", "generic"),
    }
    if request.method == "GET":
        return render(request, "payments/statement.html", context)
    try:
        context["report"] = _import(request)
    except NamedError as error:
        context["problem"] = error.sentence(language_of(request))
        return render(request, "payments/statement.html", context, status=error.status)
    return render(request, "payments/statement.html", context)


def _import(request: HttpRequest) -> api.ImportReport:
    given = request.FILES.get("file")
    if given is None or isinstance(given, list) or (given.size or 0) > _MOST_MB * 1_000_000:
        raise api.StatementUnreadable(
            reason_vi=f"chọn một tệp không quá {_MOST_MB} MB", reason_en=f"choose a file of at most {_MOST_MB} MB"
        )
    try:
        file_format = api.StatementFormat(request.POST.get("format", ""))
    except ValueError as error:
        raise api.StatementUnreadable(reason_vi="chọn định dạng", reason_en="choose a format") from error
    return api.import_statement(
        raw=given.read(), name=given.name or "", file_format=file_format, profile=request.POST.get("profile", ""), now=clock.now(),
        actor=actor_of(request),
    )  # fmt: skip


def _shown(row: api.Discrepancy, *, now: Any, actor: Actor) -> dict[str, Any]:
    wanted = row.payment.outstanding if row.payment else 0
    return {
        "id": row.discrepancy_id,
        "reason_name": f"reason-{row.discrepancy_id}",
        "kind": words.kind_words(row.kind),
        "amount": words.dong(row.amount),
        "expected": words.dong(row.expected) if row.expected is not None else "",
        "rest": words.dong(row.rest) if row.rest else "",
        "code": row.payment.code if row.payment else "",
        "payment_id": row.payment.payment_id if row.payment else None,
        "transaction": row.transaction_id,
        "description": row.description,
        "found_at": words.at(row.found_at),
        "age": row.age_days(now),
        "assigned": row.assigned_name,
        "is_mine": row.assigned_to == actor.ref,
        "can_accept": bool(row.payment and wanted and row.rest >= wanted and row.kind is not api.DiscrepancyKind.SHORT),
        "can_refund": row.rest > 0,
        "can_undo": row.can_undo,
        "decision": words.resolution_words(row.resolution) if row.resolution else "",
        "reason": row.reason,
    }
