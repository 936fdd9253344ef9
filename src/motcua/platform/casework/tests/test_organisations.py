"""What a person whom an organisation authorised sees and does: within her bounds, and nothing beyond."""

from dataclasses import replace
from uuid import uuid4

import pytest

from motcua.foundation.identity import api as identity
from motcua.foundation.identity.testing import claims_of
from motcua.kernel.actors import Scope
from motcua.kernel.errors import Forbidden
from motcua.kernel.identifiers import tax_code
from motcua.platform.casework import api, policies
from motcua.platform.casework import testing as t
from motcua.platform.casework.contracts import DossierUnknown
from motcua.platform.casework.models import Dossier, Rating
from motcua.platform.casework.queries.personal import DossiersSource

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    """An organisation, its representative and two clerks, each acting for it; the clerks by the scope that a test gives."""
    t.make_town()
    signed_in = identity.sign_in_citizen(
        claims=claims_of(21, MaSoThue=tax_code(prefix="020009999"), TenDoanhNghiep="Công ty TNHH Mẫu Sông Cấm"), now=t.NOW
    )
    boss = identity.actor_of(account_id=signed_in.account_id, now=t.NOW)
    (found,) = identity.represented_by(person_id=boss.subject_id, now=t.NOW)
    return replace(boss, organisation_id=found.uuid)


def clerk(body, n=22, **scope):
    made = t.make_citizen(n)
    lists = {name: frozenset(values) for name, values in scope.items()}
    return replace(made, organisation_id=body.organisation_id, organisation_scope=Scope(**lists))


def filed(actor):
    with t.quick_papers():
        return t.submit(actor, code=t.GENERIC)


def test_the_representative_sees_all_and_a_clerk_her_own(body):
    theirs = filed(body)
    worker = clerk(body, verbs=["file"])
    own = filed(worker)
    assert {d.code for d in policies.visible_to(actor=body)} == {theirs.code, own.code}
    assert {d.code for d in policies.visible_to(actor=worker)} == {own.code}
    with pytest.raises(DossierUnknown):
        api.dossier(code=theirs.code, actor=worker)


def test_one_who_may_see_all_sees_all_of_the_named_procedures(body):
    theirs = filed(body)
    assert policies.visible_to(actor=clerk(body, verbs=["see_all"])).get().code == theirs.code
    elsewhere = clerk(body, verbs=["see_all"], procedures=["9.999999"])
    assert not policies.visible_to(actor=elsewhere).exists()


def test_the_filter_of_lists_and_the_one_of_a_row_agree(body):
    rows = [filed(a) and a for a in (body, clerk(body, verbs=["file"]))]
    assert rows
    for actor in (body, clerk(body), clerk(body, verbs=["see_all"]), clerk(body, 23, verbs=["file"]), clerk(body, procedures=["9.9"])):
        seen = set(policies.visible_to(actor=actor).values_list("pk", flat=True))
        assert seen == {row.pk for row in Dossier.objects.all() if policies.may_know(actor=actor, row=row)}


@pytest.mark.parametrize("scope", [{"verbs": ["pay"]}, {"verbs": ["file"], "procedures": ["9.999999"]}])
def test_beyond_the_bounds_nothing_is_filed(body, scope):
    with pytest.raises(Forbidden):
        filed(clerk(body, **scope))


def test_who_may_only_see_does_not_withdraw(body):
    ref = filed(body)
    watcher = clerk(body, verbs=["see_all"])
    with pytest.raises(Forbidden):
        api.withdraw(code=ref.code, actor=watcher, now=t.NOW, reason="x", idempotency_key=str(uuid4()))
    worker = clerk(body, 23, verbs=["see_all", "file"])
    assert api.withdraw(code=ref.code, actor=worker, now=t.NOW, reason="x", idempotency_key=str(uuid4()))


def test_a_clerk_acts_for_no_other_organisation(body):
    ref = filed(body)
    other = replace(clerk(body, verbs=["see_all", "file"]), organisation_id=uuid4())
    assert not policies.visible_to(actor=other).filter(code=ref.code).exists()


def test_the_copy_of_ones_data_holds_nothing_of_an_organisations_dossiers(body):
    worker = clerk(body, verbs=["file"])
    theirs, own = filed(worker), filed(replace(worker, organisation_id=None, organisation_scope=None))
    for code, text in ((theirs.code, "của công ty"), (own.code, "của tôi")):
        Rating.objects.create(dossier=Dossier.objects.get(code=code), text=text)
    told = DossiersSource().export(person_id=worker.subject_id, now=t.NOW)
    assert [d["code"] for d in told["dossiers"]] == [own.code]
    assert [d["code"] for d in told["filed_for_others"]] == [theirs.code]
    assert [r["text"] for r in told["ratings"]] == ["của tôi"]
