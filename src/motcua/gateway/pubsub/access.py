"""Who may do what in a room: the configuration, and what owners have added through the API."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from motcua.gateway.core.directory import Directory
from motcua.gateway.core.paces import Bound, bound_of
from motcua.gateway.protocol.config import PubSub, Room
from motcua.gateway.protocol.identifiers import GROUP, ClientId, IdentifierError, ServiceId
from motcua.gateway.pubsub.push import Target, callback_target
from motcua.gateway.pubsub.state import State, Subscription, Topic

EVENTS = "events"  # the service of a subscriber's own subsystem that takes events when it names no address
_NONE = PubSub()


class Access:
    """The rights of one configuration, in all rooms or those of one stream; subjects are client identifiers or ``group:<name>``."""

    def __init__(self, directory: Directory, stream: str | None = None) -> None:
        config = directory.config
        self.directory, self.settings = directory, config.pubsub or _NONE
        self.rooms = {_normal(room.id): room for room in self.settings.rooms if stream in (None, room.stream)}
        self._groups = {f"{GROUP}{g.name}": frozenset(map(_normal, g.clients)) for g in config.groups}
        self._known = {str(client) for client in directory.clients}
        self._active = {str(client) for client in directory.clients if client not in directory.suspended}
        self._sandboxed = {str(client) for client in directory.clients if directory.in_sandbox(client)}
        self._bounds: dict[tuple[str, str], Bound | None] = {}
        self._sizes: dict[tuple[str, str], int] = {}
        for room_id, room in self.rooms.items():
            paced = room.pace or self.settings.pace
            self._bounds[room_id, ""] = bound_of(paced)
            for kind in room.event_types:
                self._bounds[room_id, kind.name] = bound_of(kind.pace or paced)
                self._sizes[room_id, kind.name] = kind.event_bytes or self.settings.event_bytes

    def known_subject(self, subject: str) -> bool:
        """Whether a right may be given to the subject."""
        return subject in self._groups or subject in self._known

    def owns(self, client: str, room: Room) -> bool:
        """Whether the client manages the room: the subsystem itself, and the owners."""
        return self._belongs(client, room, room.owners)

    def operates(self, client: str, room: Room) -> bool:
        """Whether the client handles the room's dead letters."""
        return self.owns(client, room) or self._belongs(client, room, self.settings.operators)

    def may_publish(self, client: str, room: Room, topic: Topic, state: State) -> bool:
        """Whether the client may publish this event type."""
        added = state.rights.get(_normal(room.id))
        return self._belongs(client, room, (*room.publishers, *topic.kind.publishers, *(added.publishers if added else ())))

    def may_subscribe(self, client: str, room: Room, topic: Topic, state: State) -> bool:
        """Whether the client may have this event type."""
        added = state.rights.get(_normal(room.id))
        return self._belongs(client, room, (*room.subscribers, *topic.kind.subscribers, *(added.subscribers if added else ())))

    def deals_with(self, client: str, room: Room, topic: Topic, state: State) -> bool:
        """Whether the client has any right in the event type."""
        return self.operates(client, room) or any(may(client, room, topic, state) for may in (self.may_publish, self.may_subscribe))

    def bound(self, room: Room, name: str) -> Bound | None:
        """What bounds each client's calls for an event type, or with an empty name its calls for none."""
        room_id = _normal(room.id)
        return self._bounds.get((room_id, name), self._bounds.get((room_id, "")))

    def event_bytes(self, room: Room, name: str) -> int:
        """How long an event of the type may be."""
        return self._sizes.get((_normal(room.id), name), self.settings.event_bytes)

    def target(self, sub: Subscription, topic: Topic, state: State) -> Target | None:
        """Where events go: the subscription's address, or the service ``events`` of the subscriber; None without a right any more."""
        room = self.rooms.get(topic.kind.room)
        about = sub.about
        if room is None or about.subscriber not in self._active or not self.may_subscribe(about.subscriber, room, topic, state):
            return None
        if about.callback:
            return callback_target(about.callback)
        route = self.directory.routes.get(ServiceId.parse(f"{about.subscriber}/{EVENTS}"))
        if route is None or not route.service.enabled:
            return None
        return Target(route.origin, route.host_header, route.url_path(""), route.service.verify_tls, route.service.provider_headers)

    def has_service(self, client: str) -> bool:
        """Whether the client has registered a service that takes events."""
        return ServiceId.parse(f"{client}/{EVENTS}") in self.directory.routes

    def _belongs(self, client: str, room: Room, subjects: Iterable[str]) -> bool:
        """Whether the client is the room itself or among the subjects; of the sandbox it belongs only to rooms that are there too."""
        room_id = _normal(room.id)
        if client in self._sandboxed and room_id not in self._sandboxed:
            return False
        return client == room_id or self._among(client, subjects)

    def _among(self, client: str, subjects: Iterable[str]) -> bool:
        return any(client in self._groups[s] if s in self._groups else _normal(s) == client for s in subjects)


def _normal(identifier: str) -> str:
    """One spelling of a client identifier; what is none stays as it is and equals no client."""
    try:
        return str(ClientId.parse(identifier))
    except IdentifierError:
        return identifier


def address_fault(url: str) -> tuple[str, str] | None:
    """Why events cannot be pushed to an address (Vietnamese, English), None when it is well-formed."""
    try:
        parts = urlsplit(url)
        well = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        well = None
    if not well or len(url) > 2000 or not url.isascii() or any(c <= " " for c in url):  # noqa: PLR2004
        return ("địa chỉ nhận không phải địa chỉ HTTP.", "the callback is not an HTTP address.")
    if parts.username or parts.password or parts.fragment:
        return ("địa chỉ nhận chỉ được gồm máy, cổng và đường dẫn.", "the callback carries more than an address.")
    return None
