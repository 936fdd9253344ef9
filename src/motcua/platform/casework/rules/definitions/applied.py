"""What a definition says of one dossier: its fees, the papers it must bring, and whether the person may have what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from motcua.kernel import decisions, feel
from motcua.platform.casework.contracts.definitions import Definition, Fee, RequiredPaper, Verdict


def fees_due(definition: Definition, context: Mapping[str, Any]) -> tuple[Fee, ...]:
    """The fees of a dossier in whole đồng. Without a table the listed ones; with one, each of its answers is a fee, and nothing is none.

    An answer names the fee by ``code``; what the table does not say (name, whether the amount is a sample) comes from the listed fee.
    ``DecisionError`` when the answers of the form do not fit the table.
    """
    if definition.fee_table is None:
        return tuple(fee for fee in definition.fees if fee.amount)
    return fees_by(definition.fee_table, definition.fees, context)[1]


def fees_by(
    table: decisions.DecisionTable, fees: Sequence[Fee], context: Mapping[str, Any]
) -> tuple[tuple[int, ...], tuple[Fee, ...]]:
    """Which rows of a fee table match (counted from 1) and what they ask for. ``DecisionError`` as ``fees_due``."""
    listed = {fee.code: fee for fee in fees}
    first = next(iter(listed), "")
    decided = decisions.decide(table, context)
    asked = (_fee(row, listed, first) for row in decided.rows)
    return decided.matched, tuple(fee for fee in asked if fee.amount)


def _fee(row: Mapping[str, Any], listed: Mapping[str, Fee], first: str) -> Fee:
    code = str(row.get("code") or first)
    known = listed.get(code)
    amount = Decimal(row.get("amount") or 0).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Fee(
        code=code, name=str(row.get("vi") or (known.name if known else code)), amount=max(0, int(amount)),
        sample=known.sample if known else True, name_en=str(row.get("en") or (known.name_en if known else "")),
    )


def papers_due(definition: Definition, context: Mapping[str, Any]) -> tuple[RequiredPaper, ...]:
    """The papers that a dossier must bring: a required one unless its condition is false, any other only when its condition is true."""
    return tuple(p for p in definition.papers if _demanded(p, context))


def _demanded(paper: RequiredPaper, context: Mapping[str, Any]) -> bool:
    if not paper.required_when:
        return paper.required
    met = feel.evaluate(paper.required_when, context)
    return met is not False if paper.required else met is True


def verdict(definition: Definition, context: Mapping[str, Any]) -> Verdict:
    """Whether the eligibility table lets the dossier pass; without a table everybody may. Every answer that refuses gives its reason."""
    if definition.eligibility is None:
        return Verdict(eligible=True)
    refusing = [row for row in decisions.decide(definition.eligibility, context).rows if row.get("eligible") is False]
    return Verdict(
        eligible=not refusing, reasons_vi=tuple(str(r["vi"]) for r in refusing if r.get("vi")),
        reasons_en=tuple(str(r["en"]) for r in refusing if r.get("en")),
    )
