"""How officers read states, dates and steps; one place, so that list and desk say the same."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from motcua.kernel.clock import local
from motcua.platform.casework.contracts import DossierStatus, Due, DueState
from motcua.platform.casework.web.durations import working

# Status → the state of its tag (word, shape and colour together).
STATUS_TAGS: dict[DossierStatus, str] = {
    DossierStatus.SUBMITTED: "moving", DossierStatus.RECEIVED: "moving", DossierStatus.REFUSED: "stopped",
    DossierStatus.PROCESSING: "moving",
    DossierStatus.SUPPLEMENT: "waiting", DossierStatus.FINANCIAL_DUTY: "waiting", DossierStatus.WITHDRAWN: "stopped",
    DossierStatus.STOPPED: "stopped", DossierStatus.RESOLVED: "done", DossierStatus.HANDED_BACK: "done",
}
DUE_TAGS: dict[DueState, str] = {
    DueState.NONE: "none", DueState.ON_TRACK: "moving", DueState.SOON: "waiting", DueState.LATE: "late", DueState.PAUSED: "stopped",
    DueState.DONE_ON_TIME: "done", DueState.DONE_LATE: "late",
}


def due_word(state: DueState) -> str:
    """The due state in a word."""
    return {
        DueState.NONE: _("chưa tính hạn"), DueState.ON_TRACK: _("trong hạn"), DueState.SOON: _("sắp đến hạn"), DueState.LATE: _("quá hạn"),
        DueState.PAUSED: _("tạm dừng"), DueState.DONE_ON_TIME: _("đúng hạn"), DueState.DONE_LATE: _("trễ hạn"),
    }[state]


def status_word(status: DossierStatus, language: str) -> str:
    """The status as the national portal words it."""
    return status.en if language == "en" else status.vi


def steps() -> dict[str, str]:
    """The steps that most procedures share, in words."""
    return {
        "intake": _("Tiếp nhận"), "dispatch": _("Chuyển xử lý"), "appraisal": _("Thẩm định"), "signing": _("Ký duyệt"),
        "returning": _("Trả kết quả"),
    }


def at(moment: datetime | None) -> str:
    """An instant for tables: ``09/03/2026 09:05``."""
    return f"{local(moment):%d/%m/%Y %H:%M}" if moment else ""


def day_and_hour(moment: datetime | None) -> str:
    """An instant for the narrow columns of the inbox: ``09/03 09:05``, without breaking between day and hour."""
    return f"{local(moment):%d/%m\u00a0%H:%M}" if moment else ""


def on(moment: datetime | None) -> str:
    """The day of an instant."""
    return f"{local(moment):%d/%m/%Y}" if moment else ""


def remaining(due: Due, language: str) -> str:
    """How much working time is left, or how much too much was taken."""
    if due.remaining_minutes is None:
        return ""
    time = {"time": working(due.remaining_minutes, language=language)}
    return _("quá %(time)s") % time if due.remaining_minutes < 0 else _("còn %(time)s") % time


def size(size_in_bytes: int) -> str:
    """A file's size: ``340 kB``."""
    million = 1_000_000
    return f"{max(1, round(size_in_bytes / 1000))} kB" if size_in_bytes < million else f"{size_in_bytes / million:.1f} MB".replace(".", ",")


def shortened(text: str, most: int) -> str:
    """A long name cut between words, with an ellipsis."""
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]}…"
