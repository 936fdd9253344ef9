"""What a person does at a simulated provider, over the wire."""

from __future__ import annotations

import copy
import re
from typing import Any

import httpx
from django.test import Client

from motcua.foundation.identity.testing import Peers

YEN, LUC, DUC = "031191900000", "031077900002", "031083900004"
PROVIDERS = ("vneid", "dvcqg")


def start_of(provider: str) -> str:
    """Where a sign-in at that provider begins."""
    return f"/tai-khoan/oidc/{provider}/login/"


def use(peers: Peers, settings: Any) -> None:
    """Let the site use the running peers."""
    clients = copy.deepcopy(settings.MOTCUA_IDENTITY_CLIENTS)
    for client in clients:
        client["settings"]["server_url"] = f"{peers.url}/{client['provider_id']}"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": clients}}


def walk(address: str, cccd: str, *, agree: bool = True) -> str:
    """Choose a person, type PIN and code, agree; returns the way back."""
    provider = next(name for name in PROVIDERS if f"/{name}/" in address)
    with httpx.Client(trust_env=False) as browser:
        base = address.split(f"/{provider}/", maxsplit=1)[0]
        action = re.search(rf'action="(/{provider}/sign-in/[^"]+)"', browser.get(address).text)
        assert action
        page = browser.post(base + action[1], data={"cccd": cccd}).text
        otp = re.search(r'id="demo-otp">(\d+)<', page)
        answer = {"cccd": cccd, "pin": "123456", "otp": otp[1] if otp else "", "action": "allow" if agree else "deny"}
        return browser.post(f"{base}{action[1]}/confirm", data=answer).headers["location"]


def sign_in(client: Client, cccd: str = YEN, *, provider: str = "vneid", agree: bool = True, **form: str) -> Any:
    """The whole way: out, through the provider's pages, back."""
    started = client.post(start_of(provider), form)
    assert started.status_code == 302, started.content
    return client.get(walk(started["Location"], cccd, agree=agree))


def level_of(client: Client) -> int | None:
    """The level of the session; None for a visitor."""
    page = client.get("/tai-khoan/")
    return None if page.status_code == 302 else int(page.context["actor"].level)
