"""Statement files of every kind: read strictly, in once, whatever overlaps."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from motcua.kernel.actors import SYSTEM
from motcua.platform.payments import api, conf, models
from motcua.platform.payments.contracts import StatementFormat, StatementUnreadable
from motcua.platform.payments.rules import statements
from motcua.platform.payments.rules.statements import tables
from motcua.platform.payments.rules.statements.tables import money
from motcua.platform.payments.testing import NOW, FakeBank, make_payment

ACCOUNT = conf.BANK_ACCOUNT
MT940 = """:20:STMT1
:25:SGBKVNVX/{account}
:28C:61/1
:60F:C260301VND0,
:61:2603020302C8000,00NTRFNONREF//FT1
:86:IBFT {code} LE PHI HO SO
 HAI PHONG
:61:2603020302D500,NCHGNONREF//FT2
:86:PHI DICH VU
:61:260302C1,50NTRFNONREF//FT3
:62F:C260302VND7500,
-}}
"""
CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><Acct><Id><Othr><Id>{account}</Id></Othr></Id></Acct>
<Ntry><Amt Ccy="VND">8000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-03-02T09:00:00+07:00</DtTm></BookgDt>
<AcctSvcrRef>FT1</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf><Ustrd>IBFT {code}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="VND">900</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt><AcctSvcrRef>FT2</AcctSvcrRef></Ntry>
<Ntry><Amt Ccy="VND">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="USD">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-02</Dt></BookgDt></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def load(raw: bytes | str, file_format: StatementFormat, profile: str = "") -> api.ImportReport:
    raw = raw.encode() if isinstance(raw, str) else raw
    return api.import_statement(raw=raw, name="sao-ke", file_format=file_format, profile=profile, now=NOW, actor=SYSTEM)


def table(*rows: tuple[object, ...]) -> str:
    head = "Ngân hàng X\nNgày giao dịch,Nội dung,Ghi nợ,Ghi có,Mã giao dịch,Số dư\n"
    return head + "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)


@pytest.mark.django_db
def test_csv_settles_and_the_same_file_changes_nothing(bank: FakeBank) -> None:
    payment = make_payment()
    text = table(
        ("02/03/2026 09:00:00", f"IBFT {payment.code}", "", "8,000", "FT1", "8,000"), ("02/03/2026", "PHI", "500", "", "FT2", "7,500")
    )
    first, second = (load(text, StatementFormat.CSV) for _ in range(2))
    assert (first.read, first.new, first.settled, first.discrepant, first.credits, first.debits) == (2, 2, 1, 1, 8_000, 500)
    assert (second.new, second.repeated) == (0, 2)
    assert api.get(payment_id=payment.payment_id).channel == "statement"


@pytest.mark.django_db
def test_a_line_known_from_the_banks_interface_is_not_new(bank: FakeBank) -> None:
    payment = make_payment()
    told = bank.credit(payment)
    bank.tell(told)
    api.reconcile(now=NOW)
    text = table(("02/03/2026 09:00:00", told["description"], "", "8000", told["transaction_id"], ""))
    assert load(text, StatementFormat.CSV).repeated == 1
    assert models.Transfer.objects.get().on_statement


@pytest.mark.django_db
def test_equal_lines_without_a_number_are_two_and_stay_two() -> None:
    row = ("02/03/2026", "NOP TIEN", "", "1000", "", "")
    assert load(table(row, row), StatementFormat.CSV).new == 2
    assert load(table(row, row, row), StatementFormat.CSV).new == 1


@pytest.mark.django_db
def test_mt940() -> None:
    payment = make_payment()
    report = load(MT940.format(account=ACCOUNT, code=payment.code), StatementFormat.MT940)
    assert (report.read, report.settled, report.credits, report.debits) == (2, 1, 8_000, 500)
    assert [line for line, _ in report.problems] == [10]  # half a đồng


@pytest.mark.django_db
def test_camt053_and_only_what_is_booked_in_dong() -> None:
    payment = make_payment()
    report = load(CAMT.format(account=ACCOUNT, code=payment.code), StatementFormat.CAMT053)
    assert (report.read, report.settled, report.debits, len(report.problems)) == (2, 1, 900, 1)


def test_a_workbook_that_unpacks_to_too_much_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_MOST_UNPACKED", 1_000)
    out = io.BytesIO()
    Workbook().save(out)
    with pytest.raises(StatementUnreadable, match="too large"):
        statements.read_xlsx(out.getvalue(), profile=api.profiles()["generic"], account=conf.BANK_ACCOUNT)


@pytest.mark.django_db
def test_xlsx_with_numbers_and_dates() -> None:
    payment, book = make_payment(), Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["NGÂN HÀNG"],
        ["Ngày giao dịch", "Mô tả", "Số tiền ghi nợ", "Số tiền ghi có", "Số tham chiếu"],
        [NOW.replace(tzinfo=None), payment.code, None, 8000, "V1"],
    ):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    assert load(out.getvalue(), StatementFormat.XLSX, "vcb").settled == 1


@pytest.mark.django_db
def test_lines_of_another_account_are_left_out() -> None:
    assert load(MT940.format(account="123", code="x"), StatementFormat.MT940).read == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "file_format"),
    [(b"\xff\xfe", StatementFormat.CSV), (b"a,b\n1,2", StatementFormat.CSV), (b"PK", StatementFormat.XLSX), (b":20:x", StatementFormat.MT940),
     (b"<x/>", StatementFormat.CAMT053), (b"<", StatementFormat.CAMT053)],
)  # fmt: skip
def test_nonsense_is_named(raw: bytes, file_format: StatementFormat) -> None:
    with pytest.raises(StatementUnreadable):
        load(raw, file_format)


def test_entities_are_not_read() -> None:
    bomb = CAMT.replace("<Document", '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]><Document', 1).replace("{code}", "&e;")
    with pytest.raises(StatementUnreadable):
        statements.read_camt(bomb.encode())


@given(st.integers(-(10**12), 10**12).filter(bool), st.sampled_from([",", "."]))
def test_amounts_read_back_in_both_fashions(amount: int, thousands: str) -> None:
    text = f"{amount:,}".replace(",", thousands)
    point = "." if thousands == "," else ","
    assert money(text, thousands=thousands) == money(f"{text}{point}00 VND", thousands=thousands) == amount


@pytest.mark.parametrize("value", ["1.5", "abc", "1,5a", 1.5, float("nan"), float("inf"), "--1", "1.000,5"])
def test_fractions_and_words_are_no_amount(value: object) -> None:
    with pytest.raises(ValueError, match="amount"):
        money(value, thousands=",")
