"""A transition that is cut off at any statement leaves nothing behind; the same command afterwards does everything once."""

import pytest
from django.db import connection, transaction

from motcua.foundation.audit.testing import entries_kept
from motcua.foundation.outbox.testing import recorded
from motcua.platform.casework import api
from motcua.platform.casework import testing as t
from motcua.platform.casework.models import Dossier, DossierEvent, Opinion, Paper, Pause, Sheet
from motcua.platform.casework.tests import crossing as x
from motcua.platform.casework.tests.test_lifecycle import at_signing, received

TABLES = (Dossier, DossierEvent, Opinion, Paper, Pause, Sheet)


class Killed(Exception):
    """The process was killed here."""


class Killer:
    """Dies at the n-th statement; counts them."""

    def __init__(self, at):
        self.at, self.seen = at, 0

    def __call__(self, execute, sql, params, many, context):
        self.seen += 1
        if self.seen == self.at:
            raise Killed
        return execute(sql, params, many, context)


def everything():
    """All rows of the room, and what was told and audited."""
    kept = [tuple(sorted(str(v) for v in model.objects.values_list())) for model in TABLES]
    return kept, len(recorded()), entries_kept()


def cut_everywhere(act, *, fewest=3):
    """Run ``act`` cut off at statement 1, 2, … until it gets through; after each cut nothing has changed."""
    before = everything()
    for at in range(1, 200):
        killer = Killer(at)
        try:
            with transaction.atomic(), connection.execute_wrapper(killer):
                act()
        except Killed:
            assert everything() == before, f"something stayed after statement {at}"
            continue
        assert at > fewest
        return
    pytest.fail("never got through")


def forwarded(town):
    ref = received(town)
    return lambda: api.forward(code=ref.code, actor=town.reception, now=t.NOW, idempotency_key="k"), ref


def asked(town):
    x.publish()
    ref = t.submit(town.citizen, code=t.GENERIC)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    return lambda: api.forward(code=ref.code, actor=town.reception, now=t.NOW, idempotency_key="k"), ref


def stopped_clock(town):
    ref = received(town)
    given = {"items": ["bản sao"], "reason": "thiếu bản sao", "actor": town.reception, "now": t.NOW, "idempotency_key": "k"}
    return lambda: api.request_supplement(code=ref.code, **given), ref


def extended(town):
    ref = at_signing(town)
    return lambda: api.extend_due(code=ref.code, days=2, reason="cần thêm", actor=town.leader, now=t.NOW, idempotency_key="k"), ref


def signed(town):
    ref = at_signing(town)
    return lambda: api.sign_result(code=ref.code, decision="granted", actor=town.leader, now=t.NOW, idempotency_key="k"), ref


def parted(town):
    ref = at_signing(town)
    given = {"procedure_code": t.BIRTH, "unit_code": t.OTHER_UNIT, "actor": town.leader, "now": t.NOW, "idempotency_key": "k"}
    return lambda: api.open_sub_dossier(code=ref.code, **given), ref


@pytest.mark.timeout(120)
@pytest.mark.parametrize("story", [forwarded, asked, stopped_clock, extended, signed, parted], ids=lambda f: f.__name__)
def test_a_cut_leaves_nothing(town, story):
    act, ref = story(town)
    cut_everywhere(act)
    assert api.fold_check(dossier_id=ref.uuid) == ()
    done = Dossier.objects.get(uuid=ref.uuid).last_seq
    act()  # the same click once more
    assert Dossier.objects.get(uuid=ref.uuid).last_seq == done
