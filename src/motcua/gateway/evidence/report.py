"""What a check found: what holds, what is only remarked, what does not hold; each in Vietnamese and English."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from motcua.gateway.protocol.words import Broken

_WORDS: dict[str, tuple[str, str]] = {
    # what holds
    "log_holds": (
        "thông điệp {first}–{last}: chuỗi băm, đánh số, niêm phong đều đúng (khoá {keys})",
        "messages {first}-{last}: chain, numbers and seals hold (key {keys})",
    ),
    "stamps_hold": ("{count} dấu thời gian đúng, mới nhất lúc {at} bởi {by}", "{count} time stamps hold, the last of {at} by {by}"),
    "archive_holds": ("kho lưu trữ nguyên vẹn: đoạn {first}–{last}, nối đúng", "the archive is whole and linked: segments {first}-{last}"),
    "bodies_hold": ("{count} nội dung lưu kèm còn nguyên", "{count} kept bodies are whole"),
    "message_holds": (
        "{part_vi} của thông điệp {request_id} đúng như nhật ký đã ghi; có trước {at} ({by})",
        "the {part} of message {request_id} is as the log recorded it; it existed before {at} ({by})",
    ),
    # remarks
    "unanchored": (
        "chưa so với khoá đã công bố (--key): hãy so mã khoá {keys}",
        "not compared with the published key (--key): compare the key ids {keys}",
    ),
    "unstamped": ("{seals} niêm phong cuối còn chờ dấu thời gian", "the last {seals} seals wait for a time stamp"),
    "tail": ("{octets} byte cuối chưa được niêm phong (đang ghi dở)", "{octets} octets at the end are not sealed (a write in progress)"),
    "no_trust": (
        "chưa kiểm ai cấp dấu thời gian (--trusted)",
        "who gave the time stamps was not checked (--trusted)",
    ),
    "begins_later": (
        "bắt đầu từ đoạn {segment}; các kho trước không được đưa ra",
        "begins with segment {segment}; the archives before were not given",
    ),
    "live_only": (
        "chỉ kiểm phần đang dùng; thông điệp tới {last} nằm trong kho lưu trữ",
        "only the live part was checked; messages up to {last} lie in archives",
    ),
    "bodies_gone": ("nội dung lưu kèm {file} đã xoá đúng hạn", "the kept bodies {file} were deleted when their time was over"),
    "digest_only": ("nội dung không được lưu; chỉ có giá trị băm của nó", "the body was not kept, only its digest"),
    # what does not hold
    "archive_bytes": ("tệp khác với tiêu đề đã ký ({what})", "the file differs from its signed head ({what})"),
    "no_head": ("thiếu tiêu đề đã ký ({file})", "the signed head is missing ({file})"),
    "head": ("tiêu đề không đúng: {reason}", "the head does not hold: {reason}"),
    "head_key": ("tiêu đề ký bằng khoá không nối từ khoá của nhật ký", "the head is signed by a key that does not follow from the log's"),
    "head_differs": ("tiêu đề nói khác nội dung ({what})", "the head says otherwise than the content ({what})"),
    "linking": ("linkinginfo không đúng: {reason}", "linkinginfo does not hold: {reason}"),
    "archive_missing": ("thiếu kho lưu trữ {file}", "the archive {file} is missing"),
    "archive_named": ("tên tệp không phải tên trong tiêu đề ({file})", "the file does not have the name of its head ({file})"),
    "not_zip": ("không đọc được như tệp zip: {reason}", "cannot be read as a zip file: {reason}"),
    "closing": ("dấu thời gian khép kho không đúng", "the time stamp that closes the archive does not hold"),
    "untrusted": (
        "dấu thời gian tới thông điệp {last} không đáng tin: {reason}",
        "the time stamp up to message {last} is not to be trusted: {reason}",
    ),
    "bodies_missing": ("mất nội dung lưu kèm ({file})", "kept bodies are missing ({file})"),
    "body": ("nội dung lưu kèm của {request_id} ({part}) đã bị thay đổi", "the kept body of {request_id} ({part}) was changed"),
    "bodies_more": ("{file} có dữ liệu không thuộc bản ghi nào", "{file} has octets that belong to no record"),
    "nothing": ("không có nhật ký, kho lưu trữ hay vùng chứa bằng chứng ở đây", "there is no log, archive or container of evidence here"),
    "head_copy": ("archived.json khác tiêu đề của kho mới nhất", "archived.json differs from the head of the newest archive"),
    "container": ("vùng chứa không đúng: {reason}", "the container does not hold: {reason}"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a report, about a file."""

    place: str
    code: str
    vi: str
    en: str


@dataclass(slots=True)
class Report:
    """The outcome of a check; it is good when nothing was found."""

    holds: list[Said] = field(default_factory=list)
    remarks: list[Said] = field(default_factory=list)
    findings: list[Said] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything that was looked at holds."""
        return not self.findings and bool(self.holds)

    def hold(self, place: str, code: str, **params: Any) -> None:
        """Something holds."""
        self.holds.append(_said(place, code, params))

    def remark(self, place: str, code: str, **params: Any) -> None:
        """Something that a reader should know."""
        self.remarks.append(_said(place, code, params))

    def find(self, place: str, code: str, **params: Any) -> None:
        """Something does not hold."""
        self.findings.append(_said(place, code, params))

    def broken(self, place: str, error: Broken) -> None:
        """What the walk through the log found."""
        where = f"{place}/{error.place}" if error.place else place
        self.findings.append(Said(where, error.code, error.vi, error.en))

    def as_json(self) -> dict[str, Any]:
        """Everything, for a program."""
        told = {name: [_plain(said) for said in getattr(self, name)] for name in ("findings", "holds", "remarks")}
        return {"ok": self.ok, **told}

    def lines(self, lang: str) -> list[str]:
        """Everything, for people."""
        marks = {"vi": ("ĐẠT ", "ý   ", "SAI "), "en": ("ok  ", "note", "FAIL")}[lang]
        groups = (self.holds, self.remarks, self.findings)
        return [f"{mark}  {s.place}: {getattr(s, lang)}" for mark, group in zip(marks, groups, strict=True) for s in group]


def _said(place: str, code: str, params: dict[str, Any]) -> Said:
    vi, en = (text.format(**params) for text in _WORDS[code])
    return Said(place, code, vi, en)


def _plain(said: Said) -> dict[str, str]:
    return {"place": said.place, "code": said.code, "vi": said.vi, "en": said.en}
