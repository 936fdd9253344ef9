"""Which status may follow which, and from where each verb may be used.

The codes are the national portal's; the graph follows its practice. One edge is ours: 5 → 1, because a dossier whose papers were
asked for before intake comes back to intake, and no code of the portal says "supplemented, not yet received".
"""

from __future__ import annotations

from motcua.platform.casework.contracts import DossierStatus as S
from motcua.platform.casework.contracts import Verb

ALLOWED: dict[S, frozenset[S]] = {
    S.SUBMITTED: frozenset({S.RECEIVED, S.REFUSED, S.SUPPLEMENT, S.FINANCIAL_DUTY, S.WITHDRAWN}),
    S.RECEIVED: frozenset({S.RECEIVED, S.PROCESSING, S.SUPPLEMENT, S.FINANCIAL_DUTY, S.WITHDRAWN, S.STOPPED}),
    S.REFUSED: frozenset(),
    S.PROCESSING: frozenset({S.PROCESSING, S.SUPPLEMENT, S.FINANCIAL_DUTY, S.WITHDRAWN, S.STOPPED, S.RESOLVED}),
    S.SUPPLEMENT: frozenset({S.SUBMITTED, S.RECEIVED, S.PROCESSING, S.REFUSED, S.WITHDRAWN, S.STOPPED}),
    S.FINANCIAL_DUTY: frozenset({S.RECEIVED, S.PROCESSING, S.WITHDRAWN, S.STOPPED}),
    S.WITHDRAWN: frozenset(),
    S.STOPPED: frozenset(),
    S.RESOLVED: frozenset({S.HANDED_BACK}),
    S.HANDED_BACK: frozenset(),
}

TERMINAL = frozenset({S.REFUSED, S.WITHDRAWN, S.STOPPED, S.HANDED_BACK})
# The groups by which the progress report of QĐ 766/QĐ-TTg counts.
IN_PROCESS = frozenset({S.RECEIVED, S.PROCESSING})
DONE = frozenset({S.WITHDRAWN, S.RESOLVED, S.HANDED_BACK})
PAUSED = frozenset({S.SUPPLEMENT, S.FINANCIAL_DUTY, S.STOPPED})
COUNTED_AS_RECEIVED = frozenset(S) - {S.SUBMITTED, S.REFUSED}
OPEN = frozenset(S) - TERMINAL - {S.RESOLVED}

# From which status a verb may be used at all; the definition of the procedure narrows this by step.
FROM: dict[Verb, frozenset[S]] = {
    Verb.RECEIVE: frozenset({S.SUBMITTED}),
    Verb.REFUSE: frozenset({S.SUBMITTED, S.SUPPLEMENT}),
    Verb.REQUEST_SUPPLEMENT: frozenset({S.SUBMITTED, S.RECEIVED, S.PROCESSING}),
    Verb.EXTEND_SUPPLEMENT: frozenset({S.SUPPLEMENT}),
    Verb.SUPPLY: frozenset({S.SUPPLEMENT}),
    Verb.FORWARD: frozenset({S.RECEIVED, S.PROCESSING}),
    Verb.PROPOSE_RESULT: frozenset({S.PROCESSING}),
    Verb.SEND_BACK: frozenset({S.PROCESSING}),
    Verb.SIGN_RESULT: frozenset({S.PROCESSING}),
    Verb.REQUEST_PAYMENT: frozenset({S.RECEIVED, S.PROCESSING}),
    Verb.HAND_BACK: frozenset({S.RESOLVED}),
    Verb.WITHDRAW: frozenset({S.SUBMITTED, S.RECEIVED, S.PROCESSING, S.SUPPLEMENT, S.FINANCIAL_DUTY}),
    Verb.STOP: frozenset({S.RECEIVED, S.PROCESSING, S.SUPPLEMENT, S.FINANCIAL_DUTY}),
}

WORDS: dict[Verb, tuple[str, str]] = {
    Verb.SUBMIT: ("nộp", "submit"),
    Verb.RECEIVE: ("tiếp nhận", "take it in"),
    Verb.REFUSE: ("từ chối tiếp nhận", "refuse it"),
    Verb.REQUEST_SUPPLEMENT: ("yêu cầu bổ sung", "ask for papers"),
    Verb.EXTEND_SUPPLEMENT: ("gia hạn bổ sung", "extend the time for papers"),
    Verb.SUPPLY: ("bổ sung giấy tờ", "supply papers"),
    Verb.REQUEST_PAYMENT: ("yêu cầu nộp tiền", "ask for a payment"),
    Verb.FORWARD: ("chuyển xử lý", "forward it"),
    Verb.PROPOSE_RESULT: ("trình ký", "propose a result"),
    Verb.SEND_BACK: ("trả lại bước trước", "send it back"),
    Verb.SIGN_RESULT: ("ký kết quả", "sign the result"),
    Verb.HAND_BACK: ("trả kết quả", "hand back the result"),
    Verb.WITHDRAW: ("rút hồ sơ", "withdraw it"),
    Verb.STOP: ("dừng giải quyết", "stop it"),
}


def may_follow(before: S, after: S) -> bool:
    """Whether ``after`` may follow ``before``."""
    return after in ALLOWED[before]


def possible(verb: Verb, status: S) -> bool:
    """Whether ``verb`` may be used in ``status``, whatever the procedure."""
    return status in FROM.get(verb, frozenset())
