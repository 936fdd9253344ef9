import pytest
from django.test import Client

from motcua.foundation.identity.testing import NOW, make_citizen, make_officer, sign_in
from motcua.kernel.actors import Role
from motcua.platform.signon import testing as t


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    """The site's clock stands still; ``clock.at`` moves it."""
    from motcua.kit import clock

    monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW)
    return clock


@pytest.fixture
def app(db):
    return t.make_app()


@pytest.fixture
def lan(client, db):
    """A signed-in citizen's browser."""
    return sign_in(client, make_citizen())


@pytest.fixture
def officer(db):
    return sign_in(Client(), make_officer(Role.LEADER))


@pytest.fixture
def admin(db):
    return sign_in(Client(), make_officer(Role.ADMIN))


@pytest.fixture
def later(monkeypatch):
    """Move the site's clock forward."""

    def move(delta):
        monkeypatch.setattr("motcua.kit.clock._provider", lambda: NOW + delta)
        return NOW + delta

    return move
