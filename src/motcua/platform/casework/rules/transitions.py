"""Which status may follow which, and from where each verb may be used.

The codes are the national portal's; the graph follows its practice. One edge is ours: 5 → 1, because a dossier whose papers were
asked for before intake comes back to intake, and no code of the portal says "supplemented, not yet received". From 9 and 10 a
dossier goes back to 4 only when its result is revoked or corrected, which is recorded with its reason.
"""

from __future__ import annotations

from motcua.platform.casework.contracts import DossierStatus as S
from motcua.platform.casework.contracts import SideVerb, Verb

ALLOWED: dict[S, frozenset[S]] = {
    S.SUBMITTED: frozenset({S.RECEIVED, S.REFUSED, S.SUPPLEMENT, S.FINANCIAL_DUTY, S.WITHDRAWN}),
    S.RECEIVED: frozenset({S.RECEIVED, S.PROCESSING, S.SUPPLEMENT, S.FINANCIAL_DUTY, S.WITHDRAWN, S.STOPPED}),
    S.REFUSED: frozenset(),
    S.PROCESSING: frozenset({S.PROCESSING, S.SUPPLEMENT, S.FINANCIAL_DUTY, S.WITHDRAWN, S.STOPPED, S.RESOLVED}),
    S.SUPPLEMENT: frozenset({S.SUBMITTED, S.RECEIVED, S.PROCESSING, S.REFUSED, S.WITHDRAWN, S.STOPPED}),
    S.FINANCIAL_DUTY: frozenset({S.RECEIVED, S.PROCESSING, S.WITHDRAWN, S.STOPPED}),
    S.WITHDRAWN: frozenset(),
    S.STOPPED: frozenset(),
    S.RESOLVED: frozenset({S.HANDED_BACK, S.PROCESSING}),
    S.HANDED_BACK: frozenset({S.PROCESSING}),
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

_AT_WORK = frozenset({S.RECEIVED, S.PROCESSING})
# From which status work beside the steps is possible.
BESIDE: dict[SideVerb, frozenset[S]] = {
    SideVerb.ASSIGN: OPEN | {S.RESOLVED},
    SideVerb.TRANSFER: _AT_WORK | {S.SUBMITTED},
    SideVerb.ASK_OPINIONS: _AT_WORK,
    SideVerb.GIVE_OPINION: OPEN,
    SideVerb.RECALL_OPINION: OPEN,
    SideVerb.EXTEND_DUE: _AT_WORK,
    SideVerb.PAUSE: _AT_WORK,
    SideVerb.RESUME: _AT_WORK,
    SideVerb.OPEN_SUB_DOSSIER: _AT_WORK,
    SideVerb.REVOKE_RESULT: frozenset({S.RESOLVED, S.HANDED_BACK}),
    SideVerb.CORRECT: frozenset({S.HANDED_BACK}),
    SideVerb.REBASE: _AT_WORK | {S.SUBMITTED},
    SideVerb.APPEAL: frozenset({S.REFUSED, S.STOPPED, S.RESOLVED, S.HANDED_BACK}),
    SideVerb.RATE: frozenset({S.RESOLVED, S.HANDED_BACK}),
}
# While the clock stands still although the office has the dossier (force majeure, an opinion), only these go on.
_WHILE_STILL = frozenset({Verb.WITHDRAW, Verb.STOP})
_NOT_WHILE_STILL = frozenset({SideVerb.EXTEND_DUE, SideVerb.PAUSE, SideVerb.REBASE, SideVerb.TRANSFER})

WORDS: dict[Verb | SideVerb, tuple[str, str]] = {
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
    SideVerb.ASSIGN: ("phân công", "give it to an officer"),
    SideVerb.TRANSFER: ("chuyển đơn vị", "hand it over to another unit"),
    SideVerb.ASK_OPINIONS: ("xin ý kiến", "ask for opinions"),
    SideVerb.GIVE_OPINION: ("cho ý kiến", "give an opinion"),
    SideVerb.RECALL_OPINION: ("thu hồi yêu cầu cho ý kiến", "recall a request for an opinion"),
    SideVerb.EXTEND_DUE: ("gia hạn", "extend its due date"),
    SideVerb.PAUSE: ("tạm dừng", "stop its clock"),
    SideVerb.RESUME: ("tiếp tục", "let its clock go on"),
    SideVerb.OPEN_SUB_DOSSIER: ("mở hồ sơ thành phần", "open a sub-dossier"),
    SideVerb.REVOKE_RESULT: ("thu hồi kết quả", "revoke its result"),
    SideVerb.CORRECT: ("đính chính", "correct it"),
    SideVerb.REBASE: ("chuyển phiên bản", "move it to another version"),
    SideVerb.APPEAL: ("khiếu nại", "appeal"),
    SideVerb.RATE: ("đánh giá", "rate the service"),
}


def may_follow(before: S, after: S) -> bool:
    """Whether ``after`` may follow ``before``."""
    return after in ALLOWED[before]


def possible(verb: Verb, status: S, *, still: bool = False) -> bool:
    """Whether ``verb`` may be used in ``status``, whatever the procedure; ``still``: the clock was stopped while the office works."""
    if still and status in _AT_WORK and verb not in _WHILE_STILL:
        return False
    return status in FROM.get(verb, frozenset())


def possible_beside(verb: SideVerb, status: S, *, still: bool = False) -> bool:
    """Whether work beside the steps is possible in ``status``; resuming only while the clock stands still."""
    if verb is SideVerb.RESUME:
        return still and status in BESIDE[verb]
    if still and verb in _NOT_WHILE_STILL:
        return False
    return status in BESIDE[verb]
