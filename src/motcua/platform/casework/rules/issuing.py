"""Pure decisions of issuing: which kind a result is, how its signer is introduced, who issues, when it ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from motcua.kernel.actors import PositionHeld
from motcua.platform.casework.contracts.issuing import IssueKind

_TYPE = re.compile(r"^\s*thông báo(\s+về việc|\s+về)?\s*[:–-]?\s+", re.IGNORECASE)
_COMMITTEE = "UBND"
_MONTHS = 12
_HEADS = {"KT.", "TL.", "TUQ."}
_ACTING, _FOR_THE_HEAD = "Q.", "KT."
_DEPUTY = re.compile(r"^phó\s+", re.IGNORECASE)
# A title on a paper is the office alone ("CHỦ TỊCH"): the body it belongs to stands at the head of the page.
_BODY = re.compile(r"\s+(?:của\s+)?(?:uỷ|ủy) ban nhân dân\b.*$", re.IGNORECASE)


def kind_of(*, name: str, template: str, kinds: Sequence[IssueKind]) -> IssueKind:
    """The kind of a result: its own template where the definition names a particular one, else by the words of its name.

    ``kinds`` end with one that fits everything.
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    found = next((kind for kind in kinds if any(word in folded for word in kind.words)), kinds[-1])
    own = next((kind for kind in kinds if kind.template == template), None)
    if own is not None and own is not kinds[-1]:
        return own
    if template == kinds[-1].template:
        return found
    return IssueKind(template=template, series=found.series, heading=found.heading, words=())


def abstract_of(title: str) -> str:
    """What a notice is about, without the name of its type, which stands above it (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II, khoản 5).

    ``Thông báo không cấp giấy phép xây dựng`` → ``Về việc không cấp giấy phép xây dựng``.
    """
    about = _TYPE.sub("", unicodedata.normalize("NFC", title), count=1).strip()
    if not about or about == title.strip():
        return about
    return f"Về việc {about[0].lower()}{about[1:]}"


def signing_lines(*, position: PositionHeld | None, own_title: str, unit_name: str) -> tuple[tuple[str, ...], str]:
    """What stands above the signature: the lines of authority and the title (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II, khoản 7).

    Signing for the head: ``KT. CHỦ TỊCH`` and the deputy's own title; by order ``TL.``, by authorisation ``TUQ.``; for a collective body
    ``TM. ỦY BAN NHÂN DÂN`` and the head's title. Who was given the head's powers puts ``Q.`` before the title; a deputy in charge signs as
    one who signs for the head (Điều 13 khoản 1).
    """
    if position is None:
        return (), own_title
    if position.form == _ACTING:
        return (), f"{_ACTING} {_office(position.title or own_title)}"
    if position.form == _FOR_THE_HEAD and not position.is_delegated and _DEPUTY.match(_office(position.title)):
        own = _office(position.title)
        return (f"{_FOR_THE_HEAD} {_DEPUTY.sub('', own).upper()}",), own
    if position.form == "TM.":
        body = "ỦY BAN NHÂN DÂN" if unit_name.upper().startswith((_COMMITTEE, "ỦY BAN")) else unit_name.upper()
        return (f"TM. {body}",), _office(position.title or own_title)
    if position.form in _HEADS and position.title:
        return (f"{position.form} {_office(position.title).upper()}",), _office(own_title)
    return (), position.title or own_title


def _office(title: str) -> str:
    return _BODY.sub("", unicodedata.normalize("NFC", title))


def issuer_of(unit_name: str) -> str:
    """The issuer's short name in a symbol: ``UBND`` for a people's committee, else the initials of the agency (``SXD``)."""
    words = [w for w in re.split(r"[\s,–-]+", unit_name) if w]
    if unit_name.upper().startswith((_COMMITTEE, "ỦY BAN NHÂN DÂN")) or words[0].casefold() in {"phường", "xã", "đặc", "thành"}:
        return _COMMITTEE
    return "".join(w[0] for w in words if w[0].isalpha() and w.casefold() not in {"và", "thành", "phố", "của"})[:8].upper() or _COMMITTEE


def months_after(at: datetime, months: int) -> datetime:
    """The same day ``months`` later, the last day of the month where there is no such day."""
    total = at.year * _MONTHS + at.month - 1 + months
    for day in range(at.day, at.day - 4, -1):
        try:
            return at.replace(year=total // _MONTHS, month=total % _MONTHS + 1, day=day)
        except ValueError:
            continue
    raise AssertionError
