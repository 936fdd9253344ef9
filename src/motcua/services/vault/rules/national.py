"""What the answers of the national store may say, how its papers are recognised, and when it is asked again. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from motcua.kernel.text import fold, squeeze
from motcua.services.vault.contracts.national import AnswerUnbelieved, NationalResult, ResultFile, ResultPage, ResultUnfit

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(hours=1)
MOST_ATTEMPTS = 12  # of one fetching: a few hours, then the person is told
TRIPS, RESTS = 5, timedelta(minutes=2)  # so many silences in a row let the store rest
OK = "0"
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_. -]*(/[A-Za-z0-9_][A-Za-z0-9_. -]*)*")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST_PATH, _MOST_FILES, _MOST_RESULTS = 300, 20, 500
_LONG = {"kind": 60, "title": 300, "number": 120, "agency": 200, "name": 200}
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})(\d{6})?")


def canonical(value: Mapping[str, Any]) -> bytes:
    """The bytes that are signed: JSON with sorted names, no spaces, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signed_part(*, question: str, told: Mapping[str, Any]) -> bytes:
    """What the store's signature stands for: the question that is answered, the code, the words and the result."""
    return canonical({"MaYeuCau": question, **{name: told.get(name) for name in ("errorCode", "message", "result")}})


def read_page(told: Any, *, owner: str) -> ResultPage:
    """The results of an answer about ``owner``. ``AnswerUnbelieved`` as soon as one belongs to anybody else, whoever signed it.

    An entry that cannot be read is counted and left; the others are taken.
    """
    if not isinstance(told, dict) or not isinstance(told.get("DanhSachGiayToKetQua"), list):
        raise AnswerUnbelieved(reason="DanhSachGiayToKetQua")
    rows = told["DanhSachGiayToKetQua"][:_MOST_RESULTS]
    whose = [told.get("SoDinhDanhChuSoHuu"), *(r["SoDinhDanhChuSoHuu"] for r in rows if isinstance(r, dict) and "SoDinhDanhChuSoHuu" in r)]
    if any(one != owner for one in whose):
        raise AnswerUnbelieved(reason="SoDinhDanhChuSoHuu")
    found = [read for row in rows if (read := _result(row)) is not None]
    return ResultPage(results=tuple(found), next=_text(told.get("ViTriTiep"), 200), unfit=len(rows) - len(found))


def checked_path(path: str) -> str:
    """A path of the store as it may be asked for: names below its root, no address, nothing that climbs. ``ResultUnfit``."""
    if len(path) > _LONGEST_PATH or not _PATH.fullmatch(path) or ".." in path:
        raise ResultUnfit(reason_vi="đường dẫn tệp không hợp lệ.", reason_en="the path of its file is not valid.")
    return path


def identity_of(result: NationalResult, *, file: int = 0) -> str:
    """By what a paper is recognised over time: its kind, number and issuer (and which file of it), however they are spelled."""
    return "|".join((fold(result.kind), fold(squeeze(result.number)), fold(squeeze(result.agency)), str(file)))


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 15 s, 30 s, 1 min … 1 h."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 12)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)


def _result(row: Any) -> NationalResult | None:
    """One entry; None when it names no kind, number, issuer or file, or is of other types than the format says."""
    if not isinstance(row, dict) or not isinstance(row.get("DanhSachTepDinhKem"), list):
        return None
    files = [read for one in row["DanhSachTepDinhKem"][:_MOST_FILES] if (read := _file(one)) is not None]
    said = {
        "kind": _text(row.get("MaKetQua"), _LONG["kind"]), "title": _text(row.get("TenGiayTo"), _LONG["title"]),
        "number": _text(row.get("SoKyHieu"), _LONG["number"]), "agency": _text(row.get("CoQuanChuQuan"), _LONG["agency"]),
    }  # fmt: skip
    if not all(said.values()) or not files:
        return None
    return NationalResult(
        **said, files=tuple(files), issued_on=_day(row.get("NgayCap")), expires_on=_day(row.get("NgayHetHan")),
        revoked=str(row.get("TrangThai", "1")) == "0",
    )  # fmt: skip


def _file(row: Any) -> ResultFile | None:
    if not isinstance(row, dict):
        return None
    path, digest = row.get("DuongDan"), str(row.get("MaBam") or "").lower()
    if not isinstance(path, str) or (digest and not _DIGEST.fullmatch(digest)):
        return None
    return ResultFile(name=_text(row.get("TenTep"), _LONG["name"]) or "giay-to.pdf", path=path, sha256=digest)


def _text(value: Any, most: int) -> str:
    """A text without control characters, cut to what a column holds; anything else is none."""
    if not isinstance(value, str):
        return ""
    return squeeze("".join(c for c in value if c.isprintable() or c == " "))[:most]


def _day(value: Any) -> date | None:
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
