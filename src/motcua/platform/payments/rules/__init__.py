"""Pure decisions of payments: the code to scan, how money meets a request, which signatures hold."""

from motcua.platform.payments.rules.matching import MACHINE, code_in, judge, total_of, transfer_text
from motcua.platform.payments.rules.messages import read_credit, verify_signature
from motcua.platform.payments.rules.vietqr import crc16, vietqr

__all__ = ["MACHINE", "code_in", "crc16", "judge", "read_credit", "total_of", "transfer_text", "verify_signature", "vietqr"]
