"""Pure decisions: what each step sends, what an answer means, when to ask again, when to leave it to an officer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from motcua.kernel.machines import Machine, transition
from motcua.services.linked.contracts import Asked, ChainState, Ended, Said

MACHINE = Machine(
    states=ChainState,
    initial=ChainState.RUNNING,
    transitions=(
        transition("park", sources={ChainState.RUNNING}, target=ChainState.PARKED),
        transition("resume", sources={ChainState.PARKED}, target=ChainState.RUNNING),
        transition("finish", sources={ChainState.RUNNING}, target=ChainState.DONE),
        transition("cancel", sources={ChainState.RUNNING, ChainState.PARKED}, target=ChainState.CANCELLED),
    ),
    terminal=frozenset({ChainState.DONE, ChainState.CANCELLED}),
)
MOST_SILENT, MOST_WAITS = 12, 80
_FIRST, _LONGEST = 5, 3600
_OK, _MANY, _NOT_HERE, _BAD, _BROKEN = 200, 300, 404, 400, 500
_TRY_AGAIN = frozenset({408, 425, 429})
_NUMBER = re.compile(r"\d{12}")
_CARD = re.compile(r"[A-Z]{2}\d{13}|\d{10}")
# A child's residence is that of the parents; when they live apart, of the one she mostly lives with; elsewhere when both sides consent.
_RESIDENCE_GROUND = "Luật Cư trú 68/2020/QH14 Điều 12, Điều 20"


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many attempts at one step: 5, 10, 20 … seconds, an hour at most."""
    return timedelta(seconds=min(_FIRST * 2 ** min(tries - 1, 20), _LONGEST))


def is_given_up(*, ended: Ended, tries: int) -> bool:
    """Whether an officer has to look: a refusal at once, silence after about two and a half hours, waiting after three days."""
    bounds = {Ended.REFUSED: 0, Ended.SILENT: MOST_SILENT, Ended.WAITS: MOST_WAITS}
    return ended in bounds and tries >= bounds[ended]


def lacking(answers: Mapping[str, Any]) -> tuple[str, str] | None:
    """What a dossier lacks to be linked at all, in both languages; None when nothing."""
    if not _NUMBER.fullmatch(str(answers.get("applicant_number") or "")):
        return "thiếu số định danh của người yêu cầu.", "the applicant's personal number is missing."
    if any(not answers.get(name) for name in ("child_name", "child_born", "child_sex")):
        return "thiếu họ tên, ngày sinh hoặc giới tính của trẻ.", "the child's name, date of birth or sex is missing."
    return None


def lives_with(answers: Mapping[str, Any]) -> str:
    """Whom the family named: ``mother``, ``father`` or ``other``; empty when the form did not ask. Nothing is inferred from who applied."""
    if answers.get("parents") == "none":
        return "other"
    return str(answers.get("residence_with") or answers.get("residence_with_mother") or "")


def resident_of(answers: Mapping[str, Any], facts: Mapping[str, str]) -> str:
    """The personal number of the person with whom the child is registered; empty when nobody said it.

    What an officer asked the family afterwards (``residence_with``) comes before what the form says.
    """
    names = {"mother": "mother_number", "father": "father_number", "other": "residence_number"}
    return facts.get("residence_with") or str(answers.get(names.get(lives_with(answers), "")) or "")


def asked(step: str, *, code: str, unit: str, answers: Mapping[str, Any], facts: Mapping[str, str]) -> Asked | Said:
    """What the step sends, or why it cannot be sent. Every order carries the dossier code: whoever gets it twice does it once."""
    return _ASKS[step](code, unit, answers, facts)


def said(step: str, *, status: int, content: Any) -> Said:
    """What the provider's answer means."""
    if status >= _BROKEN or status in _TRY_AGAIN:
        vi, en = f"hệ thống của cơ quan báo lỗi {status}.", f"the agency's system fails ({status})."
        return Said(ended=Ended.SILENT, reason_vi=vi, reason_en=en)
    if not _OK <= status < _MANY:
        why = content if isinstance(content, Mapping) else {}
        vi, en = str(why.get("vi") or why.get("message") or status), str(why.get("en") or why.get("message") or status)
        return Said(ended=Ended.REFUSED, reason_vi=vi[:250], reason_en=en[:250])
    if not isinstance(content, Mapping):
        return Said(ended=Ended.SILENT, reason_vi="câu trả lời sai khuôn dạng.", reason_en="the answer has a wrong form.")
    return _READS[step](content)


def asks_owner(step: str, *, answers: Mapping[str, Any], facts: Mapping[str, str]) -> bool:
    """Whether the applicant is asked with whom the child will live: the residence is open, nobody said it, the form names parents."""
    return asks_family(step) and not resident_of(answers, facts) and bool(choices(answers))


def choices(answers: Mapping[str, Any]) -> dict[str, str]:
    """With whom the child may be registered by the dossier: ``mother`` and ``father`` with their personal numbers, where it has them."""
    numbers = {who: str(answers.get(f"{who}_number") or "") for who in ("mother", "father")}
    return {who: number for who, number in numbers.items() if is_number(number)}


def asks_family(step: str) -> bool:
    """Whether an officer may ask the family again with whom the child will live, instead of doing the open step by hand."""
    return step == "residence"


def is_number(text: str) -> bool:
    """Whether the text is a personal number."""
    return bool(_NUMBER.fullmatch(text))


def unfit(step: str, facts: Mapping[str, str]) -> bool:
    """Whether facts typed by hand cannot be the result of the step."""
    number, card = facts.get("child_number"), facts.get("card_number")
    if step == "number":
        return not _NUMBER.fullmatch(number or "")
    if step == "card":
        return not _CARD.fullmatch(card or "")
    return not all(facts.values())


def _birth(code: str, unit: str, answers: Mapping[str, Any], facts: Mapping[str, str]) -> Asked | Said:
    child = {"full_name": answers["child_name"], "born_on": str(answers["child_born"]), "sex": answers["child_sex"]}
    child |= {name: str(answers[f"child_{name}"]) for name in ("ethnicity", "nationality", "hometown") if answers.get(f"child_{name}")}
    body: dict[str, Any] = {"dossier_code": code, "unit_code": unit, "child": child}
    for who in ("mother", "father"):
        if answers.get(f"{who}_name"):
            body[who] = {"full_name": answers[f"{who}_name"], "personal_number": str(answers.get(f"{who}_number") or "")}
    return Asked(method="POST", body=body)


def _state_of(code: str, unit: str, answers: Mapping[str, Any], facts: Mapping[str, str]) -> Asked | Said:
    return Asked(method="GET", path=f"/{code}")


def _residence(code: str, unit: str, answers: Mapping[str, Any], facts: Mapping[str, str]) -> Asked | Said:
    resident = resident_of(answers, facts)
    if not resident:
        return Said(
            ended=Ended.REFUSED, reason_vi="tờ khai không ghi trẻ đăng ký thường trú cùng ai. Hỏi gia đình rồi ghi vào bước này.",
            reason_en="the form does not say with whom the child will live. Ask the family and write it down at this step.",
        )  # fmt: skip
    body = {"ref": code, "personal_number": facts["child_number"], "with_number": resident, "ground": _RESIDENCE_GROUND}
    return Asked(method="POST", body=body)


def _card_order(code: str, unit: str, answers: Mapping[str, Any], facts: Mapping[str, str]) -> Asked | Said:
    body = {
        "dossier_code": code, "personal_number": facts["child_number"], "full_name": answers["child_name"],
        "born_on": str(answers["child_born"]), "sex": answers["child_sex"], "unit_code": facts.get("residence_unit") or unit,
    }  # fmt: skip
    return Asked(method="POST", body=body)


def _facts(content: Mapping[str, Any], names: Mapping[str, str], *, vi: str, en: str) -> Said:
    """Done when every fact is there, waiting otherwise; ``names``: ours to theirs."""
    found = {ours: str(content.get(theirs) or "") for ours, theirs in names.items()}
    if all(found.values()):
        return Said(ended=Ended.DONE, facts=found)
    return Said(ended=Ended.WAITS, reason_vi=vi, reason_en=en)


def _read_birth(content: Mapping[str, Any]) -> Said:
    return _facts(content, {"register_no": "register_no"}, vi="hệ thống hộ tịch chưa vào sổ.", en="the birth is not yet in the register.")


def _read_number(content: Mapping[str, Any]) -> Said:
    vi, en = "chưa có số định danh của trẻ.", "the child has no personal number yet."
    read = _facts(content, {"child_number": "personal_number"}, vi=vi, en=en)
    return Said(ended=Ended.SILENT, reason_vi=vi, reason_en=en) if unfit("number", read.facts) and read.ended is Ended.DONE else read


def _read_residence(content: Mapping[str, Any]) -> Said:
    names = {"residence_no": "residence_no", "residence_unit": "unit_code"}
    return _facts(content, names, vi="chưa có kết quả đăng ký thường trú.", en="the residence is not registered yet.")


def _read_order(content: Mapping[str, Any]) -> Said:
    return _facts(content, {"order_id": "order_id"}, vi="chưa có số tiếp nhận của BHXH.", en="social insurance gave no order number.")


def _read_card(content: Mapping[str, Any]) -> Said:
    names = {"card_number": "card_number", "valid_until": "valid_until"}
    return _facts(content, names, vi="thẻ đang được cấp.", en="the card is being made.")


_ASKS: dict[str, Callable[[str, str, Mapping[str, Any], Mapping[str, str]], Asked | Said]] = {
    "birth": _birth, "number": _state_of, "residence": _residence, "card_order": _card_order, "card": _state_of,
}  # fmt: skip
_READS: dict[str, Callable[[Mapping[str, Any]], Said]] = {
    "birth": _read_birth, "number": _read_number, "residence": _read_residence, "card_order": _read_order, "card": _read_card,
}  # fmt: skip
KINDS = frozenset(_ASKS)
