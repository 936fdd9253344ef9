"""The form of a procedure that has none of its own: who asks, what for, and the papers that it lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from motcua.kernel.text import squeeze

PAPERS_ON_A_PAGE: Final = 3
LABEL_LENGTH: Final = 110
PAPER_MB: Final = 20


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A required paper of a procedure: its stable key, its name, the case it belongs to, whether everybody brings it."""

    key: str
    name: str
    case: str = ""
    required: bool = False
    name_en: str = ""


def generic_document(*, key: str, title_vi: str, papers: Sequence[ListedPaper]) -> dict[str, Any]:
    """A form document: applicant (prefilled), request, papers three to a page, and whatever else the person wants to add."""
    return {
        "key": key,
        "title": {"vi": title_vi, "en": title_vi},
        "minutes": 5 + len(papers),
        "pages": [_applicant(), _request(), *_paper_pages(papers)],
    }


def _words(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


def _applicant() -> dict[str, Any]:
    sources = ("population", "account")

    def known(fact: str) -> list[str]:
        return [f"{source}.{fact}" for source in sources]

    return {
        "key": "nguoi-nop",
        "title": _words("Người nộp hồ sơ", "Applicant"),
        "lead": _words(
            "Kiểm tra thông tin đã biết về bạn và bổ sung phần còn thiếu.",
            "Check what is known of you and add what is missing.",
        ),
        "fields": [
            {
                "name": "applicant_name", "kind": "text", "pattern": "person_name", "autocomplete": "name",
                "label": _words("Họ, chữ đệm và tên", "Full name"), "prefill": known("full_name"),
            },
            {
                "name": "applicant_number", "kind": "personal_number", "label": _words("Số định danh cá nhân", "Personal number"),
                "prefill": known("personal_number"),
            },
            {
                "name": "applicant_address", "kind": "address", "label": _words("Nơi cư trú", "Residence"),
                "prefill": known("residence"),
            },
            {
                "name": "applicant_phone", "kind": "phone", "label": _words("Số điện thoại", "Phone number"), "prefill": known("phone"),
                "hint": _words("Để nhắn tin khi hồ sơ có thay đổi.", "For messages when the dossier moves."),
            },
            {
                "name": "applicant_email", "kind": "email", "required": False, "autocomplete": "email",
                "label": _words("Thư điện tử", "E-mail"), "prefill": known("email"),
            },
        ],
    }  # fmt: skip


def _request() -> dict[str, Any]:
    # For whom somebody files is not asked here: whoever hands a dossier in says it once, beside the form.
    return {
        "key": "noi-dung",
        "title": _words("Nội dung đề nghị", "Request"),
        "fields": [
            {
                "name": "request", "kind": "textarea", "max_length": 2000,
                "label": _words("Nội dung đề nghị giải quyết", "What you ask for"),
                "hint": _words(
                    "Viết ngắn gọn: bạn cần gì, cho ai, ở đâu. Tối đa 2.000 ký tự.",
                    "In short: what you need, for whom, where. At most 2,000 characters.",
                ),
            },
        ],
    }  # fmt: skip


def _paper_pages(papers: Sequence[ListedPaper]) -> list[dict[str, Any]]:
    listed = list(papers) or [ListedPaper(key="giay-to-kem-theo", name="Giấy tờ kèm theo (nếu có)", name_en="Papers (if any)")]
    chunks = [listed[at : at + PAPERS_ON_A_PAGE] for at in range(0, len(listed), PAPERS_ON_A_PAGE)]
    pages = []
    for number, chunk in enumerate(chunks, start=1):
        count_vi, count_en = (f" ({number} trên {len(chunks)})", f" ({number} of {len(chunks)})") if len(chunks) > 1 else ("", "")
        pages.append(
            {
                "key": f"giay-to-{number}",
                "title": _words(f"Giấy tờ kèm theo{count_vi}", f"Papers{count_en}"),
                "lead": _words(
                    "Tải lên giấy tờ thuộc trường hợp của bạn; ảnh chụp rõ, đủ bốn góc cũng được.",
                    "Upload the papers that apply to you; a clear photograph with all four corners will do.",
                ),
                "fields": [_paper(paper, (number - 1) * PAPERS_ON_A_PAGE + place) for place, paper in enumerate(chunk, start=1)],
            }
        )
    return pages


def _paper(paper: ListedPaper, number: int) -> Mapping[str, Any]:
    name = squeeze(paper.name).lstrip("-+• ").rstrip(";. ") or f"Giấy tờ {number}"
    long = len(name) > LABEL_LENGTH
    label = f"{name[:LABEL_LENGTH].rpartition(' ')[0]}…" if long else name
    hint = " — ".join(part for part in (squeeze(paper.case), name if long else "") if part)
    field: dict[str, Any] = {
        "name": f"paper_{number}",
        "kind": "file",
        "label": _words(label, paper.name_en or label),
        "required": paper.required,
        "requirement": paper.key,
        "max_mb": PAPER_MB,
        "max_files": 5,
    }
    return {**field, "hint": _words(hint, hint)} if hint else field
