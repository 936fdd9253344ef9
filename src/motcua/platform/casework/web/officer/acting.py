"""One address for every action: read the form, call the door, come back with what was done or with what to mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.foundation.files import api as files
from motcua.kernel.actors import Actor
from motcua.kernel.errors import Invalid, NamedError, NotFound
from motcua.kit import clock
from motcua.kit.web import actor_of, audience, language_of
from motcua.platform.casework import api as casework
from motcua.platform.casework.contracts import Change, Outcome, Verb
from motcua.platform.casework.web.officer import desk
from motcua.platform.casework.web.officer.inbox import ROLES
from motcua.platform.casework.web.officer.panels import typed_values

_MOST_DIGITS = 12  # more đồng than any fee


@audience("officer", roles=ROLES)
@require_POST
def act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Do one action on a dossier. Refused: the desk again with the refusal and everything that was typed (422, 409 or 403)."""
    if verb not in _DOES:
        raise Http404
    actor = actor_of(request)
    language = language_of(request)
    prefix = prefix_of(request, verb)
    typed = typed_values(request, prefix)
    try:
        with files.kept_if_done():
            _DOES[verb](_Form(request, prefix), code=code, actor=actor, now=clock.now())
    except NotFound:
        raise
    except Invalid as error:
        errors = {name: pair[1] if language == "en" else pair[0] for name, pair in error.fields.items()}
        return desk.page(request, code, failed=prefix, typed=typed, errors=errors, problem=error.sentence(language), status=error.status)
    except NamedError as error:
        return desk.page(request, code, failed=prefix, typed=typed, problem=error.sentence(language), status=error.status)
    messages.success(request, done_words(verb))
    return redirect("casework_desk", code=code)


def prefix_of(request: HttpRequest, verb: str) -> str:
    """The panel whose form was sent: a procedure may offer the same verb twice, to different steps."""
    given = request.POST.get("prefix", verb)
    return given if given.partition(".")[0] == verb else verb


def done_words(verb: str) -> str:
    """What was done, as the page says it."""
    return {
        Verb.RECEIVE: _("Đã tiếp nhận hồ sơ. Giấy tiếp nhận và hẹn trả kết quả đã được lập."),
        Verb.REFUSE: _("Đã từ chối tiếp nhận. Phiếu từ chối đã được lập."),
        Verb.REQUEST_SUPPLEMENT: _("Đã yêu cầu bổ sung. Thời hạn tạm dừng cho đến khi người nộp bổ sung xong."),
        Verb.EXTEND_SUPPLEMENT: _("Đã gia hạn bổ sung."),
        Verb.SUPPLY: _("Đã ghi nhận giấy tờ bổ sung. Thời hạn tính tiếp."),
        Verb.FORWARD: _("Đã chuyển hồ sơ."),
        Verb.PROPOSE_RESULT: _("Đã trình lãnh đạo ký."),
        Verb.SEND_BACK: _("Đã trả hồ sơ về bước thẩm định."),
        Verb.REQUEST_PAYMENT: _("Đã gửi yêu cầu nộp tiền. Thời hạn tạm dừng."),
        Verb.SIGN_RESULT: _("Đã ký và phát hành kết quả. Người dân nhận được trong kho giấy tờ của mình."),
        Verb.HAND_BACK: _("Đã ghi nhận trả kết quả. Hồ sơ kết thúc."),
        Verb.WITHDRAW: _("Đã ghi nhận rút hồ sơ."),
        Verb.STOP: _("Đã dừng giải quyết. Thông báo dừng đã được lập."),
    }[Verb(verb)]


class _Form:
    """The posted form of one verb, read by bare field names."""

    def __init__(self, request: HttpRequest, verb: str) -> None:
        self.request, self.verb = request, verb

    def text(self, name: str) -> str:
        return self.request.POST.get(f"{self.verb}-{name}", "").strip()

    @property
    def key(self) -> str:
        return self.request.POST.get("key", "")[:80]

    def number(self, name: str) -> int:
        digits = self.text(name).replace(".", "").replace(" ", "")
        return int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else 0

    def officer(self, name: str) -> UUID | None:
        try:
            return UUID(self.text(name))
        except ValueError:
            return None

    def decision(self) -> Outcome:
        try:
            return Outcome(self.text("decision"))
        except ValueError:
            words = ("Chọn chấp thuận hoặc không chấp thuận.", "Choose granting or denying.")
            raise Invalid(fields={"decision": words}) from None


Do = Callable[..., Change]


def _receive(form: _Form, **given: Any) -> Change:
    return casework.receive(idempotency_key=form.key, **given)


def _refuse(form: _Form, **given: Any) -> Change:
    return casework.refuse(reason=form.text("reason"), idempotency_key=form.key, **given)


def _ask(form: _Form, **given: Any) -> Change:
    return casework.request_supplement(
        items=form.text("items").splitlines(), reason=form.text("reason"), deadline_days=form.number("deadline_days"),
        idempotency_key=form.key, **given,
    )


def _extend(form: _Form, **given: Any) -> Change:
    return casework.extend_supplement(deadline_days=form.number("deadline_days"), idempotency_key=form.key, **given)


def _supply(form: _Form, *, code: str, actor: Actor, now: datetime) -> Change:
    """The desk records papers brought to the counter: each upload answers the item it stands beside."""
    papers = _papers(form, code=code, actor=actor, now=now)
    return casework.supply(code=code, papers=papers, note=form.text("note"), actor=actor, now=now, idempotency_key=form.key)


def _papers(form: _Form, *, code: str, actor: Actor, now: datetime) -> list[casework.PaperGiven]:
    """The files of a form, kept; each under the requirement that its field names."""
    if not form.request.FILES:
        return []
    owner = f"casework:{casework.dossier(code=code, actor=actor).uuid}"
    papers = []
    for field in form.request.FILES:
        upload = form.request.FILES[field]
        if isinstance(upload, list):
            continue
        requirement = field.removeprefix(f"{form.verb}-")
        name = getattr(upload, "name", "") or requirement
        kept = files.put(content=BytesIO(upload.read()), name=name, purpose="casework.paper", actor=actor, now=now, owner_ref=owner)
        papers.append(casework.PaperGiven(requirement=requirement, file_id=kept.uuid))
    return papers


def _forward(form: _Form, **given: Any) -> Change:
    return casework.forward(
        note=form.text("note"), assigned_to=form.officer("assigned_to"), to_step=form.request.POST.get("to_step", ""),
        papers=_papers(form, **given), idempotency_key=form.key, **given,
    )


def _propose(form: _Form, **given: Any) -> Change:
    return casework.propose_result(
        decision=form.decision(), note=form.text("note"), papers=_papers(form, **given), idempotency_key=form.key, **given
    )


def _send_back(form: _Form, **given: Any) -> Change:
    return casework.send_back(reason=form.text("reason"), idempotency_key=form.key, **given)


def _charge(form: _Form, **given: Any) -> Change:
    return casework.request_payment(amount=form.number("amount"), reason=form.text("reason"), idempotency_key=form.key, **given)


def _sign(form: _Form, **given: Any) -> Change:
    return casework.sign_result(decision=form.decision(), note=form.text("note"), idempotency_key=form.key, **given)


def _hand_back(form: _Form, **given: Any) -> Change:
    return casework.hand_back(note=form.text("note"), idempotency_key=form.key, **given)


def _withdraw(form: _Form, **given: Any) -> Change:
    return casework.withdraw(reason=form.text("reason"), idempotency_key=form.key, **given)


def _stop(form: _Form, **given: Any) -> Change:
    return casework.stop(reason=form.text("reason"), idempotency_key=form.key, **given)


_DOES: dict[str, Do] = {
    Verb.RECEIVE: _receive, Verb.REFUSE: _refuse, Verb.REQUEST_SUPPLEMENT: _ask, Verb.EXTEND_SUPPLEMENT: _extend, Verb.SUPPLY: _supply,
    Verb.FORWARD: _forward, Verb.PROPOSE_RESULT: _propose, Verb.SEND_BACK: _send_back, Verb.REQUEST_PAYMENT: _charge,
    Verb.SIGN_RESULT: _sign, Verb.HAND_BACK: _hand_back, Verb.WITHDRAW: _withdraw, Verb.STOP: _stop,
}
