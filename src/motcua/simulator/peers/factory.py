"""Put the peers together as one ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from motcua.kernel.errors import NamedError
from motcua.simulator.peers import faults as fault_switches
from motcua.simulator.peers.bank.notifier import Notifier
from motcua.simulator.peers.bank.routes import Bank
from motcua.simulator.peers.bank.signing import BankKey
from motcua.simulator.peers.budgetunits.routes import BudgetUnits
from motcua.simulator.peers.cardbatches.folders import CardBatches
from motcua.simulator.peers.civilstatus.routes import CivilStatus
from motcua.simulator.peers.conf import Settings
from motcua.simulator.peers.datanode.routes import DataNode
from motcua.simulator.peers.dvcqg.claims import DVCQG
from motcua.simulator.peers.faults import Faults
from motcua.simulator.peers.insurance.routes import Insurance
from motcua.simulator.peers.judicial.routes import Judicial
from motcua.simulator.peers.meetings.party import Party
from motcua.simulator.peers.meetings.routes import Meetings
from motcua.simulator.peers.national.desk import Desk
from motcua.simulator.peers.national.machine import Machine
from motcua.simulator.peers.national.pages import Pages
from motcua.simulator.peers.pages import error_page, page
from motcua.simulator.peers.platform.notifier import PlatformNotifier
from motcua.simulator.peers.platform.routes import Platform
from motcua.simulator.peers.population.registered import Register
from motcua.simulator.peers.population.routes import Population
from motcua.simulator.peers.post.routes import EVENT, Post
from motcua.simulator.peers.results.routes import Results
from motcua.simulator.peers.sms.routes import REPORT, Sms
from motcua.simulator.peers.store import Store
from motcua.simulator.peers.systems import routes as systems
from motcua.simulator.peers.telling import Client, Teller
from motcua.simulator.peers.timestamps.routes import TimeStamps
from motcua.simulator.peers.vneid.claims import VNEID, Shape
from motcua.simulator.peers.vneid.contracts import OAuthError
from motcua.simulator.peers.vneid.grants import Grants
from motcua.simulator.peers.vneid.keys import Keys
from motcua.simulator.peers.vneid.provider import Provider
from motcua.simulator.peers.vneid.sign_in import SignIn
from motcua.simulator.peers.witness.routes import Witness
from motcua.simulator.people import PERSONAS, person


def build(settings: Settings, *, client: Client | None = None) -> Starlette:
    """The application; ``client`` replaces the HTTP client of bank notifications (tests)."""
    store = Store(settings.data)
    faults = Faults(store)
    provider, portal_sign_on = (_provider(shape, settings=settings, store=store, faults=faults) for shape in (VNEID, DVCQG))
    bank_key = BankKey(settings.data)
    notifier = Notifier(store=store, key=bank_key, client=client)
    platform_notifier = PlatformNotifier(store=store, settings=settings, client=client)
    platform = Platform(store=store, settings=settings, faults=faults, notifier=platform_notifier)
    bank = Bank(store=store, settings=settings, faults=faults, key=bank_key, notifier=notifier)

    sms_teller = Teller(store=store, kind=REPORT, prefix="x-sms", secret=settings.sms_secret, client=client)
    post_teller = Teller(store=store, kind=EVENT, prefix="x-post", secret=settings.post_secret, client=client)
    sms = Sms(store=store, settings=settings, faults=faults, teller=sms_teller)
    post = Post(store=store, settings=settings, faults=faults, teller=post_teller)
    desk = Desk(store)
    party = Party(site=settings.site_url, own=settings.base_url, client=client or (lambda: httpx.AsyncClient(timeout=10, trust_env=False)))
    meetings = Meetings(store=store, party=party, site=settings.site_url)
    results = Results(store=store, settings=settings, faults=faults)
    card_batches = CardBatches(store=store, settings=settings, faults=faults)
    portal = Machine(store=store, settings=settings, faults=faults, desk=desk)

    app = Starlette(
        routes=[
            Route("/", _index),
            Route("/healthz", _healthz),
            Mount("/vneid", routes=[*provider.routes(), *SignIn(provider).routes()]),
            Mount("/dvcqg", routes=[*portal_sign_on.routes(), *SignIn(portal_sign_on).routes()]),
            Mount("/bank", routes=bank.routes()),
            Mount("/platform", routes=either_way(platform.routes())),
            *_registers(settings, store=store, faults=faults, client=client),
            Mount("/national", routes=[*portal.routes(), *Pages(desk=desk, faults=faults).routes()]),
            Mount("/kho-ket-qua", routes=results.routes()),
            Mount("/bhxh-lo", routes=card_batches.routes()),
            Mount("/sms", routes=sms.routes()),
            Mount("/post", routes=post.routes()),
            Mount("/witness", routes=Witness(store=store, settings=settings, faults=faults).routes()),
            *TimeStamps(settings=settings, faults=faults).routes(),
            Mount("/lich-hop", routes=meetings.routes()),
            *fault_switches.routes(faults=faults, control_key=settings.control_key),
            Mount("/static", StaticFiles(directory=Path(str(files("motcua.simulator.peers") / "static")))),
        ],
        exception_handlers={NamedError: _named_error, OAuthError: _oauth_error},
        lifespan=_running(notifier, platform_notifier, sms_teller, post_teller, card_batches, store=store),
    )
    app.state.sms_teller, app.state.post_teller = sms_teller, post_teller
    app.state.card_batches = card_batches
    app.state.platform_notifier, app.state.results = platform_notifier, results
    app.state.notifier, app.state.store, app.state.faults, app.state.provider = notifier, store, faults, provider
    return app


def _registers(settings: Settings, *, store: Store, faults: Faults, client: Client | None) -> list[Mount]:
    """Registers of other agencies, as the exchange reaches them."""
    residents = Population(settings=settings, faults=faults, register=Register(store))
    births = CivilStatus(store=store, settings=settings, faults=faults, client=client)
    offered = {
        "/population": residents.routes(),
        "/ho-tich": births.routes(),
        "/bhxh": Insurance(store=store, settings=settings, faults=faults).routes(),
        "/data-node": DataNode(store=store, settings=settings, faults=faults).routes(),
        "/systems": systems.routes(settings=settings, faults=faults),
        "/dvqhns": BudgetUnits(settings=settings, faults=faults).routes(),
        "/lltp": Judicial(store=store, settings=settings, faults=faults).routes(),
    }
    return [Mount(path, routes=either_way(routes)) for path, routes in offered.items()]


def either_way(routes: list[Route]) -> list[Route]:
    """The same addresses with a slash at the end, too: an OpenAPI client asks a service's own address as ``…/``."""
    return [*routes, *(Route(f"{one.path}/", one.endpoint, methods=sorted(one.methods or ())) for one in routes)]


def _provider(shape: Shape, *, settings: Settings, store: Store, faults: Faults) -> Provider:
    keys, grants = Keys(settings.data, peer=shape.peer), Grants(store, peer=shape.peer)
    return Provider(settings=settings, keys=keys, grants=grants, faults=faults, shape=shape)


class _Runner(Protocol):
    """A peer that does something by itself."""

    async def run(self) -> None:
        """Go on for ever."""
        ...


def _running(*tellers: _Runner, store: Store) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Whoever tells partners runs as long as the application does; the store is closed after them."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(one.run()) for one in tellers]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        store.close()

    return lifespan


async def _index(request: Request) -> Response:
    return page("index.html", people=[person(n) for n in range(len(PERSONAS))])


async def _healthz(request: Request) -> Response:
    return JSONResponse({"ok": True})


async def _named_error(request: Request, error: Exception) -> Response:
    """A refusal as a page for people, as JSON for machines."""
    assert isinstance(error, NamedError)
    if "text/html" in request.headers.get("accept", ""):
        return error_page(error)
    return JSONResponse(error.as_dict(), status_code=error.status)


async def _oauth_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, OAuthError)
    headers = {"cache-control": "no-store"}
    if error.status == 401:  # noqa: PLR2004 - RFC 6749 §5.2 asks for the header
        headers["www-authenticate"] = 'Basic realm="vneid"'
    return JSONResponse({"error": error.error, "error_description": error.description}, status_code=error.status, headers=headers)
