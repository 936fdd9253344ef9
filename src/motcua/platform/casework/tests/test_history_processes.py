"""The past written by several processes is the past written by one."""

import pytest
from django.db import connection, transaction

from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.models import Dossier
from motcua.platform.casework.tests.test_history import whole

UNITS = (t.UNIT, t.OTHER_UNIT)


@pytest.mark.django_db(transaction=True)
def test_two_processes_write_what_one_would_and_a_second_run_adds_nothing():
    t.make_town()
    records = [whole(f"r{n}", unit_code=UNITS[n % 2]) for n in range(40)]
    first = api.import_history(records=records, now=t.NOW, processes=2)
    again = api.import_history(records=records, now=t.NOW)
    assert (first.dossiers, again.dossiers, again.skipped) == (40, 0, 40)
    assert api.verify_chains().dossiers == 40
    assert not any(api.fold_check(dossier_id=uuid) for uuid in Dossier.objects.values_list("uuid", flat=True))
    codes = list(Dossier.objects.values_list("code", flat=True))
    assert len(set(codes)) == 40
    assert not connection.in_atomic_block


@pytest.mark.django_db
def test_other_processes_refuse_to_work_behind_an_open_transaction():
    with transaction.atomic(), pytest.raises(RuntimeError):
        api.import_history(records=[whole("x")], now=t.NOW, processes=2)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_comes_back_from_another_process_with_the_record_and_its_batch_is_not_written():
    t.make_town()
    records = [whole("good"), whole("early", unit_code=UNITS[0], resolved_at=t.NOW)]
    with pytest.raises(contracts.HistoryOutOfOrder) as refused:
        api.import_history(records=records, now=t.NOW, processes=2)
    assert refused.value.params == {"key": "early"}
    assert refused.value.__notes__ == ["record early"]
    assert Dossier.objects.count() == 0
