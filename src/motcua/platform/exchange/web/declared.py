"""Pages of the systems of the national catalogue: connected or not, how far their format is known, what is wrong and what to do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.gateway.protocol import quality
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import GatewayUnreachable, Kind, ThingUnknown
from motcua.platform.exchange.contracts.national import SharedBefore, ShareOutcome
from motcua.platform.exchange.contracts.systems import REST, AdapterCheck, DeclaredService, LinkState, SystemState
from motcua.platform.exchange.web.frame import SEE, asked, at, field, listed, place, told
from motcua.platform.exchange.web.telling import href

_STEPS_OF = "NDOP"
_PLATFORMS = ("ndxp", "ndop")


@audience("officer", roles=SEE)
def systems(request: HttpRequest) -> HttpResponse:
    """Every declared system with its adapter, its connection and the mark of an assumed format."""
    language, state, query = language_of(request), asked(request, "trang-thai", 20), asked(request, "tim", 100)
    found = api.systems(actor=actor_of(request), now=clock.now())
    shown = [s for s in found if state in {"", s.state} and all(w in _text(s) for w in query.casefold().split())]
    rows = [
        [{"text": s.declared.name(language), "href": place("exchange_system", ma=s.declared.code), "hint": s.declared.code},
            dict(zip(("text", "state"), state_word(s.state), strict=True)),
         ways(s.declared.kinds), _("Giả định") if s.declared.assumed else _("Đã công bố"), at(s.last_ok_at)]
        for s in shown
    ]  # fmt: skip
    table = {
        "name": "systems", "caption": _("Hệ thống đã khai báo, hệ thống phải nối trước"), "rows": rows,
        "empty": _("Không có hệ thống nào phù hợp. Bỏ bớt chữ rồi tìm lại."),
        "columns": [{"text": t} for t in (_("Hệ thống quốc gia"), _("Trạng thái"), _("Cách nói chuyện"), _("Khuôn dạng"),
            _("Trả lời gần nhất"))],
    }  # fmt: skip
    states = [(str(key), state_word(key)[0]) for key in LinkState]
    filters = [
        field("text", "tim", _("Tên hoặc mã"), value=query, maxlength=100),
        field("select", "trang-thai", _("Trạng thái"), options=states, value=state),
    ]
    counts = {"all": len(found), "on": sum(s.connected for s in found), "assumed": sum(s.declared.assumed for s in found)}
    intro = _("%(on)s trên %(all)s hệ thống đang nối. %(assumed)s hệ thống chưa công bố khuôn dạng: cách nói chuyện với chúng "
              "là giả định, phải đối chiếu với cơ quan chủ quản trước khi dùng thật.") % counts  # fmt: skip
    return listed(request, "exchange_systems", title=_("Hệ thống quốc gia"), tables=[table], filters=filters, intro=intro)


@audience("officer", roles=SEE)
def system(request: HttpRequest) -> HttpResponse:
    """One declared system: what is known of it, how its services fare, what its adapter says now, and what to do."""
    language, actor, code = language_of(request), actor_of(request), asked(request, "ma", 60)
    english = language == "en"
    found = next((s for s in api.systems(actor=actor, now=clock.now()) if s.declared.code == code), None)
    if found is None:
        raise ThingUnknown(name=code)
    declared, checks = found.declared, api.adapter_checks(actor=actor)
    known = {s.id for s in api.services()}
    facts = [
        {"name": _("Mã trong danh mục"), "value": declared.code},
        {"name": _("Cơ quan chủ quản"), "value": declared.owner_en if english else declared.owner_vi},
        {"name": _("Cách nói chuyện"), "value": ways(declared.kinds)},
        {"name": _("Khuôn dạng"), "value": [_("Giả định") if declared.assumed else _("Đã công bố"), declared.source]},
        {"name": _("Trạng thái"), "value": state_word(found.state)[0]},
        {"name": _("Căn cứ pháp lý"), "value": declared.law}, {"name": _("Trả lời gần nhất"), "value": at(found.last_ok_at)},
        {"name": _("Lỗi gần nhất"), "value": at(found.last_failed_at)},
    ]  # fmt: skip
    rows = []
    for one in declared.services:
        identifier = f"{api.INSTANCE}/{declared.owner_class}/{declared.owner_code}/{declared.system}/{one.code}"
        page = href(Kind.SERVICE, identifier) if identifier in known else ""
        probed = _probed(one)
        name = {"text": one.en if english else one.vi, "href": page, "hint": one.code}
        rows.append([name, *_said(checks, identifier, one.kind, english), probed])
    tables = [
        {"name": "services", "caption": _("Dịch vụ"), "empty": _("Chưa có dịch vụ nào."), "rows": rows,
         "columns": [{"text": t} for t in (_("Dịch vụ"), _("Kiểm tra cấu hình"), _("Việc cần làm"), _("Hỏi thử"))]},
        _links(request, code),
        *([_steps(request)] if declared.code == _STEPS_OF else []),
        *([_quality(request, declared.system)] if declared.system in _PLATFORMS else []),
    ]  # fmt: skip
    translated = any(one.kind != REST for one in declared.services)
    context = {
        "title": declared.name(language), "facts": facts, "tables": tables, "notice": _notice(found),
        "ask": {"text": _("Kiểm tra lại"), "href": place("exchange_system_check", ma=code)} if translated and found.registered else None,
        "crumbs": [{"text": _("Hệ thống quốc gia"), "href": reverse("exchange_systems")}, {"text": declared.name(language)}],
    }  # fmt: skip
    return render(request, "exchange/thing.html", context)


@require_POST
@audience("officer", roles=SEE)
def check(request: HttpRequest) -> HttpResponse:
    """Ask the gateway now what keeps adapters from working."""
    try:
        api.check_adapters(actor=actor_of(request), now=clock.now())
    except GatewayUnreachable:
        messages.warning(request, _("Cổng không trả lời nên chưa kiểm tra lại được. Kết quả dưới đây là của lần trước."))
    else:
        told(request, _("Đã kiểm tra lại."))
    return redirect(place("exchange_system", ma=asked(request, "ma", 60)))


def state_word(key: LinkState) -> tuple[str, str]:
    """How a system is connected, in words, and the shape beside it."""
    words = {
        LinkState.ANSWERED: (_("Đang nối"), "done"), LinkState.FAILING: (_("Nối nhưng đang lỗi"), "late"),
        LinkState.REMOVED: (_("Chưa nối"), "none"), LinkState.UNASKED: (_("Chưa trả lời lần nào"), "waiting"),
        LinkState.LAPSED: (_("Lâu không trả lời"), "late"),
    }  # fmt: skip
    return words[key]


def adapter_word(adapter: str) -> str:
    """How a system is spoken to, in words."""
    words = {"rest": _("REST trực tiếp"), "soap": _("SOAP, dịch sang REST"), "files": _("Tệp trong thư mục, dịch sang REST"),
        "mapping": _("REST khác khuôn, ánh xạ từng trường")}  # fmt: skip
    return words.get(adapter, adapter)


def ways(kinds: tuple[str, ...]) -> str:
    """All the ways in which the services of a system are spoken to, in words."""
    return " · ".join(adapter_word(kind) for kind in kinds)


def _text(found: SystemState) -> str:
    declared = found.declared
    return f"{declared.code} {declared.vi} {declared.en} {declared.owner_vi} {declared.owner_en}".casefold()


def _notice(found: SystemState) -> dict[str, str] | None:
    """The one thing to know or to do about a system."""
    if not found.registered:
        text = _("Chưa nối. Khi có địa chỉ của cơ quan chủ quản, thêm %(code)s=https://… vào MOTCUA_EXCHANGE_ADDRESSES rồi khởi động lại.")
        return {"kind": "info", "text": text % {"code": found.declared.code}}
    if found.state is LinkState.FAILING:
        return {"kind": "warn", "text": _("Lần hỏi gần nhất không thành. Xem cột “Việc cần làm”, rồi xem cuộc gọi lỗi trong “Cuộc gọi”.")}
    if found.state is LinkState.LAPSED:
        return {"kind": "warn", "text": _("Lâu không nghe gì từ hệ thống này. Xem cột “Việc cần làm”, rồi xem tiến trình worker và "
            "gateway còn chạy không.")}  # fmt: skip
    if found.declared.assumed:
        text = _("Khuôn dạng là giả định: cơ quan chủ quản chưa công bố, nên cách nói chuyện dựng theo nguồn ghi dưới đây. "
                 "Đối chiếu tài liệu kết nối của họ và sửa khai báo trước khi dùng thật.")  # fmt: skip
        return {"kind": "info", "text": text}
    return None


def _said(checks: dict[str, AdapterCheck], identifier: str, adapter: str, english: bool) -> list[Any]:
    """What the gateway said of a service's adapter when it was last asked, and what to do."""
    found = checks.get(identifier)
    if found is None and adapter == "rest":
        return [_("Không dùng bộ chuyển đổi"), "–"]
    if found is None:
        wait = _("Bấm “Kiểm tra lại”. Nếu vẫn vậy sau một phút, xem trang Cổng.")
        return [{"text": _("Cổng chưa nói gì về dịch vụ này"), "state": "waiting"}, wait]
    when = _("Kiểm tra lúc %(at)s") % {"at": at(found.checked_at)}
    if not found.problems:
        return [{"text": _("Dùng được"), "state": "done", "hint": when}, "–"]
    problems = "; ".join(en if english else vi for vi, en in found.problems)
    return [{"text": _("Có vấn đề"), "state": "late", "hint": f"{problems} · {when}"},
        _("Sửa địa chỉ hoặc thư mục bị nêu; nhờ nơi cung cấp mở cổng mạng.")]  # fmt: skip


def _probed(one: DeclaredService) -> str:
    """Whether the system is asked by itself at this service, and why not."""
    if one.probe is not None:
        return _("Hỏi thử năm phút một lần")
    asks_only = all(method in {"GET", "HEAD"} for method, _path in one.endpoints)
    return _("Không hỏi thử định kỳ") if asks_only else _("Không hỏi thử: câu hỏi có hậu quả")


def _links(request: HttpRequest, code: str) -> dict[str, Any]:
    """Since when the system is connected, and when it was lost, each with the call that showed it."""
    shown = {LinkState.ANSWERED: _("Đã trả lời"), LinkState.FAILING: _("Không trả lời được")}
    rows = [
        [at(one.at), {"text": _("Nối được"), "state": "done"} if one.linked else {"text": _("Mất kết nối"), "state": "late"},
         shown.get(one.why) or state_word(one.why)[0],
         {"text": _("Xem cuộc gọi"), "href": reverse("exchange_message", args=[one.request_id])} if one.request_id else "–"]
        for one in api.links(code=code, actor=actor_of(request))
    ]  # fmt: skip
    return {
        "name": "links", "caption": _("Nối và mất kết nối: từ đây tính chỉ số “hệ thống đã kết nối”"), "rows": rows,
        "empty": _("Chưa nối lần nào."),
        "columns": [{"text": t} for t in (_("Lúc"), _("Thay đổi"), _("Vì sao"), _("Cuộc gọi chứng tỏ"))],
    }  # fmt: skip


def _steps(request: HttpRequest) -> dict[str, Any]:
    """The five steps to the NDOP node, and where the city stands."""
    english = language_of(request) == "en"
    stand = api.connection_steps(actor=actor_of(request), now=clock.now())
    if stand is None:
        rows = [[en if english else vi, {"text": _("Chưa biết"), "state": "none"}, "–"] for vi, en in api.steps_in_words()]
    else:
        done, open_ = {"text": _("Xong"), "state": "done"}, {"text": _("Chưa làm"), "state": "none"}
        rows = [[s.en if english else s.vi, done if s.done else open_, s.evidence or "–"] for s in stand]
    caption = _("Năm bước kết nối nút NDOP (CV 4856/BCA-TTDLQG)") if stand is not None \
        else _("Năm bước kết nối nút NDOP (CV 4856/BCA-TTDLQG); thành phố chưa dùng nút này hoặc nút chưa trả lời")  # fmt: skip
    return {"name": "steps", "caption": caption, "empty": "", "rows": rows,
        "columns": [{"text": t} for t in (_("Bước"), _("Trạng thái"), _("Chứng cứ"))]}  # fmt: skip


def _quality(request: HttpRequest, platform: str) -> dict[str, Any]:
    """What was shared with a platform, each batch with its quality report."""
    language = language_of(request)
    rows = [_shared(one, language) for one in api.shared(actor=actor_of(request)) if one.platform == platform]
    return {
        "name": "shared", "caption": _("Chất lượng dữ liệu đã chia sẻ"), "rows": rows,
        "empty": _("Chưa chia sẻ bộ dữ liệu nào lên nền tảng quốc gia."),
        "columns": [{"text": _("Lúc")}, {"text": _("Bộ dữ liệu")}, {"text": _("Số dòng"), "numeric": True},
            {"text": _("Chỉ số chất lượng"), "numeric": True}, {"text": _("Lỗi theo nhóm")}, {"text": _("Kết quả")}],
    }  # fmt: skip


def _shared(one: SharedBefore, language: str) -> list[Any]:
    words = {group: pair[language == "en"] for group, pair in quality.WORDS.items()}
    outcomes = {
        ShareOutcome.TAKEN: {**_taken(one),
            "hint": _("nhận %(taken)s, từ chối %(refused)s") % {"taken": one.taken, "refused": one.refused}},
        ShareOutcome.RUNNING: {"text": _("Nền tảng đang xử lý"), "state": "waiting"},
        ShareOutcome.HELD: {"text": _("Chưa gửi"), "state": "stopped",
            "hint": _("định danh đúng %(share)s%%, phải đúng 100%%") % {"share": one.identifiers}},
        ShareOutcome.FAILED: {"text": _("Không gửi được"), "state": "stopped"},
    }  # fmt: skip
    errors = " · ".join(f"{words[group]}: {count}" for group, count in one.groups)
    named = next((d.name(language) for d in api.datasets() if d.code == one.dataset), one.dataset)
    return [at(one.at), named, str(one.rows), one.index, errors or "–", outcomes[one.outcome]]


def _taken(one: SharedBefore) -> dict[str, str]:
    """Whether the platform took all, some or none."""
    if not one.refused:
        return {"text": _("Nền tảng đã nhận"), "state": "done"}
    if not one.taken:
        return {"text": _("Nền tảng không nhận"), "state": "stopped"}
    return {"text": _("Nền tảng nhận một phần"), "state": "waiting"}
