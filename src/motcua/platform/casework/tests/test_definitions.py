"""Definitions: what the linter refuses, and how versions follow each other."""

from copy import deepcopy
from datetime import timedelta

import pytest

from motcua.platform.casework import api, contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.adapters import carried
from motcua.platform.casework.models import Procedure, ProcedureVersion
from motcua.platform.casework.rules.definitions import build, content_hash
from motcua.platform.casework.rules.lint import errors, lint


def document(**change):
    return {**deepcopy(carried.definition_documents()[0]), **change}


def without(verb):
    found = document()
    for step in found["steps"]:
        step["actions"] = [a for a in step.get("actions", []) if a["verb"] != verb]
    return found


def with_action(**change):
    found = document()
    found["steps"][0]["actions"][0].update(change)
    return found


def with_step(at=1, **change):
    found = document()
    found["steps"][at].update(change)
    return found


OPINION = {"key": "a", "unit": "agency:SXD", "role": "appraiser", "vi": "A", "en": "A", "clock": {"amount": 1, "unit": "working_hours"}}
TABLE = {"inputs": [{"expression": "channel"}], "outputs": [{"name": "amount"}], "rules": [{"when": ["-"], "then": ["5"]}]}


def test_the_carried_definitions_are_clean():
    assert [p for d in carried.definition_documents() for p in errors(lint(d))] == []
    assert carried.check_config() == []


@pytest.mark.parametrize(("wrong", "says"), [
    (document(procedure="abc"), "not of the form"), (document(clock={"amount": "3", "unit": "working_days"}), "whole amount"),
    (document(clock={"amount": 3, "unit": "weeks"}), "whole amount"), (document(steps=[]), "no steps"), (document(result={}), "missing"),
    (document(fees=[{"code": "A", "vi": "Phí", "amount": -5}]), "fee needs"), (document(papers=[{"key": "a"}]), "lacks a key or a name"),
    (document(papers=[{"key": "a", "vi": "A"}, {"key": "a", "vi": "B"}]), "repeats"), (with_action(to="nowhere"), "no step"),
    (with_action(verb="dance"), "no verb"), (with_action(requires=["magic"]), "not understood"), (with_action(status=10), "cannot lead"),
    (with_action(explain_vi=""), "must not be empty"), (without("forward"), "No way leads"), (without("hand_back"), "lacks “hand_back”"),
    (without("sign_result"), "cannot reach the hand-back"), (document(moon=1), "“moon” is not understood"),
    (document(supplement_days="ba"), "whole number"), (with_step(role="leader", clock={"amount": 400, "unit": "working_days"}), "longer than"),
    (with_step(2, role="admin"), "does not handle"), (with_step(3, role="appraiser"), "Only a leader"), (with_step(unit="moon"), "unit must be"),
    (with_step(1, opinions=[OPINION]), "guarded by them"), (with_action(guard="1 +", guard_vi="a", guard_en="a"), "cannot be read"),
    (with_action(guard="opinions.shut = 0", guard_vi="a", guard_en="a"), "has no “opinions.shut”"), (with_action(guard="status = 1"), "sentence"),
    (document(fee_table={"hit": "Z"}), "hit policy"), (document(fee_table={**TABLE, "outputs": [{"name": "price"}]}), "needs an output"),
    (document(fee_table=TABLE), "fee with a name"), (document(eligibility=TABLE), "needs its reasons"),
])  # fmt: skip
def test_the_linter_finds(wrong, says):
    assert any(says in p.en for p in errors(lint(wrong))), lint(wrong)


def test_a_wrong_definition_is_refused_with_every_mistake(town):
    with pytest.raises(contracts.DefinitionWrong) as refused:
        api.publish_definition(document=document(clock={}, supplement_days=0, result={}), now=t.NOW)
    assert {p.path for p in refused.value.problems} == {
        "clock.amount", "clock.unit", "supplement_days", "result.template", "result.vi", "result.en",
    }


def test_a_dossier_keeps_the_version_it_was_submitted_under(town):
    before = t.submit(town.citizen)
    api.publish_definition(document=document(clock={"amount": 9, "unit": "working_days"}), now=t.NOW)
    after = t.submit(town.citizen)
    versions = [api.dossier(code=ref.code, actor=town.citizen).definition_version for ref in (before, after)]
    assert versions == [1, 2]
    due = [api.receive(code=ref.code, actor=town.reception, now=t.NOW).due_at for ref in (before, after)]
    assert due[1] - due[0] > timedelta(days=7)


def test_loading_the_reference_again_does_not_undo_what_officers_published(town, monkeypatch):
    monkeypatch.setattr("motcua.platform.casework.adapters.carried.catalogue_text", lambda path=None: "code,name,issuer,executor,field\n")
    newer, _ = api.publish_definition(document=document(supplement_days=7), now=t.NOW)
    for _ in range(2):
        assert api.load_reference(now=t.NOW)["definitions"] == 0
    assert ProcedureVersion.objects.get(procedure__code=t.BIRTH, effective_to=None).pk == newer.pk


def test_the_same_content_is_no_new_version(town):
    version, _ = api.publish_definition(document=document(), now=t.NOW)
    assert (version.version, ProcedureVersion.objects.filter(procedure__code=t.BIRTH).count()) == (1, 1)
    assert content_hash(document()) == content_hash(dict(reversed(document().items())))


def test_any_procedure_runs_on_a_definition_derived_from_its_details(town):
    ref = t.submit(town.citizen, code=t.GENERIC)
    version = ProcedureVersion.objects.get(procedure__code=t.GENERIC)
    assert (version.generic, version.version) == (True, 1)
    assert errors(lint(version.document)) == ()
    assert api.receive(code=ref.code, actor=town.reception, now=t.NOW).due_at is not None


def test_a_changed_catalogue_gives_the_next_dossier_a_new_version(town):
    t.submit(town.citizen, code=t.GENERIC)
    row = Procedure.objects.get(code=t.GENERIC)
    row.details["channels"] = [{"channel": "Trực tuyến", "time": "2 ngày làm việc"}]
    row.save()
    t.submit(town.citizen, code=t.GENERIC)
    second = ProcedureVersion.objects.get(procedure__code=t.GENERIC, effective_to=None)
    assert second.version == 2
    assert build(second.document, version=2).clock.amount == 2
