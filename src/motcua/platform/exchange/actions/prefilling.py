"""The population register as a source of known answers in forms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.gateway import protocol
from motcua.kernel.actors import Actor
from motcua.platform.eforms.contracts import PrefilledValue
from motcua.platform.exchange import conf, rules
from motcua.platform.exchange.actions.calling import call
from motcua.platform.exchange.contracts import MEMBER_CLASS, PERSONS, POPULATION, REGISTER_CODE, AnswerUnreadable, ServiceRefused

_OK, _NOT_FOUND = 200, 404
SERVICE = str(protocol.ServiceId(conf.INSTANCE, MEMBER_CLASS, REGISTER_CODE, POPULATION, PERSONS))


@dataclass
class PopulationPrefiller:
    """Asks the population register for the facts of the signed-in person, and for no more than the form needs."""

    key: str = POPULATION
    label_vi: str = "Cơ sở dữ liệu quốc gia về dân cư"
    label_en: str = "National population database"
    notes_readings: bool = True  # the call itself is noted

    def prefill(self, *, actor: Actor, person: Any, fields: frozenset[str], now: datetime) -> Mapping[str, PrefilledValue]:
        """The facts known of the person; none when the register does not know them.

        Raises GatewayUnreachable, ServiceRefused, AnswerUnreadable: the form goes on without (the person types).
        """
        number = str(getattr(person, "personal_number", "") or "")
        parts = rules.parts_wanted(fields)
        if not number or not parts:
            return {}
        answer = call(
            service=SERVICE,
            path=f"/{number}",
            query={"fields": ",".join(sorted(parts))},
            user_id=f"VN{number}",
            purpose="self-service",
            ground="NĐ 118/2025/NĐ-CP",
            reason="Điền sẵn biểu mẫu theo yêu cầu của chính người dân",
            subject_id=getattr(person, "uuid", None),
            facts=fields,
            actor=actor,
            now=now,
        )
        if answer.status == _NOT_FOUND:
            return {}
        if answer.status != _OK:
            raise ServiceRefused(service=PERSONS, fault=str(answer.status), detail=answer.request_id)
        if not isinstance(answer.json, Mapping) or answer.json.get("personal_number") != number:
            raise AnswerUnreadable(service=PERSONS, detail=answer.request_id)
        facts = rules.facts_of(answer.json, wanted=fields)
        return {name: PrefilledValue(value, self.label_vi, self.label_en, now) for name, value in facts.items()}
