"""Two people press at the same instant: one of them did it, the other is told, and nothing happened twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from motcua.kernel.errors import NamedError
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.queries import loading


def _alone(act):
    """One press in a connection of its own: what was done, or the refusal."""
    try:
        return act()
    except NamedError as error:
        return error
    finally:
        connection.close()


def _at_once(act, times=4):
    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(lambda _: _alone(act), range(times)))


@pytest.mark.django_db(transaction=True)
def test_presses_at_the_same_instant():
    town = t.make_town()
    with t.form_is(t.frozen(town.citizen, "giay-chung-sinh")) as form:
        given = {"draft_id": form.draft_id, "procedure_code": t.BIRTH, "unit_code": t.UNIT, "actor": town.citizen, "now": t.NOW}
        refs = _at_once(lambda: api.submit(idempotency_key="same click", **given))
    assert len({ref.code for ref in refs}) == 1
    code = refs[0].code
    answers = _at_once(lambda: api.receive(code=code, actor=town.reception, now=t.NOW))
    refused = [a for a in answers if isinstance(a, NamedError)]
    assert [r.code for r in refused] == ["casework.action_not_possible"] * 3
    assert [i.kind for i in api.timeline(code=code, actor=town.reception)] == ["submitted", "received"]
    assert api.verify_chains().ok


def _warned_by_two(town, ref):
    marks = loading.state_of(Dossier.objects.get(uuid=ref.uuid)).marks
    return sum(_at_once(lambda: api.warn_due(now=marks[0]), times=2))


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(120)
def test_everybody_pulls_at_once_and_every_press_counts_once():
    """Eight people press different and the same buttons at the same instant, again and again; what happened is one clean history."""
    town = t.make_town()
    ref = t.submit(town.citizen)
    rounds = [
        [("receive", town.reception, {}), ("withdraw", town.citizen, {}), ("refuse", town.reception, {"reason": "không đủ"})],
        [("forward", town.reception, {}), ("transfer", town.reception, {"unit_code": t.OTHER_UNIT, "reason": "nhầm nơi"})],
        [("propose_result", town.appraiser, {"decision": "granted"}), ("stop", town.appraiser, {"reason": "dừng lại"})],
        [("sign_result", town.leader, {"decision": "granted"}), ("send_back", town.leader, {"reason": "xem lại"})],
    ]
    for number, presses in enumerate(rounds):
        if number == 1 and Dossier.objects.get(uuid=ref.uuid).status == 2:
            assert _warned_by_two(town, ref) == 1
        before = Dossier.objects.get(uuid=ref.uuid).last_seq
        acts = [
            lambda verb=verb, actor=actor, more=more, number=number: getattr(api, verb)(
                code=ref.code, actor=actor, now=t.NOW, idempotency_key=f"{number}", **more
            )
            for verb, actor, more in presses for _ in range(3)
        ]
        with ThreadPoolExecutor(max_workers=len(acts)) as pool:
            answers = list(pool.map(_alone, acts))
        done = {a.seq for a in answers if not isinstance(a, NamedError)}
        assert Dossier.objects.get(uuid=ref.uuid).last_seq - before == len(done)  # the same click three times is one fact
    assert api.fold_check(dossier_id=ref.uuid) == ()
    assert api.verify_chains().ok
