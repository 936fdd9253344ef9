"""Turning the keys of personal columns."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import connection

from motcua.config import keys
from motcua.foundation.identity import testing as identity
from motcua.kit import ciphers
from motcua.platform.casework import testing as t

pytestmark = pytest.mark.django_db


@pytest.fixture
def turned(settings):
    """Turns the ring: from now on another key is the newest."""

    def turn(name="second"):
        settings.MOTCUA_INDEX_KEY = settings.MOTCUA_INDEX_KEY or settings.MOTCUA_FIELD_KEYS[0]
        settings.MOTCUA_FIELD_KEYS = [name, *settings.MOTCUA_FIELD_KEYS]

    return turn


def plain(table, column):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{column}" <> \'\' ORDER BY 1')
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def dossier():
    with t.quick_papers():
        town = t.make_town()
        ref = t.submit(town.citizen, code=t.GENERIC)
    return town, ref


def test_everything_is_renewed_and_the_old_key_can_go(dossier, turned, settings, capsys):
    town, _ = dossier
    turned()
    assert keys.state() == 1
    assert keys.rotate() == 0
    settings.MOTCUA_FIELD_KEYS = settings.MOTCUA_FIELD_KEYS[:1]
    for column in keys.columns():
        for token in plain(column.table, column.name):
            ciphers.decrypt(token)
    assert town.citizen.name in [ciphers.decrypt(token) for token in plain("identity_person", "full_name")]
    assert "everything is under the newest key" in capsys.readouterr().out


def test_a_second_factor_follows(turned, settings):
    identity.make_officer(code="tiepnhan")
    account = get_user_model().objects.get(username="tiepnhan")
    Authenticator.objects.create(user=account, type="totp", data={"secret": ciphers.encrypt("JBSWY3DP")})
    turned()
    assert keys.rotate() == 0
    settings.MOTCUA_FIELD_KEYS = settings.MOTCUA_FIELD_KEYS[:1]
    assert ciphers.decrypt(Authenticator.objects.get().data["secret"]) == "JBSWY3DP"


def test_a_rotation_that_was_stopped_goes_on(dossier, turned):
    turned()
    column = next(c for c in keys.columns() if c.table == "identity_person" and c.name == "full_name")
    total = keys.stale(column)
    assert next(keys.renew(column, batch=1)) == 1
    assert keys.stale(column) == total - 1
    assert sum(keys.renew(column, batch=2)) == total - 1


def test_an_append_only_table_is_renewed_and_stays_guarded(dossier, turned):
    turned()
    assert keys.rotate() == 0
    guarded = {c.table for c in keys.columns() if c.frozen}
    assert "casework_dossier_event" in guarded
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = 'casework_dossier_event_append_only'")
        assert cursor.fetchall() == [("O",)]


def test_a_row_that_no_key_opens_is_named(dossier, turned):
    turned()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE identity_person SET email = 'g1.00000000.AAAA' WHERE id = (SELECT min(id) FROM identity_person)")
    assert keys.rotate() == 1
