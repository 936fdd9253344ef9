"""Pure decisions of payments: codes to scan, how money meets a request, which signatures hold, statements, receipts, state machines."""

from motcua.platform.payments.rules.matching import attempt_in, code_in, judge, refund_in, session_in, total_of, transfer_text
from motcua.platform.payments.rules.messages import read_credit, verify_signature
from motcua.platform.payments.rules.states import ATTEMPT, CASH, MACHINE, MONEY, RECEIPT, REFUND
from motcua.platform.payments.rules.vietqr import crc16, vietqr

__all__ = [
    "ATTEMPT", "CASH", "MACHINE", "MONEY", "RECEIPT", "REFUND", "attempt_in", "code_in", "crc16", "judge", "read_credit", "refund_in",
    "session_in", "total_of", "transfer_text", "verify_signature", "vietqr",
]  # fmt: skip
