"""Connections to a provider: none goes back to the others with octets that belong to nobody, none outlives its pool."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.gateway import protocol as gw
from motcua.gateway.app.http import Response
from motcua.gateway.app.upstream import Pool
from motcua.gateway.core.gate import Gate

from .conftest import CLIENT, SERVICE, Rig, service

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _with(talk: Talk, do: Callable[[Pool], Awaitable[None]]) -> None:
    """Do something with a pool whose provider talks like that."""

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await talk(reader, writer)
        writer.close()

    server = await asyncio.start_server(served, "127.0.0.1", 0)
    pool = Pool(("http", "127.0.0.1", server.sockets[0].getsockname()[1]), size=1, connect_s=5, verify_tls=True)
    try:
        await asyncio.wait_for(do(pool), 20)
    finally:
        pool.close()
        server.close()
        await asyncio.sleep(0.05)  # what served notices that nobody is there any more


async def _get(pool: Pool, target: str = "/", body: bytes = b"") -> Response:
    return await pool.send(method="GET", target=target, host="h", headers=[], body=body, limit=100, timeout_s=10)


def test_what_follows_an_answer_is_not_the_answer_to_the_next_call() -> None:
    """A provider that reads the body of a GET as a request of its own answers twice; half of the second answer comes with the first."""
    met: list[int] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(1)
        first = len(met) == 1
        while await reader.readuntil(b"\r\n\r\n"):
            late = b"HTTP/1.1 200 OK\r\nX-Late: 1\r\n" if first else b""
            rest = b"Content-Length: 5\r\n\r\nstale"
            writer.write(rest if len(met) == 1 and not first else b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + late)
            first = False

    async def do(pool: Pool) -> None:
        one = await _get(pool)
        two = await _get(pool)
        assert [bytes(one.body), bytes(two.body), one.headers] == [b"ok", b"ok", [("Content-Length", "2")]]

    asyncio.run(_with(talk, do))
    assert len(met) == 2


def test_a_request_hidden_in_a_body_gets_no_answer_that_others_see() -> None:
    """A provider that does not read the body of a GET takes it for a request, and answers it when the next caller has asked."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            heads = [head, await reader.readuntil(b"\r\n\r\n")] if head.startswith(b"GET /hidden") else [head]
            for one in heads:
                said = one.split()[1]
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said))

    async def do(pool: Pool) -> None:
        one = await _get(pool, "/mine", b"GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n")
        two = await _get(pool, "/yours")
        assert (bytes(one.body), bytes(two.body)) == (b"/mine", b"/yours")

    asyncio.run(_with(talk, do))


def test_a_call_that_ends_after_its_pool_leaves_no_connection() -> None:
    ended, asked, go = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await go.wait()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        with suppress(ConnectionError):
            await reader.read()
        ended.set()

    async def do(pool: Pool) -> None:
        call = asyncio.create_task(_get(pool))
        await asyncio.wait_for(asked.wait(), 5)
        pool.close()
        go.set()
        assert bytes((await call).body) == b"ok"
        await asyncio.wait_for(ended.wait(), 5)

    asyncio.run(_with(talk, do))


async def _walk(steps: list[int]) -> None:
    """A number above zero is the count of places from now on, with one more who comes; zero: somebody leaves; below: somebody gives up."""
    gate, places, inside = Gate(), 1, 0
    outside: list[asyncio.Task[bool]] = []
    for step in steps:
        if step > 0:
            places = step
            outside.append(asyncio.create_task(gate.enter(places, patience_s=60)))
        elif step == 0 and inside:
            inside -= 1
            gate.leave()
        elif step < 0 and outside:
            outside.pop(step % len(outside)).cancel()
        for _ in range(3):
            await asyncio.sleep(0)
        came = [task for task in outside if task.done()]
        outside = [task for task in outside if task not in came]
        assert all(task.result() for task in came)
        inside += len(came)
        assert (gate.busy, gate.waiting) == (inside, len(outside))
        assert not outside or inside >= places, "somebody waits beside a free place"
        assert not came or inside <= places, "more came in than there are places"
    for task in outside:
        task.cancel()
    await asyncio.gather(*outside, return_exceptions=True)
    assert (gate.busy, gate.waiting) == (inside, 0)


@given(st.lists(st.integers(-3, 4), max_size=40))
def test_as_many_are_inside_as_there_are_places_now(steps: list[int]) -> None:
    asyncio.run(_walk(steps))


def test_the_networks_of_providers_hold_from_the_moment_they_are_configured(own_rig: Rig) -> None:
    """A name passes the check of the configuration; where its connections lead is decided when they are made, by what holds then."""
    own_rig.config = replace(own_rig.config, services=(service(own_rig.config.services[0].base_url.replace("127.0.0.1", "localhost")),))
    gw.write_config(own_rig.config_path, own_rig.config)
    own_rig.start()
    assert gw.call(own_rig.url, CLIENT, SERVICE, "/x").status == 200
    own_rig.configure(networks=("10.0.0.0/8",))
    with pytest.raises(gw.ExchangeFault) as error:
        gw.call(own_rig.url, CLIENT, SERVICE, "/x")
    assert error.value.params["fault"] == "Server.ServerProxy.NetworkError"
    own_rig.configure(networks=("10.0.0.0/8", "127.0.0.0/8"))
    assert gw.call(own_rig.url, CLIENT, SERVICE, "/x").status == 200
