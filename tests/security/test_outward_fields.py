"""Everything that calls out, and every column that holds an address: each goes through the one guarded way, or it is written here why not."""

from __future__ import annotations

import ast
import re

import pytest

from motcua.gateway import protocol
from motcua.kernel.public_addresses import may_reach
from tests.architecture import house

CALLERS = re.compile(r"^(httpx|requests|aiohttp|urllib\.request|urllib3|http\.client|socket|ftplib|smtplib|opentelemetry\.exporter\..+)$")
GUARDED = "motcua/kit/outward.py"
SETTING = "one address, that the operator sets; nobody else can name another"
# Module that can open a connection → why it needs no check of the address. It may only get shorter, or a reason must be found.
CALLS_OUT = {
    "channels/national/adapters/http.py": SETTING + "; papers are fetched below that address only",
    "config/processes.py": "our own processes, on this machine",
    "config/installation.py": "looks for free ports of this machine",
    "config/postgres.py": "waits for the database of this machine",
    "foundation/audit/adapters/__init__.py": "names of errors",
    "foundation/audit/adapters/http.py": SETTING + "; answers are bounded in size and time",
    "foundation/files/adapters/scanners/clamd.py": SETTING,
    "foundation/files/adapters/stores/s3.py": SETTING,
    "foundation/identity/adapters/openid.py": "providers of the installation's own list (identity/data/providers.yaml)",
    "foundation/identity/web/adapters.py": "the session of the provider's library, for the addresses of the installation's own list",
    "foundation/identity/web/ended.py": "names of errors; keys come through identity.web.adapters",
    "foundation/identity/web/openid.py": "as identity.web.adapters",
    "gateway/__main__.py": "takes over the listening socket of its parent",
    "gateway/app/message_port.py": "opens the port at which other servers call",
    "gateway/app/process.py": "as gateway.__main__; calls to providers go through gateway.app.upstream",
    "gateway/app/workers.py": "opens the listening socket for its workers, and a line to each of them",
    "gateway/protocol/client.py": "our own gateway, on the address of the settings",
    "gateway/protocol/tracing.py": "the operator's collector, on the address of the environment",
    "kit/outward.py": "the guarded way itself",
    "platform/messaging/adapters/sms.py": SETTING,
    "platform/messaging/adapters/smtp.py": SETTING,
    "platform/payments/adapters/http.py": SETTING,
    "platform/payments/adapters/payouts.py": SETTING,
    "platform/payments/adapters/platform.py": SETTING,
    "platform/payments/adapters/receipts.py": SETTING,
    "platform/signing/adapters/http.py": SETTING,
    "platform/signon/adapters/reaching.py": "names of errors; goes through kit.outward",
    "services/post/adapters/http.py": SETTING,
    "services/vault/adapters/national/http.py": SETTING + "; goes through kit.outward",
}
# Column that holds an address → the guard of whoever calls it, or that nobody does.
ADDRESSES = {
    "developers_subscription.url": "kit.outward with developers.adapters.sending.check",
    "exchange_gateway.url": "kit.outward with exchange.adapters.gateway.readiness",
    "exchange_service.base_url": "gateway.app.upstream: networks of the city by MOTCUA_EXCHANGE_NETWORKS",
    "exchange_service.description_url": "gateway.app.upstream, as base_url",
    "exchange_service.sandbox_url": "gateway.app.upstream, as base_url",
    "messaging_message.link": "a path of our own, shown; not called",
    "payments_attempt.pay_url": "told by the payment platform, opened by the payer's browser; not called",
    "signon_application.jwks_uri": "kit.outward with signon.adapters.reaching.check",
    "signon_application.logout_uri": "kit.outward with signon.adapters.reaching.check",
    "signon_grant.redirect_uri": "compared with the registered ones; the browser goes there, we do not",
}  # fmt: skip
HOLDS_ADDRESS = re.compile(r"(^|_)(url|uri|link|endpoint|href|webhook|callback)$")


def imports(text):
    """Modules that a file imports."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def callers():
    """Files of the product that could open a connection; the simulator plays the other side, tests are tests."""
    for path in sorted(house.SRC.rglob("*.py")):
        where = path.relative_to(house.SRC)
        if {"tests", "simulator", "testing.py"} & set(where.parts):
            continue
        if any(CALLERS.match(name) for name in imports(path.read_text())):
            yield str(where)


def test_nothing_calls_out_but_the_guarded_way_and_what_the_operator_named():
    assert set(callers()) == set(CALLS_OUT)


def test_every_column_with_an_address_says_who_guards_it():
    held = {f"{m._meta.db_table}.{f.name}" for m in house.own_models() for f in m._meta.concrete_fields if HOLDS_ADDRESS.search(f.name)}
    assert held == set(ADDRESSES)


def test_a_planted_caller_is_found():
    assert any(CALLERS.match(name) for name in imports("import httpx"))
    assert any(CALLERS.match(name) for name in imports("from urllib import request"))


CITY = ("10.20.0.0/16",)
SERVICE = "VN-HP/GOV/H24/one-stop/persons"


@pytest.mark.parametrize(
    ("address", "ok"),
    [("10.20.3.4", True), ("10.21.3.4", False), ("127.0.0.1", False), ("169.254.169.254", False), ("::ffff:169.254.169.254", False), ("203.162.4.190", True), ("0.0.0.0", False), ("::1", False), ("x", False)],
)  # fmt: skip
def test_providers_live_in_the_citys_networks_or_in_public(address, ok):
    assert may_reach(address, networks=CITY) is ok


@pytest.mark.parametrize("address", ["169.254.169.254", "fe80::1", "224.0.0.1", "0.0.0.0"])
def test_without_a_list_the_machines_of_clouds_stay_shut(address):
    assert not may_reach(address, networks=())
    assert may_reach("127.0.0.1", networks=())


def config(**more):
    service = {"id": SERVICE, "base_url": "http://10.20.3.4/x"} | more
    member = protocol.Member(member_class="GOV", member_code="H24", name="x", subsystems=(protocol.Subsystem(code="one-stop", name="x"),))
    return protocol.Config(instance="VN-HP", server_id="VN-HP/GOV/H24/gw1", members=(member,), services=(protocol.Service(**service),), networks=CITY)


@pytest.mark.parametrize(
    "more",
    [{"base_url": "http://127.0.0.1/x"}, {"base_url": "http://10.21.0.1/"}, {"base_url": "file:///etc/passwd"}, {"base_url": "http://u:p@10.20.3.4/"},
     {"description_url": "http://169.254.169.254/latest"}, {"description_url": "file:///etc/passwd"}, {"base_url": "http://[::1]/"}],
    ids=["loopback", "other-network", "file", "credentials", "cloud", "description-file", "six"],
)  # fmt: skip
def test_a_service_that_lives_elsewhere_is_not_registered(more):
    protocol.check_config(config())
    with pytest.raises(protocol.ConfigError):
        protocol.check_config(config(**more))


async def _connect(networks, port):
    import asyncio

    from motcua.gateway.app.upstream import Pool

    pool = Pool(("http", "localhost", port), size=1, connect_s=2, verify_tls=True, networks=networks)
    (await pool._connect(asyncio.get_running_loop().time() + 2)).close()


@pytest.mark.parametrize(("networks", "ok"), [(CITY, False), (("127.0.0.0/8", "::1/128"), True)])
def test_a_name_that_leads_elsewhere_is_hung_up_on(networks, ok):
    """The line's other end decides, so a name that answers otherwise the second time (rebinding) helps nobody."""
    import asyncio

    from motcua.gateway.app.upstream import ConnectFailed

    async def go():
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        async with server:
            await _connect(networks, server.sockets[0].getsockname()[1])

    if ok:
        asyncio.run(go())
    else:
        with pytest.raises(ConnectFailed):
            asyncio.run(go())
