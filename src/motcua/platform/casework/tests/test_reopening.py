"""After the result: revoked, corrected, appealed against; parts of a dossier; another version."""

from datetime import timedelta

import pytest

from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierStatus, Outcome, Relation
from motcua.platform.casework.models import Dossier, ProcedureVersion
from motcua.platform.casework.tests import crossing as x
from motcua.platform.casework.tests.test_lifecycle import at_signing, received

DAY = timedelta(days=1)


def resolved(town, *, hand_back=False):
    ref = at_signing(town)
    api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW)
    if hand_back:
        api.hand_back(code=ref.code, actor=town.reception, now=t.NOW)
    return ref


@pytest.mark.parametrize("hand_back", [False, True])
def test_a_revoked_result_stays_on_record_and_is_decided_anew(town, hand_back):
    ref = resolved(town, hand_back=hand_back)
    with pytest.raises(Forbidden):
        api.revoke_result(code=ref.code, reason="sai tên", actor=town.appraiser, now=t.NOW)
    change = api.revoke_result(code=ref.code, reason="Sai tên người được cấp", actor=town.leader, now=t.NOW + DAY)
    assert (change.status, change.step) == (DossierStatus.PROCESSING, "appraisal")
    with pytest.raises(contracts.ResultNotReady):
        api.result_file(code=ref.code, actor=town.citizen)
    api.propose_result(code=ref.code, decision=Outcome.GRANTED, actor=town.appraiser, now=t.NOW + DAY)
    api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW + DAY)
    dossier = api.dossier(code=ref.code, actor=town.citizen)
    assert (len(dossier.revoked_results), dossier.result.signed_at, dossier.handed_back_at) == (1, t.NOW + DAY, None)
    assert api.timeline(code=ref.code, actor=town.citizen)[-3].note == "Sai tên người được cấp"


def test_the_time_after_issue_does_not_count_against_the_office(town):
    ref = resolved(town)
    before = api.dossier(code=ref.code, actor=town.leader).due_at
    change = api.revoke_result(code=ref.code, reason="Sai tên", actor=town.leader, now=t.NOW + 7 * DAY)
    assert change.due_at - before == 7 * DAY


def test_a_correction_is_signed_again_at_once(town):
    ref = resolved(town, hand_back=True)
    assert api.correct(code=ref.code, reason="Nhầm ngày sinh", actor=town.leader, now=t.NOW).step == "signing"
    with pytest.raises(contracts.ActionNotPossible):
        api.correct(code=ref.code, reason="Nhầm lần nữa", actor=town.leader, now=t.NOW)


def test_an_appeal_without_a_procedure_is_a_fact_with_an_address(town):
    running = ProcedureVersion.objects.get(procedure__code=t.BIRTH, effective_to=None).document
    api.publish_definition(document={**running, "appeal_procedure": ""}, now=t.NOW)
    ref = resolved(town)
    assert api.appeal(code=ref.code, text="Kết quả không đúng", actor=town.citizen, now=t.NOW).code == ref.code
    with pytest.raises(contracts.AppealTwice):
        api.appeal(code=ref.code, text="Kết quả không đúng", actor=town.citizen, now=t.NOW)


def test_an_appeal_becomes_a_dossier_where_the_city_has_the_procedure(town):
    x.publish(appeal_procedure=t.BIRTH)
    ref = t.submit(town.citizen, code=t.GENERIC)
    with pytest.raises(contracts.ActionNotPossible):
        api.appeal(code=ref.code, text="Chưa có quyết định", actor=town.citizen, now=t.NOW)
    api.refuse(code=ref.code, reason="Không thuộc thẩm quyền", actor=town.reception, now=t.NOW)
    with pytest.raises(Forbidden):
        api.appeal(code=ref.code, text="Tôi không đồng ý", actor=town.reception, now=t.NOW)
    made = api.appeal(code=ref.code, text="Tôi không đồng ý", actor=town.citizen, now=t.NOW, idempotency_key="k")
    assert api.appeal(code=ref.code, text="Tôi không đồng ý", actor=town.citizen, now=t.NOW, idempotency_key="k").code == made.code
    (other,) = api.related(code=made.code, actor=town.citizen)
    assert (other.relation, other.code) == (Relation.APPEALED, ref.code)
    assert api.related(code=ref.code, actor=town.citizen)[0].relation is Relation.APPEAL


def with_part(town):
    ref = at_signing(town)
    api.open_sub_dossier(code=ref.code, procedure_code=t.GENERIC, unit_code=t.OTHER_UNIT, actor=town.leader, now=t.NOW)
    (part,) = api.related(code=ref.code, actor=town.leader)
    return ref, part


def test_a_part_holds_the_signature_until_it_is_done(town):
    ref, part = with_part(town)
    assert (part.relation, part.unit_code, part.status) == (Relation.CHILD, t.OTHER_UNIT, 1)
    with pytest.raises(contracts.SubDossierOpen):
        api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW)
    api.refuse(code=part.code, reason="Không cần thiết", actor=town.stranger, now=t.NOW)
    assert api.close_part(dossier_id=part.uuid, now=t.NOW)
    assert not api.close_part(dossier_id=part.uuid, now=t.NOW)  # told twice
    assert api.sign_result(code=ref.code, decision=Outcome.GRANTED, actor=town.leader, now=t.NOW).status == 9


def test_parts_end_with_the_dossier_they_belong_to(town):
    ref, part = with_part(town)
    api.withdraw(code=ref.code, actor=town.citizen, now=t.NOW)
    assert api.close_part(dossier_id=ref.uuid, now=t.NOW)
    assert api.dossier(code=part.code, actor=SYSTEM).status is DossierStatus.WITHDRAWN
    api.close_part(dossier_id=part.uuid, now=t.NOW)


def test_another_version_is_shown_before_it_is_taken(town):
    x.publish()
    ref = t.submit(town.citizen, code=t.GENERIC)
    api.receive(code=ref.code, actor=town.reception, now=t.NOW)
    x.publish(clock={"amount": 20, "unit": "working_days"})
    preview = api.rebase_preview(code=ref.code, actor=town.leader, now=t.NOW)
    assert (preview.to_version - preview.from_version, preview.obstacles) == (1, ())
    (clock,) = [d for d in preview.differences if d.part == "clock"]
    assert "20" in clock.after
    change = api.rebase(code=ref.code, to_version=preview.to_version, actor=town.leader, now=t.NOW)
    row = Dossier.objects.get(uuid=ref.uuid)
    assert (row.definition.version, row.limit_amount, change.due_at) == (preview.to_version, 20, row.due_at)
    with pytest.raises(contracts.RebaseRefused):
        api.rebase(code=ref.code, to_version=preview.to_version, actor=town.leader, now=t.NOW)


def test_a_version_without_the_step_is_refused(town):
    x.publish()
    ref = x.at_department(town)
    made = x.document(clock={"amount": 20, "unit": "working_days"})
    for step in made["steps"]:
        step["key"] = step["key"].replace("appraisal", "study")
        for action in step.get("actions", []):
            action["to"] = action["to"].replace("appraisal", "study")
    api.publish_definition(document=made, now=t.NOW)
    people = x.officers()
    assert api.rebase_preview(code=ref.code, actor=people["SXD.leader"], now=t.NOW).obstacles
    with pytest.raises(contracts.RebaseRefused):
        api.rebase(code=ref.code, to_version=0, actor=people["SXD.leader"], now=t.NOW)


def test_the_page_reads_the_row_and_its_history_once(town, django_assert_max_num_queries):
    ref = received(town)
    with django_assert_max_num_queries(25):
        page = api.dossier_page(code=ref.code, actor=town.reception, now=t.NOW)
    assert (page.dossier.code, page.sheets, next(a.verb for a in page.actions)) == (ref.code, {2: "mau-01"}, "forward")
    assert {"assign", "transfer", "extend_due"} <= {a.verb for a in page.beside}
