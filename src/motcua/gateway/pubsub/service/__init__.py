"""The operations of the API by area, path and method (GovStack PubSub v2, and what it leaves open: rights, dead letters, replay)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from motcua.gateway.protocol import faults
from motcua.gateway.protocol.config import Room
from motcua.gateway.protocol.faults import Fault
from motcua.gateway.protocol.messages import Header
from motcua.gateway.pubsub.broker import Broker
from motcua.gateway.pubsub.overview import OVERVIEW, overview
from motcua.gateway.pubsub.refusals import NOT_FOUND, Refusal, bad_request
from motcua.gateway.pubsub.schemas import write_json
from motcua.gateway.pubsub.service import events, kinds, letters, subscriptions
from motcua.gateway.pubsub.service.asks import Answer, Ask, Context, Fate
from motcua.gateway.pubsub.store import StoreError, StoreLostError

__all__ = ["NOT_KNOWN", "Answer", "Ask", "Fate", "answer", "away"]
logger = logging.getLogger("motcua.gateway")
Operation = Callable[..., Awaitable[Answer]]
_VERSION = "v1"
_NOT_KEPT = "Không lưu được, chưa có gì thay đổi. Nothing could be kept, nothing has changed."
NOT_KNOWN = "The event store went away; whether the request was kept is not known"
_AWAY = "The event store is not available at present: nothing has changed, ask again"
_RETRY_S = 2

# area, fixed second step ("" for none), number of free steps after it -> method -> operation
_ROUTES: dict[tuple[str, str, int], dict[str, Operation]] = {
    ("api", "eventType", 0): {"POST": kinds.create, "GET": kinds.listing},
    ("api", "eventType", 1): {"GET": kinds.get, "DELETE": kinds.delete},
    ("api", "subs", 0): {"GET": subscriptions.listing},
    ("api", "subs", 1): {
        "POST": subscriptions.create,
        "GET": subscriptions.get,
        "PATCH": subscriptions.patch,
        "DELETE": subscriptions.delete,
    },
    ("api", "rights", 0): {"GET": kinds.get_rights, "PUT": kinds.put_rights},
    ("api", "key", 0): {"GET": kinds.signing_key},
    ("api", "key", 1): {"GET": kinds.signing_key},
    ("api", "deadLetters", 1): {"GET": letters.listing, "POST": letters.revive, "DELETE": letters.drop},
    ("api", "deadLetters", 2): {"POST": letters.revive, "DELETE": letters.drop},
    ("api", "replay", 1): {"POST": letters.replay},
    ("pub", "", 1): {"POST": events.publish},
    ("pub", "", 2): {"GET": events.status, "DELETE": events.cancel},
    ("pull", "", 1): {"GET": subscriptions.pull, "POST": subscriptions.exchange},
    ("pull", "", 2): {"DELETE": subscriptions.confirm},
}


def away(fate: Fate) -> Answer:
    """The answer while nobody can be asked (503 with Retry-After), or when nobody knows what became of what was asked."""
    message = NOT_KNOWN if fate is Fate.UNKNOWN else _AWAY
    code = faults.SERVICE_BUSY
    return Answer(faults.status_of(code), fault=code, message=message, headers=[("Retry-After", str(_RETRY_S))], fate=fate)


async def answer(broker: Broker, ask: Ask) -> Answer:
    """The answer to a request; no exception leaves this function but cancellation."""
    told: list[Header] = []
    try:
        if ask.area == OVERVIEW:
            return Answer(200, write_json(overview(broker)))
        operation, steps = _find(ask)
        context = Context(broker, ask, _room(broker, ask))
        kept = await events.kept_before(context, *steps) if ask.again and operation is events.publish else None
        if kept is None:
            told = context.paced(steps[0] if steps else "")
        found = kept or await operation(context, *steps)
    except Refusal as refusal:
        found = _refused(refusal)
    except Fault as fault:
        found = Answer(faults.status_of(fault.code), fault=fault.code, message=fault.message, headers=[*fault.headers])
    except StoreLostError as error:  # the answer of the store to what was written may have been lost on its way
        logger.warning("publish/subscribe: %s", error)
        found = away(Fate.UNKNOWN)
    except StoreError as error:
        logger.warning("publish/subscribe: %s", error)
        found = Answer(500, fault=faults.INTERNAL, message=_NOT_KEPT)
    except Exception:
        logger.exception("publish/subscribe")
        found = Answer(500, fault=faults.INTERNAL, message="Internal error")
    found.headers += told
    return found


def _room(broker: Broker, ask: Ask) -> Room:
    room = broker.access.rooms.get(ask.room)
    if room is None:
        raise Fault(faults.UNKNOWN_SERVICE, f"Unknown service: {ask.room}/{ask.area}")
    return room


def _find(ask: Ask) -> tuple[Operation, tuple[str, ...]]:
    version, *rest = ask.steps or ("",)
    fixed = rest.pop(0) if ask.area == "api" and rest else ""
    methods = _ROUTES.get((ask.area, fixed, len(rest))) if version == _VERSION and all(rest) else None
    if methods is None:
        raise Refusal(NOT_FOUND, "Không có đường dẫn này.", "There is no such path.")
    operation = methods.get(ask.method)
    if operation is None:
        allowed = ", ".join(methods)
        raise bad_request(f"Đường dẫn này chỉ nhận {allowed}.", f"This path answers {allowed} only.")
    return operation, tuple(rest)


def _refused(refusal: Refusal) -> Answer:
    body = {"type": refusal.code, "message": refusal.en, "vi": refusal.vi, "en": refusal.en}
    return Answer(refusal.status, write_json(body))
