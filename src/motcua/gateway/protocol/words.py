"""What the check of a message log says, in Vietnamese and in English."""

from __future__ import annotations

from typing import Any

WORDS: dict[str, tuple[str, str]] = {
    "unreadable": ("không đọc được: {reason}", "cannot be read: {reason}"),
    "tail_between": ("đoạn trước không kết thúc bằng niêm phong", "the segment before does not end with a seal"),
    "segment_missing": ("thiếu đoạn {number}", "segment {number} is missing"),
    "not_continued": ("không nối tiếp đoạn trước", "does not continue the segment before"),
    "waiting_differs": ("ghi sai các niêm phong còn chờ dấu thời gian", "says otherwise which seals wait for a time stamp"),
    "chain_breaks": ("chuỗi băm bị đứt", "the hash chain breaks"),
    "unknown_frame": ("có khung không rõ loại", "has a frame of unknown kind"),
    "handover": ("việc bàn giao khoá không đúng", "the hand-over to a new key does not hold"),
    "no_key": ("đoạn không ghi khoá và không có khoá nào được đưa ra", "the segment names no key and none was given"),
    "key_changed": ("khoá khác ký mà không có bàn giao", "another key signs without a hand-over"),
    "seal_other_key": ("niêm phong {first}–{last} là của khoá khác", "seal {first}-{last} is of another key"),
    "seal": ("niêm phong {first}–{last} không đúng", "seal {first}-{last} does not hold"),
    "stamp_root": (
        "gốc đã đóng dấu thời gian của {seals} niêm phong (tới thông điệp {last}) không phải của chúng",
        "the stamped root of {seals} seals up to message {last} is not theirs",
    ),
    "stamp_imprint": (
        "dấu thời gian tới thông điệp {last} là của nội dung khác",
        "the time-stamp token up to message {last} is of something else",
    ),
    "other_key": (
        "niêm phong là của khoá khác ({keys}), không phải khoá được tin",
        "the seals are of another key ({keys}) than the one that is trusted",
    ),
    "head_unreadable": ("không đọc được {file}", "{file} cannot be read"),
}


class Broken(ValueError):
    """What does not hold; ``vi`` and ``en`` tell it, ``place`` is the file."""

    def __init__(self, code: str, *, place: str = "", **params: Any) -> None:
        self.code, self.place, self.params = code, place, params
        self.vi, self.en = (text.format(**params) for text in WORDS[code])
        super().__init__(f"{place}: {self.en}" if place else self.en)

    def at(self, place: str) -> Broken:
        """The same, found in this file."""
        return Broken(self.code, place=place, **self.params)
