"""The questions of a data-sharing request: how each is asked, read and told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from motcua.kernel import openapi
from motcua.kit.web import actor_of, language_of
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import ServiceDetail, ServiceUnknown
from motcua.platform.exchange.web import told, words
from motcua.platform.exchange.web.frame import field
from motcua.platform.exchange.web.reading import Typed

Answers = Mapping[str, Any]
Fields = list[dict[str, Any]]
Given = dict[str, Any]
_PARAMETER = re.compile(r"\{[^/{}]*\}")
_PATH = r"[\w-]+(\.[\w-]+)*"
_SHORTEST = 10


def plain(name: str) -> Callable[[HttpRequest, Answers], str]:
    """An answer that is told as it was given."""
    return lambda _request, answers: str(answers.get(name) or "")


def client(request: HttpRequest, answers: Answers) -> Fields:
    """Which system of the unit."""
    return [field("radios", "client", _("Hệ thống nào của đơn vị bạn cần dữ liệu?"), options=_own(request), value=answers.get("client",
        ""))]


def read_client(read: Typed, request: HttpRequest, _answers: Answers) -> Given:
    """The chosen system."""
    return {"client": read.chosen("client", {key for key, _text in _own(request)})}


def client_shown(request: HttpRequest, answers: Answers) -> str:
    """The system by its name."""
    return dict(_own(request)).get(answers.get("client", ""), "")


def purpose(_request: HttpRequest, answers: Answers) -> Fields:
    """What for."""
    hint = _("Một câu mà người dân đọc cũng hiểu, ví dụ: Đối chiếu chủ hộ khi thẩm định hồ sơ xây dựng.")
    return [field("textarea", "purpose", _("Dùng dữ liệu vào việc gì?"), value=answers.get("purpose", ""), hint=hint, maxlength=250)]


def read_purpose(read: Typed, _request: HttpRequest, _answers: Answers) -> Given:
    """The purpose, in words that say something."""
    value = read.text("purpose", most=250)
    if 0 < len(value) < _SHORTEST:
        read.wrong("purpose", "Nêu rõ dùng dữ liệu vào việc gì.", "Say what the data are used for.")
    return {"purpose": value}


def ground(_request: HttpRequest, answers: Answers) -> Fields:
    """On what legal ground."""
    hint = _("Ghi điều, khoản, văn bản. Bắt buộc khi có dữ liệu cá nhân hoặc chưa rõ dữ liệu gì (Luật 91/2025/QH15).")
    return [field("text", "ground", _("Căn cứ pháp lý nào?"), value=answers.get("ground", ""), hint=hint, required=False, maxlength=300)]


def read_ground(read: Typed, _request: HttpRequest, _answers: Answers) -> Given:
    """The ground, empty for none."""
    return {"ground": read.text("ground", most=300, needed=False)}


def service(request: HttpRequest, answers: Answers) -> Fields:
    """Which service, by its provider."""
    hint = _("Chưa thấy dịch vụ cần xin? Xem danh mục dịch vụ, hoặc đề nghị cơ quan chủ dữ liệu đăng ký.")
    return [field("select", "service", _("Cần dịch vụ nào?"), options=_offered(request), value=answers.get("service", ""), hint=hint)]


def read_service(read: Typed, request: HttpRequest, answers: Answers) -> Given:
    """The chosen service, never one of the system itself."""
    value = read.chosen("service", {key for key, _text in _offered(request)})
    if value and value.rpartition("/")[0] == answers.get("client"):
        read.wrong("service", "Hệ thống không cần xin dữ liệu của chính mình.", "A system needs not ask for its own data.")
    return {"service": value}


def service_shown(request: HttpRequest, answers: Answers) -> str:
    """The service by its name and provider."""
    return dict(_offered(request)).get(answers.get("service", ""), "")


def endpoints(_request: HttpRequest, answers: Answers) -> Fields:
    """Which operations: chosen of those that are known, else typed."""
    known, held = _operations(answers), [f"{m} {p}" for m, p in answers.get("endpoints") or []]
    label = _("Cần gọi những thao tác nào?")
    if known:
        hint = _("Chỉ chọn điều cần. Không chọn là xin tất cả.")
        options = [(key, key, title) for key, title in known.items()]
        return [field("checkboxes", "endpoints", label, options=options, value=held, required=False, hint=hint)]
    return [field("textarea", "endpoints", label, value="\n".join(held), required=False, hint=words.endpoints_hint())]


def read_endpoints(read: Typed, _request: HttpRequest, answers: Answers) -> Given:
    """Operations as pairs of method and path; none: all."""
    known = _operations(answers)
    chosen = [tuple(one.split(" ", 1)) for one in read.several("endpoints", known)] if known else read.endpoints("endpoints")
    return {"endpoints": [list(one) for one in chosen]}


def endpoints_shown(_request: HttpRequest, answers: Answers) -> Any:
    """Operations, one a line."""
    if "endpoints" not in answers:
        return ""
    return [f"{m} {p}" for m, p in answers["endpoints"]] or _("Tất cả")


def wanted(request: HttpRequest, answers: Answers) -> Fields:
    """Which fields: chosen of those that the service tells, else typed."""
    known, held = _told(request, answers), list(answers.get("fields") or [])
    label, hint = _("Cần những trường nào?"), _("Chỉ chọn điều cần. Không chọn là xin tất cả.")
    if known:
        options = [(one.path, one.name, one.hint) for one in known.values()]
        return [field("checkboxes", "fields", label, options=options, value=held, required=False, hint=hint)]
    hint = _("Dịch vụ này chưa ai mô tả. Mỗi dòng một đường dẫn trong câu trả lời, ví dụ chu_ho.ho_ten. Để trống là xin tất cả.")
    return [field("textarea", "fields", label, value="\n".join(held), required=False, hint=hint)]


def read_wanted(read: Typed, request: HttpRequest, answers: Answers) -> Given:
    """Dotted paths; none: all."""
    known = _told(request, answers)
    if known:
        return {"fields": read.several("fields", known)}
    lines = read.lines("fields")
    if any(not re.fullmatch(_PATH, line) for line in lines):
        read.wrong("fields", "Mỗi dòng chỉ có chữ, số, gạch và dấu chấm.", "A line has letters, digits, hyphens and dots only.")
    return {"fields": lines}


def wanted_shown(request: HttpRequest, answers: Answers) -> Any:
    """Fields by their names, one a line."""
    if "fields" not in answers:
        return ""
    return told.names(_told(request, answers), answers["fields"]) or _("Tất cả")


def period(_request: HttpRequest, answers: Answers) -> Fields:
    """From when until when."""
    return [
        field("date", "from_on", _("Từ ngày"), value=answers.get("from_on", "")),
        field("date", "until_on", _("Đến trước ngày"), value=answers.get("until_on", ""), hint=_("Dài nhất năm năm; gia hạn khi gần hết.")),
    ]


def read_period(read: Typed, _request: HttpRequest, _answers: Answers) -> Given:
    """Both days, in ISO form."""
    begin, end = read.day("from_on", needed=True), read.day("until_on", needed=True)
    if begin and end and end <= begin:
        read.wrong("until_on", "Ngày kết thúc phải sau ngày bắt đầu.", "The end must be after the beginning.")
    return {"from_on": begin.isoformat() if begin else "", "until_on": end.isoformat() if end else ""}


def period_shown(_request: HttpRequest, answers: Answers) -> str:
    """The period in words."""
    if not answers.get("from_on") or not answers.get("until_on"):
        return ""
    begin, end = (date.fromisoformat(answers[name]) for name in ("from_on", "until_on"))
    return _("từ %(a)s đến trước %(b)s") % {"a": f"{begin:%d/%m/%Y}", "b": f"{end:%d/%m/%Y}"}


def volume(_request: HttpRequest, answers: Answers) -> Fields:
    """How many calls a day."""
    hint = _("Cổng dừng bên gọi khi vượt số này, nên ước lượng ngày đông nhất.")
    return [field("number", "per_day", _("Dự kiến mấy lượt gọi một ngày?"), value=answers.get("per_day", ""), hint=hint)]


def read_volume(read: Typed, _request: HttpRequest, _answers: Answers) -> Given:
    """Calls a day, one at least."""
    return {"per_day": read.number("per_day", least=1, most=100_000_000)}




def _own(request: HttpRequest) -> list[tuple[str, str]]:
    return [(c.id, c.name(language_of(request))) for c in api.own_clients(actor=actor_of(request))]


def _offered(request: HttpRequest) -> list[tuple[str, str]]:
    language = language_of(request)
    return [(s.id,
        f"{s.name(language)} ({(s.provider_en or s.provider_vi) if language == 'en' else s.provider_vi})") for s in api.services()]


def _service(answers: Answers) -> ServiceDetail | None:
    try:
        return api.offered(id=answers.get("service") or "")
    except ServiceUnknown:
        return None


def _operations(answers: Answers) -> dict[str, str]:
    """Operations of the service with their titles: those that may be called, else those of its description."""
    found = _service(answers)
    if found is None:
        return {}
    if found.endpoints:
        return {f"{e['method']} {e['path']}": "" for e in found.endpoints}
    described = next(iter(api.descriptions(service=found.id)), None)
    operations = openapi.read(described.document).operations if described else ()
    return {f"{one.method.upper()} {_PARAMETER.sub('*', one.path)}": one.title for one in operations}


def _told(request: HttpRequest, answers: Answers) -> dict[str, told.Told]:
    """Fields of the service in words."""
    found = _service(answers)
    return told.told(request, found) if found else {}
