"""Every address × everybody who may knock: what came back is what its audience says, and the whole is a reviewed snapshot."""

from __future__ import annotations

import logging
import os
from collections import defaultdict
from pathlib import Path

import pytest

from tests.architecture import permissions as p

pytestmark = pytest.mark.django_db
SNAPSHOT = Path(__file__).with_name("permissions.txt")
RENEW = "MOTCUA_RENEW_SNAPSHOTS"
TURNED_AWAY = ("sign-in", "401", "403")

NOT_CONFIGURED = {
    "api/v1/payments/notifications",  # 503 until the secret of the payment gateway is set
    *p.NO_GATEWAY,
}
_UNSIGNED = "the machine signs each message; these are unsigned, so they are refused in the view"
_LEADERS = "the view narrows further: leaders and administrators publish"
_PLACE = "the view narrows by place: the unit asked for is not one in which this officer may"
_PROOF = "a client system proves itself, or shows a token, in the view; these knock without either"
_NOT_HIS = "the organisation in the address is not one that this person represents; that there is one is not said"
_SECURITY = "second factors: the library sends visitors to sign in, our adapter keeps citizens out"
# Route → the answers that differ from what the audience alone says, each looked at; and why.
DEVIATIONS: dict[str, tuple[frozenset[str], str]] = {
    "api/v1/counter/units/<unit_code>/queue": (frozenset({"403"}), _PLACE),
    "api/v1/messaging/sms/reports": (frozenset({"401"}), _UNSIGNED),
    "api/v1/national/messages": (frozenset({"401"}), _UNSIGNED),
    "api/v1/post/events": (frozenset({"401"}), _UNSIGNED),
    "bao-cao/lap/": (frozenset({"403"}), _LEADERS),
    "chi-so/<slug:code>/cong-bo/": (frozenset({"403"}), _LEADERS),
    "lam-viec/chat-luong/cong-bo/": (frozenset({"403"}), _LEADERS),
    "lam-viec/quay/": (frozenset({"403"}), _PLACE),
    "lam-viec/quay/lich-hen/": (frozenset({"403"}), _PLACE),
    "lam-viec/quay/thiet-lap/": (frozenset({"403"}), _PLACE),
    "lam-viec/quay/thong-ke/": (frozenset({"403"}), _PLACE),
    "lam-viec/quay/viec/": (frozenset({"403"}), _PLACE),
    "lam-viec/thu-tien/mo/": (frozenset({"403"}), "a drawer is opened where the officer is named as cashier"),
    "nop/<uuid:draft_id>/tra-ket-qua/": (frozenset({"404"}), "reception works for the person before it; a draft that is not there is unknown"),
    "sso/introspect": (frozenset({"401"}), _PROOF),
    "sso/par": (frozenset({"401"}), _PROOF),
    "sso/revoke": (frozenset({"401"}), _PROOF),
    "sso/userinfo": (frozenset({"401"}), _PROOF),
    "tai-khoan/bao-mat/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/bao-mat/khoa/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/bao-mat/khoa/<int:pk>/go/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/bao-mat/khoa/<int:pk>/ten/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/bao-mat/khoa/them/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/bao-mat/ma-du-phong/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/bao-mat/ma-du-phong/moi/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/bao-mat/ung-dung/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/bao-mat/ung-dung/go/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/can-bo/ma-trao-tay/": (frozenset({"sign-in"}), _SECURITY),
    "tai-khoan/bi-khoa/": (frozenset({"403"}), "the page that says that an account is closed answers 403 itself"),
    "tai-khoan/can-bo/xac-nhan-lai/": (frozenset({"sign-in", "403"}), _SECURITY),
    "tai-khoan/can-bo/xac-nhan-lai-khoa/": (frozenset({"sign-in", "403"}), _SECURITY),
    "tai-khoan/to-chuc/<uuid:organisation_id>/": (frozenset({"403"}), _NOT_HIS),
    "tai-khoan/to-chuc/<uuid:organisation_id>/uy-quyen/": (frozenset({"403"}), _NOT_HIS),
    "tai-khoan/can-bo/xac-nhan-lai-ma/": (frozenset({"sign-in", "403"}), _SECURITY),
}


def ask_everybody():
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    asked = p.doors()
    clients = p.knockers(asked)
    return {(door, who): p.answer(clients[who], door) for door in asked for who in p.WHO}


def written(answers):
    """One line an address and method: what it declares, and who got which answer."""
    lines = []
    for door in sorted({door for door, _ in answers}, key=lambda d: (d.route, d.method)):
        by_answer = defaultdict(list)
        for who in p.WHO:
            by_answer[answers[door, who]].append(who)
        told = "; ".join(f"{answer} {'everybody' if len(whos) == len(p.WHO) else ' '.join(whos)}" for answer, whos in sorted(by_answer.items()))
        lines.append(f"{door.method} /{door.route} [{door.declared}] {told}")
    return "\n".join(lines) + "\n"


def differs(door, who, got):
    """Whether an answer is another than the declaration promises; a view that was reached may still say that there is no such thing."""
    wanted = p.expected(door, who)
    return got in TURNED_AWAY if wanted == "in" else got != wanted


@pytest.fixture
def _no_pictures(monkeypatch):
    """Who reaches a page is asked, not how it looks: templates draw nothing, which is most of the time."""
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_, **__: "")


@pytest.mark.xdist_group("sweeps")
@pytest.mark.timeout(900)  # about 45 s of one processor
@pytest.mark.usefixtures("_no_pictures")
def test_everybody_gets_what_the_audience_says_and_nothing_else():
    answers = ask_everybody()
    assert {d.route for (d, _), got in answers.items() if got.startswith("5")} <= NOT_CONFIGURED
    wrong = {(d.method, d.route, who, got) for (d, who), got in answers.items() if differs(d, who, got)}
    surprising = {one for one in wrong if one[3] not in DEVIATIONS.get(one[1], (frozenset(), ""))[0]}
    assert not surprising, sorted({(route, got) for _, route, _, got in surprising})
    assert not set(DEVIATIONS) - {route for _, route, _, _ in wrong}
    text = written(answers)
    if os.environ.get(RENEW):
        SNAPSHOT.write_text(text)
    assert text == SNAPSHOT.read_text(), f"who reaches what has changed: look at it, then renew with {RENEW}=1"


def test_the_oracle_knows_what_a_planted_hole_looks_like():
    door = next(d for d in p.doors() if d.kinds == ("officer",) and not d.rest)
    assert differs(door, "visitor", "2xx")
    assert differs(door, "citizen-2", "404")
    assert differs(door, "admin", "403") is ("admin" in {r.value for r in door.rule.roles} or not door.rule.roles)
