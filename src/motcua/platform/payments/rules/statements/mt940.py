"""SWIFT MT940: tags :25: account, :61: line, :86: information. Amounts are whole đồng (a fraction of zeros is allowed)."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from motcua.platform.payments.contracts import StatementEntry, StatementUnreadable

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_TAG = re.compile(r"^:(\d{2}[A-Z]?):", re.MULTILINE)
# value date, entry date, mark (C, D, RC, RD), funds code, amount, type, customer reference, bank reference
_LINE = re.compile(
    r"^(?P<day>\d{6})(?:\d{4})?(?P<mark>R?[CD])[A-Z]?(?P<whole>\d{1,15}),(?P<fraction>\d{0,2})[A-Z][A-Z0-9]{3}"
    r"(?P<reference>[^\n/]{0,16}(?:/(?!/)[^\n/]{0,16})*)(?://(?P<bank>[^\n]{1,34}))?"
)
_SUBFIELD = re.compile(r"\?\d{2}")
MOST_BYTES = 20_000_000


def read_mt940(raw: bytes) -> tuple[list[StatementEntry], list[tuple[int, str]]]:
    """Lines of one or several statements; ``StatementUnreadable`` when the text is no MT940."""
    text = raw[:MOST_BYTES].decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    tags = list(_TAG.finditer(text))
    if not any(tag[1] == "25" for tag in tags) or not any(tag[1] in {"60F", "60M"} for tag in tags):
        raise StatementUnreadable(reason_vi="không phải sao kê MT940", reason_en="this is no MT940 statement")
    entries: list[StatementEntry] = []
    problems: list[tuple[int, str]] = []
    account = ""
    for place, tag in enumerate(tags):
        end = tags[place + 1].start() if place + 1 < len(tags) else len(text)
        body = text[tag.end() : end].split("\n-}")[0].strip()
        if tag[1] == "25":
            account = body.rpartition("/")[2].strip()[:34]
        elif tag[1] == "61":
            about = _information(text, tags, place)
            try:
                entries.append(_entry(body, account=account, about=about))
            except ValueError as error:
                problems.append((text.count("\n", 0, tag.start()) + 1, str(error)))
    return entries, problems


def _information(text: str, tags: list[re.Match[str]], place: int) -> str:
    """The :86: that follows a :61:, joined: banks wrap it at 65 characters, with or without subfields."""
    if place + 1 >= len(tags) or tags[place + 1][1] != "86":
        return ""
    end = tags[place + 2].start() if place + 2 < len(tags) else len(text)
    body = text[tags[place + 1].end() : end].split("\n-", maxsplit=1)[0]
    body = body.replace("\n", "" if "?20" in body else " ")
    return " ".join(_SUBFIELD.sub(" ", body).split())


def _entry(body: str, *, account: str, about: str) -> StatementEntry:
    first, _, more = body.partition("\n")
    found = _LINE.match(first)
    if found is None:
        raise ValueError(f":61:{first[:40]}")
    if found["fraction"].strip("0"):
        raise ValueError(f"amount {found['whole']},{found['fraction']} has a fraction")
    amount = int(found["whole"])
    if amount == 0:
        raise ValueError("amount 0")
    # RC takes a credit back, RD takes a debit back.
    sign = 1 if found["mark"] in {"C", "RD"} else -1
    reference = found["reference"].strip()
    return StatementEntry(
        account=account,
        booked_at=datetime.strptime(found["day"], "%y%m%d").replace(tzinfo=_HANOI),
        amount=sign * amount,
        description=(about or more.strip())[:500],
        bank_id=(found["bank"] or "").strip()[:60],
        reference="" if reference == "NONREF" else reference[:100],
    )
