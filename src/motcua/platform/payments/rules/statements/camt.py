"""ISO 20022 camt.053 (any version): entries with their details. The document is read without entities, DTDs or network."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree  # type: ignore[import-untyped]

from motcua.platform.payments.contracts import StatementEntry, StatementUnreadable

_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False, "dtd_validation": False, "huge_tree": False}
Element = Any  # the library has no public name for it


def read_camt(raw: bytes) -> tuple[list[StatementEntry], list[tuple[int, str]]]:
    """Booked entries of all statements in the document; a batch entry gives one line for each of its transactions."""
    try:
        root = etree.fromstring(raw, parser=etree.XMLParser(**_PARSER))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise StatementUnreadable(reason_vi="tệp không phải XML hợp lệ", reason_en="the file is no valid XML") from error
    space = str(root.nsmap.get(root.prefix) or "")
    if root.getroottree().docinfo.doctype or not space.startswith("urn:iso:std:iso:20022:tech:xsd:camt.053"):
        raise StatementUnreadable(reason_vi="không phải sao kê camt.053", reason_en="this is no camt.053 statement")
    entries: list[StatementEntry] = []
    problems: list[tuple[int, str]] = []
    for statement in root.iterfind(".//{*}Stmt"):
        account = _text(statement, "{*}Acct/{*}Id/{*}IBAN") or _text(statement, "{*}Acct/{*}Id/{*}Othr/{*}Id")
        for entry in statement.iterfind("{*}Ntry"):
            try:
                entries += _lines(entry, account=account[:34])
            except ValueError as error:
                problems.append((entry.sourceline or 0, str(error)))
    return entries, problems


def _lines(entry: Element, *, account: str) -> list[StatementEntry]:
    status = _text(entry, "{*}Sts/{*}Cd") or _text(entry, "{*}Sts")
    if status not in {"BOOK", ""}:
        return []
    sign = 1 if _text(entry, "{*}CdtDbtInd") == "CRDT" else -1
    if _text(entry, "{*}RvslInd").lower() in {"true", "1"} and not _text(entry, "{*}CdtDbtInd"):
        raise ValueError("a reversal without a direction")
    whole, at = _amount(entry.find("{*}Amt")), _instant(entry)
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    if len(details) > 1:
        amounts = [_amount(d.find("{*}Amt") if d.find("{*}Amt") is not None else d.find("{*}AmtDtls/{*}TxAmt/{*}Amt")) for d in details]
        if sum(amounts) != whole:
            raise ValueError(f"transactions add up to {sum(amounts)}, the entry is {whole}")
        return [_line(entry, d, sign * amount, account=account, at=at) for d, amount in zip(details, amounts, strict=True)]
    return [_line(entry, details[0] if details else entry, sign * whole, account=account, at=at)]


def _line(entry: Element, detail: Element, amount: int, *, account: str, at: datetime) -> StatementEntry:
    about = " ".join(t.text.strip() for t in detail.iterfind(".//{*}RmtInf/{*}Ustrd") if t.text)
    bank_id = _text(detail, "{*}Refs/{*}AcctSvcrRef")
    if not bank_id and len(entry.findall("{*}NtryDtls/{*}TxDtls")) <= 1:
        bank_id = _text(entry, "{*}AcctSvcrRef")
    reference = _text(detail, "{*}Refs/{*}EndToEndId")
    return StatementEntry(
        account=account,
        booked_at=at,
        amount=amount,
        description=(about or _text(entry, "{*}AddtlNtryInf"))[:500],
        bank_id=bank_id[:60],
        reference="" if reference == "NOTPROVIDED" else reference[:100],
    )


def _amount(element: Element | None) -> int:
    if element is None or element.get("Ccy") != "VND":
        raise ValueError("no amount in VND")
    whole, _, fraction = (element.text or "").strip().partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 15) or fraction.strip("0") or int(whole) == 0:  # noqa: PLR2004 - digits of a BIGINT
        raise ValueError(f"amount {element.text!r}")
    return int(whole)


def _instant(entry: Element) -> datetime:
    told = _text(entry, "{*}BookgDt/{*}DtTm") or _text(entry, "{*}BookgDt/{*}Dt") or _text(entry, "{*}ValDt/{*}Dt")
    try:
        found = datetime.fromisoformat(told)
    except ValueError as error:
        raise ValueError(f"date {told!r}") from error
    return found if found.tzinfo else found.replace(tzinfo=_HANOI)


def _text(element: Element, path: str) -> str:
    found = element.find(path)
    return (found.text or "").strip() if found is not None else ""
