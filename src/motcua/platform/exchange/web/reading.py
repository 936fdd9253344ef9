"""What was typed into a form of several fields, read with a refusal beside each field that cannot be used, in both languages."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from django.http import HttpRequest

from motcua.kernel.clock import VIETNAM
from motcua.kit.ui.days import read_day
from motcua.platform.exchange.contracts import SettingWrong
from motcua.platform.exchange.web.frame import typed

_NUMBER = re.compile(r"\d{1,9}([.,]\d{1,6})?")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "*")


class Typed:
    """The fields of one form. Ask for each, then :meth:`settle`: one refusal names everything that is wrong."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.faults: dict[str, tuple[str, str]] = {}

    def wrong(self, name: str, vi: str, en: str) -> None:
        """Note what is wrong with a field; the first word about a field stays."""
        self.faults.setdefault(name, (vi, en))

    def settle(self) -> None:
        """Raises SettingWrong when something was wrong."""
        if self.faults:
            raise SettingWrong(fields=self.faults)

    def text(self, name: str, *, most: int, needed: bool = True) -> str:
        """A text of at most ``most`` letters."""
        value = typed(self._request, name, most + 1)
        if needed and not value:
            self.wrong(name, "Nhập mục này.", "Fill this in.")
        if len(value) > most:
            self.wrong(name, f"Dài nhất {most} chữ.", f"At most {most} letters.")
        return value

    def pattern(self, name: str, rule: str, vi: str, en: str, *, most: int) -> str:
        """A text that follows a rule; ``vi`` and ``en`` say which."""
        value = self.text(name, most=most)
        if value and not re.fullmatch(rule, value):
            self.wrong(name, vi, en)
        return value

    def number(self, name: str, *, least: float, most: float, whole: bool = True) -> Any:
        """A number between the bounds; an empty field is 0."""
        value = typed(self._request, name, 20) or "0"
        if not _NUMBER.fullmatch(value) or (whole and not value.isdigit()):
            kind = ("số nguyên", "a whole number") if whole else ("số, ví dụ 2,5", "a number such as 2.5")
            self.wrong(name, f"Nhập {kind[0]}.", f"Give {kind[1]}.")
            return 0
        found = int(value) if whole else float(value.replace(",", "."))
        if not least <= found <= most:
            self.wrong(name, f"Nhập số từ {least:g} đến {most:g}.", f"Give a number from {least:g} to {most:g}.")
        return found

    def chosen(self, name: str, options: Collection[str], *, needed: bool = True) -> str:
        """One of the options."""
        value = typed(self._request, name, 300)
        if value not in options and (value or needed):
            self.wrong(name, "Chọn một mục trong danh sách.", "Choose one of the list.")
        return value

    def several(self, name: str, options: Collection[str]) -> list[str]:
        """Some of the options, in the order of the form."""
        values = [one for one in self._request.POST.getlist(name) if one]
        if any(one not in options for one in values):
            self.wrong(name, "Chọn trong danh sách.", "Choose from the list.")
        return [one for one in dict.fromkeys(values) if one in options]

    def lines(self, name: str, *, most: int = 200) -> list[str]:
        """Lines that are not empty, each once."""
        found = [line.strip() for line in typed(self._request, name, 20_000).splitlines()]
        kept = list(dict.fromkeys(line for line in found if line))
        if len(kept) > most:
            self.wrong(name, f"Nhiều nhất {most} dòng.", f"At most {most} lines.")
        return kept

    def day(self, name: str, *, needed: bool = False) -> date | None:
        """A day of three boxes; None for none."""
        problems: dict[str, str] = {}
        found = read_day(self._request.POST, name, problems, needed=needed)
        if problems:
            self.wrong(name, "Nhập ngày theo thứ tự ngày, tháng, năm, ví dụ 22 11 2026.", "Give day, month and year, such as 22 11 2026.")
        return found

    def endpoints(self, name: str) -> list[tuple[str, str]]:
        """Endpoints, one a line: a method and a path, such as ``GET /ho-so/*``."""
        found = []
        for line in self.lines(name):
            method, _, path = line.partition(" ")
            path = path.strip()
            if method.upper() not in METHODS or not re.fullmatch(r"(/[^\s?#]*|\*\*)", path):
                self.wrong(name, f"Dòng “{line[:60]}”: viết phương thức rồi đường dẫn, ví dụ GET /ho-so/*.",
                    f"Line “{line[:60]}”: write a method, then a path, such as GET /files/*.")  # fmt: skip
            else:
                found.append((method.upper(), path))
        return found


def midnight(on: date | None) -> datetime | None:
    """The beginning of a day in the city; None stays None."""
    return datetime.combine(on, time.min, tzinfo=VIETNAM) if on else None
