"""The log as an administrator reads it: entries, one entry, the check with a witness; on a desk and at 320 px."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest

from motcua.foundation.audit import adapters, api
from motcua.foundation.audit.adapters.file import FileWitness
from motcua.foundation.audit.testing import NOW, DigestSigner, act
from motcua.foundation.audit.tests.test_witness import HOUR, hours
from motcua.foundation.identity.testing import make_officer
from motcua.foundation.registers.testing import load_registers
from motcua.foundation.units.testing import load_units
from motcua.kernel.actors import Role
from tests.journeys.browser import lead_on
from tests.journeys.standing import judge, standing

pytestmark = pytest.mark.django_db
LOG = "/lam-viec/nhat-ky/"


def build(witness: FileWitness) -> Any:
    load_registers()
    load_units()
    admin = make_officer(Role.ADMIN, code="quantri")
    entry = act(3)
    hours(1)
    api.publish_roots(now=NOW + 2 * HOUR)
    return SimpleNamespace(people=(admin,), admin=admin, entry=entry)


@pytest.fixture(scope="module")
def site(browser, django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("log")
    witness = FileWitness(str(folder / "roots.jsonl"))
    with (
        patch.object(api.root_signers, "_things", {}),
        patch.object(adapters, "configured", lambda: (witness,)),
        standing(browser, django_db_blocker, folder, now=NOW + 2 * HOUR, build=lambda: (api.root_signers.add(DigestSigner()), build(witness))[1]) as stands,
    ):
        yield stands


def test_entries_one_of_them_and_the_check_with_its_witness(site):
    window, town = site
    page = window.look(town.admin, LOG, "log")
    assert "roots.jsonl" in page.inner_text("main")
    lead_on(page.locator(f"form[action$='{LOG}kiem-tra/'] button").first)
    judge(page, "log-checked")
    page = window.look(town.admin, f"{LOG}muc/{town.entry}/", "log-entry")
    assert "test.thing:3" in page.inner_text("main")
