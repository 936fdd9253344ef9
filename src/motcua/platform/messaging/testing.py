"""For tests: a template, a port that remembers, fails or breaks on demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from motcua.platform.messaging.contracts import Channel, Message, MessageTemplate, TemporaryFailure, templates

SAMPLE = MessageTemplate(
    key="messaging.sample",
    subject_vi="Hồ sơ {dossier_code} đã được tiếp nhận",
    subject_en="Dossier {dossier_code} was received",
    body_vi="Chào {name}, hồ sơ {dossier_code} đã được tiếp nhận.",
    body_en="Hello {name}, dossier {dossier_code} was received.",
    sms_vi="Hồ sơ {dossier_code} đã được tiếp nhận.",
    sms_en="Dossier {dossier_code} was received.",
    link="/ho-so/{dossier_code}/",
)
PARAMS = {"dossier_code": "H24.12-260302-0001", "name": "Yến"}


@dataclass
class RecordingPort:
    """Takes messages; ``refuse`` temporary failures first, or breaks without saying whether it took the message."""

    taken: list[object] = field(default_factory=list)
    refuse: int = 0
    breaks: bool = False

    def deliver(self, message: object) -> None:
        """See ``Port``."""
        if self.refuse:
            self.refuse -= 1
            msg = "busy"
            raise TemporaryFailure(msg)
        if self.breaks:
            raise ConnectionResetError
        self.taken.append(message)

    def check_config(self) -> list[str]:
        """See ``Port``."""
        return []


@pytest.fixture
def sms() -> Iterator[RecordingPort]:
    """SMS leave through this port."""
    from motcua.platform.messaging import adapters

    port = RecordingPort()
    with adapters.instead(Channel.SMS, port):
        yield port


@pytest.fixture
def sample_template() -> MessageTemplate:
    """A registered template."""
    return templates.add(SAMPLE)


def written(*, channel: str = "", template: str = "") -> list[Message]:
    """The messages there are, oldest first, of one channel or template when given."""
    from motcua.platform.messaging import models, queries

    rows = models.Message.objects.order_by("id")
    rows = rows.filter(channel=channel) if channel else rows
    rows = rows.filter(template=template) if template else rows
    return [queries.to_message(row) for row in rows]
