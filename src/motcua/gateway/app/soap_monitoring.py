"""X-Road's operational monitoring for those who ask in SOAP (PR-OPMON): the exchange checks and logs the same question in REST."""

from __future__ import annotations

from urllib.parse import quote

from motcua.gateway.app.call import now_ms
from motcua.gateway.core.directory import Directory
from motcua.gateway.translate.envelopes import Opened, open_envelope
from motcua.gateway.translate.monitoring import Question, monitoring_question
from motcua.gateway.translate.offer import Speech
from motcua.gateway.translate.xroad_headers import UNDERSTOOD


def asked_monitoring(directory: Directory, raw: bytes, speech: Speech, codes: tuple[str, ...]) -> tuple[Opened, Question, str]:
    """The envelope, its question, and the target of the same question in REST; Untranslatable for an envelope that does not ask it.

    ``codes`` name the service. X-Road's monitoring is a service of the member that owns the server and has no subsystem; where REST needs
    one, the member's first stands for it.
    """
    opened = open_envelope(raw, speech.version, understood=UNDERSTOOD, encoding=speech.encoding)
    instance, member_class, member, subsystem, code = codes
    question = monitoring_question(code, opened, now_s=now_ms() // 1000)
    own = next((m for m in directory.config.members if (m.member_class, m.member_code) == (member_class, member)), None)
    if not subsystem and own is not None and own.subsystems:
        subsystem = own.subsystems[0].code
    path = "/".join(quote(part, safe="") for part in (instance, member_class, member, subsystem or "-", code))
    return opened, question, f"/r1/{path}?{question.query}"
