"""The life of definitions: drafts, days of taking force, retirement, where procedures are handed in."""

from datetime import date, timedelta

import pytest

from motcua.kernel.actors import SYSTEM
from motcua.kernel.errors import Forbidden
from motcua.platform.casework import contracts
from motcua.platform.casework import testing as t
from motcua.platform.casework.actions.definitions import (
    begin_draft,
    discard_draft,
    ensure_version,
    publish_definition,
    publish_draft,
    retire,
    save_draft,
    set_submission,
)
from motcua.platform.casework.adapters import carried
from motcua.platform.casework.contracts import lifecycle
from motcua.platform.casework.contracts.lifecycle import VersionState
from motcua.platform.casework.queries import versions
from motcua.platform.casework.queries.catalogue import procedure, receiving_units
from motcua.platform.casework.queries.listing import running_document

TODAY = date(2026, 3, 9)
LATER = date(2026, 5, 1)


def birth(**change):
    return {**next(d for d in carried.definition_documents() if d["procedure"] == t.BIRTH), **change}


def clock_on(day):
    return procedure(code=t.BIRTH, on=day).definition.clock.amount


def test_a_version_takes_force_on_its_day(town):
    publish_definition(document=birth(clock={"amount": 7, "unit": "working_days"}), now=t.NOW, effective_from=LATER)
    assert (clock_on(TODAY), clock_on(LATER - timedelta(days=1)), clock_on(LATER)) == (1, 1, 7)
    assert ensure_version(code=t.BIRTH, now=t.NOW).version == 1
    assert ensure_version(code=t.BIRTH, now=t.NOW + timedelta(days=60)).version == 2
    states = [v.state for v in versions.versions(code=t.BIRTH, on=TODAY)]
    assert states == [VersionState.SCHEDULED, VersionState.IN_FORCE]


def test_a_later_decision_drops_what_was_scheduled(town):
    publish_definition(document=birth(supplement_days=9), now=t.NOW, effective_from=LATER)
    publish_definition(document=birth(supplement_days=8), now=t.NOW, effective_from=date(2026, 4, 1))
    rules = {day: versions.in_force(versions.row_of(t.BIRTH), on=day).document["supplement_days"] for day in (TODAY, date(2026, 4, 2), LATER)}
    assert list(rules.values()) == [30, 8, 8]
    assert versions.scheduled(versions.row_of(t.BIRTH), on=TODAY).version == 3


def test_no_version_takes_force_in_the_past(town):
    with pytest.raises(lifecycle.EffectiveFromWrong):
        publish_definition(document=birth(supplement_days=9), now=t.NOW, effective_from=TODAY - timedelta(days=1))


def test_a_retired_procedure_takes_no_more_dossiers_and_those_that_run_go_on(town):
    ref = t.submit(town.citizen)
    retire(code=t.BIRTH, on=TODAY, actor=town.admin, now=t.NOW, reason="Bãi bỏ theo quyết định mới")
    with pytest.raises(lifecycle.ProcedureRetired):
        ensure_version(code=t.BIRTH, now=t.NOW)
    shown = procedure(code=t.BIRTH, on=TODAY)
    assert (shown.open_online, "ngừng áp dụng" in shown.remark) == (False, True)
    assert versions.versions(code=t.BIRTH, on=TODAY)[0].state is VersionState.RETIRED
    assert t.api.receive(code=ref.code, actor=town.reception, now=t.NOW).status is contracts.DossierStatus.RECEIVED


def test_publishing_again_takes_a_retirement_back(town):
    retire(code=t.BIRTH, on=LATER, actor=SYSTEM, now=t.NOW, reason="Thử")
    publish_definition(document=birth(supplement_days=9), now=t.NOW)
    assert ensure_version(code=t.BIRTH, now=t.NOW + timedelta(days=90)).version == 2


def test_a_draft_may_be_wrong_and_is_published_only_when_it_is_clean(town):
    begun = begin_draft(code=t.BIRTH, actor=town.admin, now=t.NOW)
    assert (begun.based_on, begun.seq) == (1, 1)
    wrong = save_draft(document={**begun.document, "supplement_days": 0}, actor=town.admin, now=t.NOW, expected=1)
    assert [p.path for p in wrong.problems if p.severity == "error"] == ["supplement_days"]
    with pytest.raises(contracts.DefinitionWrong):
        publish_draft(code=t.BIRTH, actor=town.admin, now=t.NOW)
    save_draft(document={**begun.document, "supplement_days": 5}, actor=town.admin, now=t.NOW)
    version, _ = publish_draft(code=t.BIRTH, actor=town.admin, now=t.NOW, note="Rút ngắn")
    assert (version.version, version.published_by) == (2, town.admin.ref)
    with pytest.raises(lifecycle.DraftUnknown):
        versions.draft_of(code=t.BIRTH, now=t.NOW)


def test_two_editors_notice_each_other(town):
    seen = begin_draft(code=t.BIRTH, actor=town.admin, now=t.NOW)
    save_draft(document=seen.document, actor=town.admin, now=t.NOW, expected=seen.seq)
    with pytest.raises(lifecycle.DraftStale):
        save_draft(document=seen.document, actor=town.admin, now=t.NOW, expected=seen.seq)
    discard_draft(code=t.BIRTH, actor=town.admin, now=t.NOW)
    discard_draft(code=t.BIRTH, actor=town.admin, now=t.NOW)


def test_another_template_replaces_the_steps_and_keeps_the_rest(town):
    drafted = begin_draft(code=t.BIRTH, actor=town.admin, now=t.NOW, template="ho-tich")
    assert drafted.document["papers"] == birth()["papers"]
    assert [s["key"] for s in drafted.document["steps"]][1:3] == ["registry", "entry"]
    assert not [p for p in drafted.problems if p.severity == "error"]


@pytest.mark.parametrize("who", ["reception", "leader", "operator", "citizen"])
def test_only_administrators_change_definitions(town, who):
    actor = getattr(town, who)
    for act in (
        lambda: begin_draft(code=t.BIRTH, actor=actor, now=t.NOW), lambda: publish_definition(document=birth(), now=t.NOW, actor=actor),
        lambda: retire(code=t.BIRTH, on=TODAY, actor=actor, now=t.NOW, reason="Thử"), lambda: publish_draft(code=t.BIRTH, actor=actor, now=t.NOW),
        lambda: set_submission(code=t.BIRTH, submission=NATIONAL, effective_from=TODAY, source="QĐ", actor=actor, now=t.NOW),
    ):
        with pytest.raises(Forbidden):
            act()


NATIONAL = contracts.Submission(channel=contracts.SubmissionChannel.NATIONAL, master=contracts.StatusMaster.MINISTRY)


def test_where_a_procedure_is_handed_in_follows_the_day_and_the_version(town):
    own = contracts.Submission()
    assert versions.submission_of(code=t.BIRTH, on=TODAY) == own
    set_submission(code=t.BIRTH, submission=NATIONAL, effective_from=LATER, source="CV 1", actor=town.admin, now=t.NOW)
    set_submission(code=t.BIRTH, submission=own, effective_from=LATER, source="CV 2", actor=town.admin, now=t.NOW, version=1)
    answers = [versions.submission_of(code=t.BIRTH, on=d, version=v) for d, v in ((TODAY, None), (LATER, None), (LATER, 1), (LATER, 2))]
    assert answers == [own, NATIONAL, own, NATIONAL]
    set_submission(code=t.BIRTH, submission=own, effective_from=LATER, source="CV 3", actor=town.admin, now=t.NOW)
    assert versions.submission_of(code=t.BIRTH, on=LATER) == own
    assert len(versions.submission_settings(code=t.BIRTH)) == 3


def test_a_definition_says_who_takes_it_in(town):
    publish_definition(document=birth(receiving=["agencies", t.UNIT]), now=t.NOW)
    found = receiving_units(code=t.BIRTH, on=TODAY)
    assert {u.code for u in found if u.is_commune} == {t.UNIT}
    assert any(not u.is_commune for u in found)


def test_versions_are_compared_by_stable_keys(town):
    changed = birth(supplement_days=9, form="chung", papers=[*birth()["papers"][1:], {"key": "moi", "vi": "Giấy mới"}])
    changed["steps"] = [{**s, "vi": "Bàn giao"} if s["key"] == "dispatch" else s for s in changed["steps"]]
    publish_definition(document=changed, now=t.NOW)
    found = {(d.part, d.key): d.kind.value for d in versions.diff_versions(code=t.BIRTH, a=1, b=2)}
    assert found == {
        ("paper", "giay-chung-sinh"): "removed", ("paper", "moi"): "added", ("supplement_days", "supplement_days"): "changed",
        ("form", "form"): "changed", ("step", "dispatch"): "changed",
    }
    assert versions.diff_versions(code=t.BIRTH, a=2, b=2) == ()
    with pytest.raises(lifecycle.VersionUnknown):
        versions.diff_versions(code=t.BIRTH, a=1, b=9)


def test_a_commune_takes_in_for_a_department_when_the_definition_says_so(town):
    generic = running_document(code=t.GENERIC, on=TODAY)[0]
    publish_definition(document={**generic, "receiving": ["agencies"]}, now=t.NOW)
    with pytest.raises(contracts.UnitWrong):
        t.submit(town.citizen, code=t.GENERIC)
    publish_definition(document={**generic, "receiving": ["agencies", t.UNIT]}, now=t.NOW)
    assert t.submit(town.citizen, code=t.GENERIC).code


def test_what_is_to_be_printed_must_exist(town):
    wrong = birth(result={**birth()["result"], "template": "casework/moon"})
    assert [p.path for p in versions.lint_definition(document=wrong, now=t.NOW) if p.severity == "error"] == ["result.template"]


def test_a_law_that_was_replaced_is_a_warning_from_its_day(town):
    cited = birth(legal_basis=["Nghị định 61/2018/NĐ-CP", "224/2026/NĐ-CP", "42/2022/NĐ-CP"])
    found = [p for p in versions.lint_definition(document=cited, now=t.NOW) if p.path.startswith("legal")]
    assert [(p.path, p.severity, "118/2025" in p.en) for p in found] == [("legal_basis[0]", "warning", True)]
