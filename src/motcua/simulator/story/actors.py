"""The people of the story and how they sign in."""

from __future__ import annotations

import time
from dataclasses import dataclass

from bs4 import Tag

from motcua.simulator.codes import totp_now
from motcua.simulator.people import Person as Resident
from motcua.simulator.story.browser import Person, StoryFailed

_TOTP_STEP = 30


@dataclass(frozen=True, slots=True)
class OfficerLogin:
    """What an officer types: user name, password and the secret of the authenticator application."""

    username: str
    password: str
    totp_secret: str


def sign_in_citizen(person: Person, resident: Resident, *, next_path: str = "/") -> None:
    """Through the sign-in page to VNeID, choose the resident, type PIN and code, agree, and come back."""
    person.get(f"/dang-nhap/?next={next_path}")
    person.submit(form='form[action*="/tai-khoan/oidc/vneid"]')
    if person.page.select_one('form[action*="/tai-khoan/oidc/vneid"]'):  # the page that says what will be shared
        person.submit(form='form[action*="/tai-khoan/oidc/vneid"]')
    forms = [f for f in person.page.select("form") if f.select_one('input[name="cccd"][type="text"]')]
    if not forms:
        raise StoryFailed(f"{person.url}: VNeID does not ask who signs in: {person.text[:300]}")
    person.submit({"cccd": resident.cccd}, form='form:has(input[name="cccd"][type="text"])')
    pin, otp = own_name(person.one("#demo-pin")), own_name(person.one("#demo-otp"))
    person.submit({"pin": pin, "otp": otp}, form='form:has(input[name="pin"])', button="action=allow")
    if "/vneid/" in person.url:
        raise StoryFailed(f"{resident.full_name} is not signed in: {person.text[:300]}")


def sign_in_officer(person: Person, login: OfficerLogin) -> None:
    """User name and password, then the one-time code; a code that was just used is waited out, as a person would."""
    person.get("/tai-khoan/can-bo/dang-nhap/?next=/lam-viec/")
    person.submit({"login": login.username, "password": login.password}, form='form:has(input[name="login"])')
    code = totp_now(login.totp_secret)
    person.submit({"code": code}, form='form:has(input[name="code"])')
    if person.page.select_one('form input[name="code"]') and "xac-thuc" in person.url:
        time.sleep(_TOTP_STEP - time.time() % _TOTP_STEP + 0.2)
        person.submit({"code": totp_now(login.totp_secret)}, form='form:has(input[name="code"])')
    if "/tai-khoan/" in person.url:
        raise StoryFailed(f"{login.username} is not signed in: {person.text[:300]}")


def own_name(element: Tag) -> str:
    """Words of an element on one line."""
    return " ".join(element.get_text(" ").split())
