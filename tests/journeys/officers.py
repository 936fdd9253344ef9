"""What officers do at the desk: find the dossier in the inbox, open an action by its words, fill in what it asks, press it."""

from __future__ import annotations

import re
from typing import Any

from tests.journeys.people import Somebody


def finds(who: Somebody, code: str) -> None:
    """Search the inbox for the code and open the dossier from the list."""
    who.open(f"/lam-viec/ho-so/?q={code}")
    who.hand.press(who.page.get_by_role("table").get_by_role("link", name=code, exact=True))
    who.page.wait_for_url(f"**/ho-so/{code}/")


def act(who: Somebody, code: str, label: str, answers: dict[str, Any] | None = None, *, picture: str = "") -> None:
    """Do the action ``label`` on a dossier; the page says afterwards that it was done."""
    who.open(f"/lam-viec/ho-so/{code}/")
    summary = who.page.locator("summary").filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).first
    fold = who.page.locator("details").filter(has=summary).last
    if fold.get_attribute("open") is None:
        who.hand.press(summary)
    for words, value in (answers or {}).items():
        who.hand.answer(words, value, within=fold)
    if picture:
        who.stands(picture)
    with who.page.expect_navigation():
        who.hand.press(fold.get_by_role("button", name=label, exact=True))
    said = " ".join(who.page.locator(".mc-notice, [role=status], [role=alert]").all_inner_texts())
    assert "Đã" in said, f"{label}: {said or who.words[:1500]}"
    assert not who.page.locator("[role=alert]").filter(has_text="Cần sửa").count(), who.words[:1500]


def offers(who: Somebody, code: str, label: str) -> bool:
    """Whether the dossier's page offers the action now (its button is there)."""
    who.open(f"/lam-viec/ho-so/{code}/")
    return bool(who.page.locator("details button").filter(has_text=re.compile(rf"^\s*{re.escape(label)}\s*$")).count())


def opine(who: Somebody, code: str, *, stance: str, text: str, picture: str = "", late: bool = False) -> None:
    """Answer the opinion that is asked of the officer's unit, from the list of what is asked of it."""
    who.open("/lam-viec/ho-so/xin-y-kien/")
    if picture:
        who.stands(f"{picture}-danh-sach")
    row = who.page.get_by_role("row").filter(has_text=code)
    assert ("quá hạn" in row.inner_text()) is late
    who.hand.press(row.get_by_role("link", name=code))
    who.page.wait_for_url("**/y-kien/**")
    who.answer({"Ý kiến của đơn vị": stance, "Nội dung ý kiến": text})
    if picture:
        who.stands(picture)
    who.press("Gửi ý kiến")
    who.sees("Đã gửi ý kiến")
