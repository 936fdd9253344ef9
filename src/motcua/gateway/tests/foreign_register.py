"""A SOAP service that is not ours: spyne reads every envelope by its own schema and answers as it likes. A process of its own.

``python -W ignore -m motcua.gateway.tests.foreign_register`` serves SOAP 1.1 below ``/old`` and SOAP 1.2 below ``/new`` and says its port.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from spyne import (  # type: ignore[import-untyped]
    Application,
    Array,
    Boolean,
    ComplexModel,
    Date,
    DateTime,
    Enum,
    Fault,
    Integer,
    Service,
    Unicode,
    XmlAttribute,
    rpc,
)
from spyne import Decimal as Amount
from spyne.protocol.soap import Soap11, Soap12  # type: ignore[import-untyped]
from spyne.server.wsgi import WsgiApplication  # type: ignore[import-untyped]
from spyne.util.wsgi_wrapper import WsgiMounter  # type: ignore[import-untyped]

CARDS, TYPES = "urn:foreign:cards", "urn:foreign:types"


class Person(ComplexModel):  # type: ignore[misc]
    """What is registered; the order of elements is that of the schema."""

    __namespace__ = TYPES
    kind = XmlAttribute(Unicode(values=["new", "again"]), use="required")
    number = Unicode(pattern="[0-9]{12}", min_occurs=1, nillable=False)
    full_name = Unicode(max_len=60, min_occurs=1, nillable=False)
    born_on = Date(min_occurs=1, nillable=True)
    sex = Enum("M", "F", type_name="Sex")(min_occurs=1, nillable=False)
    married = Boolean(min_occurs=1, nillable=False)
    children = Integer(min_occurs=0, ge=0)
    income = Amount(min_occurs=0)
    seen_at = DateTime(min_occurs=0)
    places = Array(Unicode(min_occurs=1, nillable=False), min_occurs=0)


class Told(ComplexModel):  # type: ignore[misc]
    """What the caller hears: the person as it was understood, and fields of every kind."""

    __namespace__ = TYPES
    id = Unicode
    person = Person
    days = Integer
    fee = Amount
    ended_on = Date
    at = DateTime
    good = Boolean
    note = Unicode


class Caller(ComplexModel):  # type: ignore[misc]
    """A block of the header."""

    __namespace__ = CARDS
    reference = Unicode(min_occurs=1, nillable=False)


class Cards(Service):  # type: ignore[misc]
    """The operations."""

    __in_header__ = Caller

    @rpc(Person.customize(min_occurs=1, nillable=False), Unicode(min_occurs=1, nillable=True), _returns=Told)  # type: ignore[untyped-decorator]
    def register(ctx: Any, person: Any, remark: Any) -> Any:  # noqa: N805 - spyne calls it without an object
        """Tells what was understood; some names are faults."""
        if person.full_name == "FAULT":
            raise Fault("Client.Known.Twice", "Đã có thẻ <cũ>", detail={"{urn:foreign:cards}Known": {"Card": "T-1"}})
        if person.full_name == "BROKEN":
            raise RuntimeError(person.number)
        caller = ctx.in_header.reference if ctx.in_header is not None else ""
        told = Told(id=f"{caller}/{type(person.born_on).__name__}/{remark!r}", person=person, days=-7, fee=Decimal("1234567890123456789.125"))
        told.ended_on, told.at, told.good, told.note = None, datetime(2026, 11, 5, 3, 4, 5, tzinfo=UTC), True, "A & <b> “ề” \U00020000"
        return told

    @rpc(Unicode(min_occurs=1, nillable=False), Date, _returns=Array(Person))  # type: ignore[untyped-decorator]
    def find(ctx: Any, ward: Any, born_from: Any) -> Any:  # noqa: N805 - spyne calls it without an object
        """As many people as the ward says, born on that day."""
        shape = {"kind": "again", "full_name": "Lê Thị ́Ánh", "sex": "F", "married": False, "places": ["Ngô Quyền", "Lê Chân"]}
        return [Person(number=f"{n:012d}", born_on=born_from or date(2000, 2, 29), **shape) for n in range(int(ward))]

    @rpc()  # type: ignore[untyped-decorator]
    def close(ctx: Any) -> None:  # noqa: N805 - spyne calls it without an object
        """Nothing is asked and nothing is told."""


class _Crowd(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        return


def main() -> None:
    """Serve until the process ends."""
    versions = {"old": Soap11, "new": Soap12}
    apps = {
        name: Application([Cards], CARDS, name=f"cards_{name}", in_protocol=kind(validator="lxml"), out_protocol=kind())
        for name, kind in versions.items()
    }
    server = make_server("127.0.0.1", 0, WsgiMounter({name: WsgiApplication(app) for name, app in apps.items()}), _Crowd, _Silent)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main()
