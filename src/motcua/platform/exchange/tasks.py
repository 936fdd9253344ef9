"""Scheduled work of the exchange."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from motcua.kernel.actors import SYSTEM
from motcua.kit import clock
from motcua.kit.schedule import every
from motcua.platform.exchange import api
from motcua.platform.exchange.contracts import GatewayUnreachable


@every(seconds=1, name="exchange.collect")
def collect(*, now: datetime) -> None:
    """Take over the gateway's log; while the gateway is away there is nothing to take and nothing is lost."""
    try:
        api.collect(now=now, lead=clock.lead())
    except GatewayUnreachable:
        return


@every(seconds=10, name="exchange.configure")
def configure(*, now: datetime) -> None:
    """Keep the gateway's file equal to the tables, and a version of every configuration that it gets."""
    api.follow_settings(now=now)
    api.write_gateway_config(now=now)


@every(seconds=60, name="exchange.expire")
def expire(*, now: datetime) -> None:
    """End data-sharing requests whose period is over; the gateway itself refuses from that instant on."""
    api.expire_requests(now=now)


@every(seconds=3600, name="exchange.warn")
def warn(*, now: datetime) -> None:
    """Tell of certificates that end soon."""
    api.warn_of_ends(now=now)


@every(seconds=300, name="exchange.probe")
def probe(*, now: datetime) -> object:
    """Ask every connected system whether it answers, and the gateway what it says of adapters; while it is away what it said stays."""
    with suppress(GatewayUnreachable):
        api.check_adapters(actor=SYSTEM, now=now)
    answered = len(api.probe_systems(now=now).answered)
    _note(now=now)
    return answered


@every(seconds=60, name="exchange.probe_silent")
def probe_silent(*, now: datetime) -> object:
    """Ask those again that did not answer: files take a moment, and who was away is connected soon after it is back."""
    connected = {state.declared.code for state in api.systems(actor=SYSTEM, now=now) if state.connected}
    answered = len(api.probe_systems(now=now, besides=connected).answered)
    _note(now=now)
    return answered


def _note(*, now: datetime) -> None:
    """Write down who is connected now, right after everybody was asked."""
    collect(now=now)
    api.note_links(now=now)


@every(seconds=3600, name="exchange.describe")
def describe(*, now: datetime) -> None:
    """Fetch the providers' descriptions; open new services for trying out; forget counts and drafts that are too old."""
    api.fetch_descriptions(now=now)
    api.open_sandbox(now=now)
    api.sweep_counts(now=now)
    api.forget_drafts(now=now)
