"""A lost device: one administrator asks, another confirms, a code handed over in person lets the officer set up new factors."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from motcua.foundation.identity import api, models
from motcua.foundation.identity.queries import factor_resets
from motcua.foundation.identity.testing import NOW, UNIT, make_delegation, make_officer, sign_in, totp
from motcua.foundation.outbox.testing import recorded
from motcua.foundation.units import testing as units_testing
from motcua.kernel.actors import Actor, ActorKind, Role
from motcua.kernel.errors import Forbidden, NamedError
from motcua.kit import clock
from motcua.kit.fields import encrypt

pytestmark = pytest.mark.django_db
SECRET = b32encode(b"0123456789abcdefghij").decode()
PASSWORD = "mot-cua-demo-2026"
SIGN_IN, HANDED, FACTORS = "/tai-khoan/can-bo/dang-nhap/", "/tai-khoan/can-bo/ma-trao-tay/", "/tai-khoan/bao-mat/"
APP, QUEUE, MINE = f"{FACTORS}ung-dung/", "/quan-tri/dat-lai-xac-thuc/", f"{FACTORS}dat-lai/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def officer() -> Actor:
    made = make_officer(Role.APPRAISER, code="thamdinh")
    account = models.Account.objects.get(username="thamdinh")
    Authenticator.objects.create(user=account, type="totp", data={"secret": encrypt(SECRET)})
    return made


@pytest.fixture
def admins() -> tuple[Actor, Actor]:
    return make_officer(Role.ADMIN, code="a"), make_officer(Role.ADMIN, code="b")


def ask(actor: Actor, officer: Actor, **change: Any) -> api.FactorReset:
    assert officer.subject_id is not None
    facts: dict[str, Any] = {"reason": "mất điện thoại", "recognised": api.Recognised.CARD, "paper": "031091000001", "now": NOW}
    return api.ask_reset(officer_id=officer.subject_id, actor=actor, **(facts | change))


def factors() -> int:
    return Authenticator.objects.filter(user__username="thamdinh").count()


def state() -> str:
    return models.FactorReset.objects.values_list("state", flat=True).latest("pk")


def told() -> list[str]:
    return [e.payload["what"] for e in recorded("identity.reset.decided.v1")]


def test_the_second_administrator_removes_them_and_every_session_ends(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    sign_in(Client(), officer)
    made = ask(admins[0], officer)
    assert (factors(), made.state, made.lapses_at) == (1, api.ResetState.ASKED, NOW + timedelta(hours=24))
    done, code = api.confirm_reset(reset_id=made.uuid, actor=admins[1], now=NOW + HOUR)
    assert (factors(), done.state, done.alone) == (0, api.ResetState.CONFIRMED, False)
    assert not models.Session.objects.filter(account__username="thamdinh", ended_at=None)
    assert recorded("identity.session.closed.v1")[-1].actor_ref == admins[1].ref
    assert recorded("identity.factor.reset.v1")[-1].payload["removed"] == 1
    assert code not in str(list(models.FactorReset.objects.values())) + str([e.payload for e in recorded()])


def test_neither_the_asker_nor_the_officer_nor_a_stranger_confirms(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    units_testing.make_unit(code="T-ELSE", name="Khác", valid_from=date(2025, 1, 1))
    strangers = [make_officer(Role.LEADER), make_officer(Role.ADMIN, code="else", unit_code="T-ELSE")]
    made = ask(admins[0], officer)
    for actor in (admins[0], officer, *strangers):
        with pytest.raises(Forbidden):
            api.confirm_reset(reset_id=made.uuid, actor=actor, now=NOW)
    assert factors() == 1


def test_no_administrator_asks_or_confirms_for_himself(admins: tuple[Actor, Actor]) -> None:
    with pytest.raises(Forbidden):
        ask(admins[0], admins[0])
    made = ask(admins[0], admins[1])
    with pytest.raises(Forbidden):
        api.confirm_reset(reset_id=made.uuid, actor=admins[1], now=NOW)


def test_whoever_administers_by_delegation_takes_no_part(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    acting = make_delegation(admins[1], make_officer(Role.LEADER), role=Role.ADMIN, kind="authorised")
    made = ask(admins[0], officer)
    with pytest.raises(Forbidden):
        api.confirm_reset(reset_id=made.uuid, actor=acting, now=NOW)


def test_an_administrator_of_a_unit_above_takes_part() -> None:
    units_testing.load_units()
    officer, city = make_officer(Role.APPRAISER, code="thamdinh"), make_officer(Role.ADMIN, code="city", unit_code="31")
    made = ask(make_officer(Role.ADMIN, code="a"), officer)
    assert [one.uuid for one in api.resets(actor=city, now=NOW)] == [made.uuid]
    assert api.confirm_reset(reset_id=made.uuid, actor=city, now=NOW)[0].state is api.ResetState.CONFIRMED


@pytest.mark.parametrize("change", [{"reason": " "}, {"paper": " "}, {"recognised": api.Recognised.BADGE, "paper": ""}], ids=["reason", "card", "badge"])
def test_a_reason_and_the_number_of_the_card_are_needed(officer: Actor, admins: tuple[Actor, Actor], change: dict[str, Any]) -> None:
    with pytest.raises(api.ResetWrong):
        ask(admins[0], officer, **change)


def test_one_waits_at_a_time_and_runs_out_of_time(officer: Actor, admins: tuple[Actor, Actor], settings: Any) -> None:
    settings.MOTCUA_RESET_HOURS = 2
    made = ask(admins[0], officer)
    with pytest.raises(api.ResetOpen):
        ask(admins[1], officer)
    late = NOW + 2 * HOUR
    with pytest.raises(api.ResetSettled):
        api.confirm_reset(reset_id=made.uuid, actor=admins[1], now=late)
    assert (api.lapse_resets(now=late - timedelta(seconds=1)), api.lapse_resets(now=late), api.lapse_resets(now=late)) == (0, 1, 0)
    assert (told(), factors()) == (["lapsed"], 1)
    ask(admins[1], officer, now=late)


def test_the_officer_stops_it_and_nobody_else_does(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    made = ask(admins[0], officer)
    for actor in admins:
        with pytest.raises(Forbidden):
            api.stop_reset(reset_id=made.uuid, actor=actor, now=NOW)
    assert api.stop_reset(reset_id=made.uuid, actor=officer, now=NOW).state is api.ResetState.STOPPED
    with pytest.raises(api.ResetSettled):
        api.confirm_reset(reset_id=made.uuid, actor=admins[1], now=NOW)
    assert (told(), factors()) == (["stopped"], 1)


def test_a_refusal_needs_a_reason(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    made = ask(admins[0], officer)
    with pytest.raises(api.ResetWrong):
        api.refuse_reset(reset_id=made.uuid, reason=" ", actor=admins[1], now=NOW)
    assert api.refuse_reset(reset_id=made.uuid, reason="chưa gặp", actor=admins[1], now=NOW).answer == "chưa gặp"
    with pytest.raises(api.ResetSettled):
        api.stop_reset(reset_id=made.uuid, actor=officer, now=NOW)


@pytest.mark.parametrize(("allowed", "second"), [(False, False), (True, True)], ids=["not allowed", "somebody else could"])
def test_nobody_is_alone_without_the_setting_or_beside_another(officer: Actor, settings: Any, allowed: bool, second: bool) -> None:
    settings.MOTCUA_RESET_ALONE = allowed
    only = make_officer(Role.ADMIN, code="a")
    if second:
        make_officer(Role.ADMIN, code="b")
    made = ask(only, officer)
    with pytest.raises(Forbidden):
        api.confirm_reset(reset_id=made.uuid, actor=only, now=NOW)


def test_a_city_of_one_administrator_may_allow_it_and_it_is_told(officer: Actor, settings: Any) -> None:
    settings.MOTCUA_RESET_ALONE = True
    only = make_officer(Role.ADMIN, code="a")
    done, _ = api.confirm_reset(reset_id=ask(only, officer).uuid, actor=only, now=NOW)
    assert done.alone
    assert recorded("identity.reset.decided.v1")[-1].payload["alone"]


def at_the_machine(*more: str) -> str:
    out = StringIO()
    call_command("reset_factors", "thamdinh", "--reason", "mất điện thoại", *more, stdout=out)
    return out.getvalue()


def test_the_only_administrator_of_a_city_gets_back_in_at_the_machine() -> None:
    only = make_officer(Role.ADMIN, code="thamdinh")
    sign_in(Client(), only)
    account = models.Account.objects.get(username="thamdinh")
    Authenticator.objects.create(user=account, type="totp", data={"secret": encrypt(SECRET)})
    said = at_the_machine("--recognised", "card", "--paper", "031091000001")
    row = models.FactorReset.objects.get()
    assert (factors(), row.state, row.alone, row.asked_by, row.decided_by) == (0, "confirmed", True, "system", "system")
    assert not models.Session.objects.filter(account=account, ended_at=None)
    assert api.use_handed_code(account_id=account.pk, code=said.rstrip().rpartition(" ")[2], now=clock.now()) == row.uuid
    assert [e.actor_ref for e in recorded("identity.reset.asked.v1")] == ["system"]


def test_what_the_machine_asks_waits_for_an_administrator_who_can_confirm(officer: Actor) -> None:
    admin = make_officer(Role.ADMIN, code="a")
    assert QUEUE in at_the_machine()
    assert (factors(), state()) == (1, "asked")
    waiting = models.FactorReset.objects.get()
    page = sign_in(Client(), admin).get(f"{QUEUE}{waiting.uuid}/").content.decode()
    assert "Người quản trị máy chủ" in page
    done, _ = api.confirm_reset(reset_id=waiting.uuid, actor=admin, now=clock.now())
    assert (factors(), done.alone) == (0, False)


@pytest.mark.parametrize(("more", "said"), [((), "waits already"), (("--recognised", "badge"), "number of the card")], ids=["open", "no number"])
def test_the_machine_says_what_is_wrong(officer: Actor, more: tuple[str, ...], said: str) -> None:
    make_officer(Role.ADMIN, code="a")
    if not more:
        at_the_machine()
    with pytest.raises(CommandError, match=said):
        at_the_machine(*more)


def test_the_table_itself_refuses_one_person_for_both(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    made = ask(admins[0], officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.FactorReset.objects.filter(uuid=made.uuid).update(state="confirmed", decided_by=admins[0].ref)


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_act_once() -> None:
    officer, asker = make_officer(Role.APPRAISER, code="thamdinh"), make_officer(Role.ADMIN, code="a")
    others = [make_officer(Role.ADMIN, code=f"b{n}") for n in range(4)]
    made = ask(asker, officer)

    def press(actor: Actor) -> object:
        try:
            return api.confirm_reset(reset_id=made.uuid, actor=actor, now=NOW)
        except NamedError as problem:
            return problem
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        answers = list(pool.map(press, others))
    assert sorted(type(a).__name__ for a in answers) == ["ResetSettled"] * 3 + ["tuple"]
    assert told() == ["confirmed"]


@pytest.fixture
def code(officer: Actor, admins: tuple[Actor, Actor]) -> str:
    """Confirmed now: the code that was handed over."""
    made = ask(admins[0], officer, now=clock.now())
    return api.confirm_reset(reset_id=made.uuid, actor=admins[1], now=clock.now())[1]


def by_password(client: Client) -> Any:
    return client.post(SIGN_IN, {"login": "thamdinh", "password": PASSWORD}, follow=True)


def test_the_code_after_the_password_lets_him_set_up_a_new_factor(client: Client, code: str) -> None:
    assert by_password(client).redirect_chain[-1][0] == HANDED
    assert client.post(HANDED, {"ma": code.lower().replace("-", " ")})["Location"] == FACTORS
    secret = client.get(APP).context["form"].secret
    client.post(APP, {"code": totp(secret)})
    assert client.get("/healthz").wsgi_request.actor.kind is ActorKind.OFFICER  # type: ignore[attr-defined]
    assert (state(), told()) == ("done", ["confirmed", "code_used", "done"])


@pytest.mark.parametrize("path", [FACTORS, APP, f"{FACTORS}khoa/them/", f"{FACTORS}ma-du-phong/moi/"])
def test_the_password_alone_sets_up_nothing(client: Client, code: str, path: str) -> None:
    by_password(client)
    for answer in (client.get(path), client.post(path, {"code": "000000"})):
        assert answer["Location"] == HANDED


def test_the_code_opens_once(client: Client, code: str) -> None:
    by_password(client)
    client.post(HANDED, {"ma": code})
    thief = Client()
    by_password(thief)
    assert thief.post(HANDED, {"ma": code}).status_code == 422
    assert thief.get(APP)["Location"] == HANDED


def test_the_code_lapses_and_a_new_request_gives_another(
    client: Client, code: str, officer: Actor, admins: tuple[Actor, Actor]
) -> None:  # fmt: skip
    models.FactorReset.objects.update(code_until=clock.now())
    by_password(client)
    assert client.post(HANDED, {"ma": code}).status_code == 422
    made = ask(admins[1], officer, now=clock.now())
    _, new = api.confirm_reset(reset_id=made.uuid, actor=admins[0], now=clock.now())
    by_password(client)
    assert client.post(HANDED, {"ma": new}).status_code == 302
    assert told().count("lapsed") == 1


def test_wrong_codes_are_counted_and_made_to_wait(client: Client, code: str) -> None:
    by_password(client)
    pages = [client.post(HANDED, {"ma": "AAAA-BBBB-CCCC"}) for _ in range(6)]
    assert "Mã trao tay không đúng" in pages[0].content.decode()
    assert "Sai quá nhiều lần" in client.post(HANDED, {"ma": code}).content.decode()


def test_the_right_code_forgets_the_wrong_ones(client: Client, code: str) -> None:
    by_password(client)
    for typed in ("AAAA-BBBB-CCCC", code):
        client.post(HANDED, {"ma": typed})
    assert not models.Attempt.objects.filter(kind="factor").exists()


def test_a_password_set_by_an_administrator_voids_the_code(client: Client, code: str, officer: Actor, admins: tuple[Actor, Actor]) -> None:
    assert officer.subject_id is not None
    api.set_password(officer_id=officer.subject_id, password=PASSWORD + "x", actor=admins[1], now=clock.now())
    client.post(SIGN_IN, {"login": "thamdinh", "password": PASSWORD + "x"})
    assert client.post(HANDED, {"ma": code}).status_code == 422


def test_pages_from_the_request_to_the_sheet(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    first, second = (sign_in(Client(), actor) for actor in admins)
    path = "/quan-tri/can-bo/thamdinh/dat-lai-xac-thuc/"
    assert set(first.post(path, {}).context["errors"]) == {"ly_do", "nhan_biet"}
    typed = {"ly_do": "Mất <b>điện thoại</b>", "nhan_biet": "card"}
    page = first.post(path, typed)
    assert (set(page.context["errors"]), b"&lt;b&gt;" in page.content) == ({"so"}, True)
    one = first.post(path, typed | {"so": "031091000001"})["Location"]
    assert "một quản trị viên khác phải xác nhận" in first.get(one).content.decode()
    assert first.post(f"{one}xac-nhan/").status_code == 403
    assert "Xác nhận, gỡ" in second.get(one).content.decode()
    assert one in second.get(QUEUE).content.decode()
    assert second.post(f"{one}khong-dong-y/", {}).status_code == 422
    sheet = second.post(f"{one}xac-nhan/")
    assert sheet.context["code"] in sheet.content.decode()
    assert "no-store" in sheet["Cache-Control"]
    assert second.post(f"{one}xac-nhan/").status_code == 409


def test_the_officer_sees_and_stops_it_on_his_own_page(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    client = sign_in(Client(), officer)
    assert "Không có yêu cầu" in client.get(MINE).content.decode()
    ask(admins[0], officer, now=clock.now())
    assert "Dừng yêu cầu này" in client.get(MINE).content.decode()
    assert client.post(MINE)["Location"] == MINE
    assert state() == "stopped"
    assert client.post(MINE).status_code == 409


def test_administrators_of_other_units_neither_see_nor_count_it(
    officer: Actor, admins: tuple[Actor, Actor], officer_client: Callable[..., Client]
) -> None:
    units_testing.make_unit(code="T-ELSE", name="Khác", valid_from=date(2025, 1, 1))
    made = ask(admins[0], officer, now=clock.now())
    elsewhere = officer_client(Role.ADMIN, code="else", unit_code="T-ELSE")
    assert elsewhere.get(f"{QUEUE}{made.uuid}/").status_code == 403
    assert elsewhere.get(QUEUE).context["waiting"] == []
    assert len(officer_client(Role.ADMIN, code="b", unit_code=UNIT).get(QUEUE).context["waiting"]) == 1


def test_an_administrator_of_one_ward_loses_none_to_the_rest_of_the_city(
    officer: Actor, admins: tuple[Actor, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    units_testing.make_unit(code="T-ELSE", name="Khác", valid_from=date(2025, 1, 1))
    made, elsewhere = ask(admins[0], officer), make_officer(Role.ADMIN, code="else", unit_code="T-ELSE")
    for n in range(3):
        ask(elsewhere, make_officer(Role.APPRAISER, code=f"o{n}", unit_code="T-ELSE"), now=NOW + HOUR)
    monkeypatch.setattr(factor_resets, "_MOST", 2)
    assert [one.uuid for one in api.resets(actor=admins[1], now=NOW + HOUR)] == [made.uuid]


def test_what_waits_stands_before_what_is_over(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    waiting = ask(admins[0], officer)
    over = ask(admins[0], make_officer(Role.LEADER), now=NOW + HOUR)
    api.refuse_reset(reset_id=over.uuid, reason="nhầm", actor=admins[0], now=NOW + HOUR)
    assert [one.uuid for one in api.resets(actor=admins[1], now=NOW + HOUR)] == [waiting.uuid, over.uuid]


@pytest.mark.parametrize("others", [0, 4])
def test_as_many_statements_for_many_officers_as_for_one(
    officer: Actor, admins: tuple[Actor, Actor], others: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for actor in (officer, *(make_officer(Role.APPRAISER, code=f"o{n}") for n in range(others))):
        ask(admins[0], actor)
    with django_assert_num_queries(4):
        assert len(api.resets(actor=admins[1], now=NOW)) == others + 1
    with django_assert_num_queries(3) as asked:
        assert factor_resets.waiting_count(actor=admins[1], now=NOW) == others + 1
    assert not any(name in str(asked.captured_queries) for name in ("reason", "paper", "answer"))


def test_ones_own_request_is_counted_only_where_one_may_confirm_it_alone(officer: Actor, settings: Any) -> None:
    settings.MOTCUA_RESET_ALONE = True
    only = make_officer(Role.ADMIN, code="a")
    ask(only, officer)
    assert factor_resets.waiting_count(actor=only, now=NOW) == 1
    other = make_officer(Role.ADMIN, code="b")
    assert [factor_resets.waiting_count(actor=actor, now=NOW) for actor in (only, other)] == [0, 1]


def test_of_an_officer_without_a_post_the_last_one_counts(officer: Actor, admins: tuple[Actor, Actor]) -> None:
    units_testing.make_unit(code="T-ELSE", name="Khác", valid_from=date(2025, 1, 1))
    elsewhere = make_officer(Role.ADMIN, code="else", unit_code="T-ELSE")
    made = ask(admins[0], officer)
    models.Position.objects.filter(officer__code="thamdinh").update(valid_to=NOW)
    assert [one.uuid for one in api.resets(actor=admins[1], now=NOW)] == [made.uuid]
    assert api.resets(actor=elsewhere, now=NOW) == ()
