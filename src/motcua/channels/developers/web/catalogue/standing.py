"""How the whole exchange stands, as notices above the pages of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.channels.developers.web.catalogue import words
from motcua.platform.exchange import api as exchange
from motcua.platform.exchange.contracts import ServiceInfo
from motcua.platform.exchange.contracts.control import MaintenanceInfo
from motcua.platform.exchange.contracts.watching import Standing

Notice = dict[str, str]


def rest_notice(resting: MaintenanceInfo | None, *, language: str, now: datetime) -> Notice | None:
    """Why the exchange rests and until when, in the reader's language; None when it works."""
    if resting is None:
        return None
    told = (resting.notice_en or resting.notice_vi) if language == "en" else resting.notice_vi
    if resting.until is None:
        when = _("Chưa rõ lúc nào xong.")
    elif resting.until > now:
        when = _("Dự kiến xong lúc {at}.").format(at=words.moment(resting.until))
    else:
        when = _("Đã quá giờ dự kiến xong là {at}.").format(at=words.moment(resting.until))
    title = _("Trục liên thông đang bảo trì: mọi lời gọi bị từ chối")
    return {"kind": "warn", "title": title, "text": f"{told.rstrip('. ')}. {when}"}


def resting_now(*, language: str, now: datetime) -> Notice | None:
    """The notice of a maintenance that goes on, for pages that say nothing of gateways."""
    return rest_notice(exchange.maintenance(), language=language, now=now)


def notices(  # every argument is one thing that the page must not hide
    standing: Standing, services: Iterable[ServiceInfo], *, wrong: int, called: bool, language: str, now: datetime
) -> list[Notice]:
    """What is not as it should be, the gravest first; one good word when nothing is."""
    found = [_gateways(standing, language), rest_notice(standing.resting, language=language, now=now), *_stopped(services, language)]
    if wrong:
        told = ngettext("{wrong} dịch vụ có lỗi trong hai giờ qua.", "{wrong} dịch vụ có lỗi trong hai giờ qua.", wrong)
        found.append({"kind": "warn", "text": told.format(wrong=wrong)})
    kept = [one for one in found if one]
    if kept:
        return kept
    if not called:
        return [{"kind": "info", "text": _("Chưa có lượt gọi nào trong hai giờ qua.")}]
    return [{"kind": "success", "text": _("Mọi dịch vụ được gọi trong hai giờ qua đều trả lời.")}]


def _gateways(standing: Standing, language: str) -> Notice | None:
    away = [g.name_en if language == "en" else g.name_vi for g in standing.gateways if not g.ready]
    if not away:
        return None
    if len(away) == len(standing.gateways):
        return {"kind": "urgent", "text": _("Không cổng liên thông nào sẵn sàng: các lời gọi có thể không tới nơi.")}
    told = _("Cổng liên thông không sẵn sàng: {names}. Lời gọi qua cổng này có thể không tới nơi; các cổng khác vẫn chạy.")
    return {"kind": "warn", "text": told.format(names=", ".join(away))}


def _stopped(services: Iterable[ServiceInfo], language: str) -> list[Notice]:
    """Services that are switched off, and those whose provider takes no part, by name."""
    off, suspended = [], []
    for one in services:
        if not one.enabled:
            off.append(one.name(language))
        elif one.suspended:
            suspended.append(one.name(language))
    told = [(_("Đang tạm dừng: {names}."), off), (_("Nơi cung cấp đang bị tạm ngừng tham gia: {names}."), suspended)]
    return [{"kind": "warn", "text": text.format(names=", ".join(names))} for text, names in told if names]
