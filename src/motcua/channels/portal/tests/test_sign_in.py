"""The choice of sign-in: comes back to this site only."""

from __future__ import annotations

import pytest

from motcua.channels.portal.web.pages import safe_next, sign_in
from motcua.kit.ui.testing import only, request_by


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/ho-so/", "/ho-so/"),
        ("/tim?q=a", "/tim?q=a"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_only_addresses_of_this_site_are_come_back_to(wanted, goes):
    assert safe_next(request_by(path="/dang-nhap/", next=wanted)) == goes


def shown(target):
    with only():
        return sign_in(request_by(path="/dang-nhap/", next=target)).content.decode()


def test_a_page_that_asked_for_sign_in_is_promised():
    assert "bạn trở lại đúng trang đó" in shown("/ho-so/")
    assert "bạn trở lại đúng trang đó" not in shown("")


def test_officers_come_first_when_the_desk_asked():
    assert "mc-ways is-officers" in shown("/lam-viec/ho-so/")
    assert "mc-ways is-officers" not in shown("/ho-so/")
