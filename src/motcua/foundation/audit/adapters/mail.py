"""A witness that is a mailbox elsewhere: each batch of signed roots comes as an e-mail with a file that ``motcua audit verify`` reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from motcua.foundation.audit import conf
from motcua.foundation.audit.contracts.witnesses import MAILBOX, Courier, WitnessAway, couriers

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
_TEXT = """\
Kèm theo thư này là các gốc đã ký của nhật ký hệ thống, từ số {first} đến số {last} (giờ kết thúc: {until}).

Hãy giữ thư này ở nơi quản trị viên của hệ thống không với tới. Khi cần kiểm tra, lưu các tệp đính kèm vào một thư mục rồi chạy:

    cat *.jsonl > goc.jsonl
    motcua audit verify --against goc.jsonl

Lệnh báo ngay nếu nhật ký không còn khớp với những gì đã gửi cho bạn. Số trong thư phải nối tiếp nhau; thiếu một số là mất một thư.

----------------------------------------------------------------------

Attached are signed roots of the audit log, number {first} to number {last} (end of the last hour: {until}).

Keep this e-mail where those who run the system cannot reach it. To check, save the attachments into one folder and run:

    cat *.jsonl > roots.jsonl
    motcua audit verify --against roots.jsonl

It says at once when the log does not agree any more with what you were sent. The numbers follow one another; a gap is a missing e-mail.
"""


class MailWitness:
    """See ``Witness``. A mailbox cannot be asked what it holds: what it was given is remembered here, and people compare the files."""

    answers = False

    def __init__(self, address: str) -> None:
        self.address = address
        self.hours = conf.MAIL_HOURS
        self._to = address.removeprefix(MAILBOX)

    def last(self) -> Mapping[str, Any] | None:
        """Never asked."""
        raise WitnessAway(reason=f"{self.address}: a mailbox cannot be asked")

    def append(self, *, rows: Sequence[Mapping[str, Any]]) -> None:
        """One e-mail for the batch, under the same Message-ID when it is sent again."""
        courier = _courier()
        if courier is None:
            raise WitnessAway(reason="no room sends e-mail")
        first, last = int(rows[0]["number"]), int(rows[-1]["number"])
        courier.send(
            message_id=uuid5(NAMESPACE_URL, f"{self.address}#{first}-{last}"), to=self._to,
            subject=f"[Một Cửa] Gốc nhật ký · Roots of the audit log {first}–{last}",
            text=_TEXT.format(first=first, last=last, until=rows[-1].get("to_at", "")), name=f"roots-{first:08d}-{last:08d}.jsonl",
            content="".join(f"{json.dumps(dict(row))}\n" for row in rows).encode(),
        )  # fmt: skip

    def lines(self) -> Iterable[str]:
        """What a mailbox holds is with its owner."""
        raise WitnessAway(reason=f"{self.address}: save the attachments of the e-mails and compare with that file")

    def check_config(self) -> str:
        """A plain address, and a way out for e-mail."""
        if not _ADDRESS.fullmatch(self._to):
            return "not one plain e-mail address"
        courier = _courier()
        return "no room sends e-mail" if courier is None else courier.check_config()


def _courier() -> Courier | None:
    return next(iter(couriers), None)
