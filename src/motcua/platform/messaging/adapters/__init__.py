"""Ways out of the house: one port a channel, chosen by configuration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured

from motcua.platform.messaging import conf
from motcua.platform.messaging.adapters.demo import DemoPort
from motcua.platform.messaging.adapters.port import Attached, Outgoing, Port
from motcua.platform.messaging.adapters.sms import HttpSmsPort
from motcua.platform.messaging.adapters.smtp import SmtpPort
from motcua.platform.messaging.contracts import Channel

__all__ = ["Attached", "Outgoing", "Port", "check_config", "instead", "port_for"]

_PORTS: dict[Channel, dict[str, Port]] = {
    Channel.EMAIL: {"demo": DemoPort(Channel.EMAIL), "smtp": SmtpPort()},
    Channel.SMS: {"demo": DemoPort(Channel.SMS), "http": HttpSmsPort()},
}
_instead: dict[Channel, Port] = {}


def port_for(channel: Channel) -> Port:
    """The configured port of a channel; ImproperlyConfigured for an unknown name."""
    if channel in _instead:
        return _instead[channel]
    wanted = {Channel.EMAIL: conf.EMAIL_PORT, Channel.SMS: conf.SMS_PORT}[channel]
    port = _PORTS[channel].get(wanted)
    if port is None:
        msg = f"there is no port {wanted!r} for {channel}; there are {', '.join(_PORTS[channel])}"
        raise ImproperlyConfigured(msg)
    return port


@contextmanager
def instead(channel: Channel, port: Port) -> Iterator[Port]:
    """Use another port meanwhile (tests)."""
    _instead[channel] = port
    try:
        yield port
    finally:
        del _instead[channel]


def check_config() -> list[str]:
    """What is wrong with the ports; an empty list when nothing is."""
    problems = []
    for channel in _PORTS:
        try:
            problems += port_for(channel).check_config()
        except ImproperlyConfigured as error:
            problems.append(str(error))
    return problems
