"""Two people press at the same instant: one of them did it, the other is told, and nothing happened twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from motcua.kernel.errors import NamedError
from motcua.platform.casework import api
from motcua.platform.casework import testing as t


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
