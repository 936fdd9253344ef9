import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_visitors_do_not_see_the_list(client):
    assert client.get(reverse("outbox_parked")).status_code == 302


def test_visitors_do_not_replay(client):
    assert client.post(reverse("outbox_replay", args=[1])).status_code == 302
