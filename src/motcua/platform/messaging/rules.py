"""Pure decisions of messaging: texts filled in, addresses, when to try again."""

from __future__ import annotations

from datetime import timedelta

from motcua.kernel.text import fold
from motcua.platform.messaging.contracts import Channel, MessageTemplate, Parameters, ParametersMissing, RenderedMessage

_LONGEST_PAUSE = timedelta(minutes=30)
MOST_SEGMENTS = 3
_ONE_GSM, _PART_GSM = 160, 153  # characters of 7 bits: alone, and as a part of several (GSM 03.40)
_ONE_UCS2, _PART_UCS2 = 70, 67  # units of 16 bits
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")  # sent as two characters (GSM 03.38, extension table)
STUCK_AFTER = timedelta(minutes=5)
"""How long a port may keep a message before its fate counts as unknown."""


def fill(template: MessageTemplate, params: Parameters) -> RenderedMessage:
    """The texts of a message; ``ParametersMissing`` names what is not given. Parameters are data, never read as a text of their own."""
    missing = sorted(template.parameters - set(params))
    if missing:
        raise ParametersMissing(key=template.key, names=", ".join(missing))
    return RenderedMessage(
        subject_vi=template.subject_vi.format_map(params),
        subject_en=template.subject_en.format_map(params),
        body_vi=template.body_vi.format_map(params),
        body_en=template.body_en.format_map(params),
        sms=(template.sms_vi or template.subject_vi).format_map(params),
        link=template.link.format_map(params),
    )


def sms_text(text: str, *, is_ascii: bool) -> str:
    """A text as it goes out by SMS: one line, cut to ``MOST_SEGMENTS``, and without diacritics when asked for (case is kept)."""
    line = " ".join(text.split())
    if is_ascii:
        line = "".join(_plain(character) for character in line)
    while segments(line)[1] > MOST_SEGMENTS:
        line = line[:-1]
    return line


def segments(text: str) -> tuple[str, int]:
    """How the network carries a text: its alphabet (``gsm7`` or ``ucs2``) and in how many parts; a character is never split."""
    if all(c in _GSM or c in _GSM_TWICE for c in text):
        return "gsm7", _parts([2 if c in _GSM_TWICE else 1 for c in text], alone=_ONE_GSM, part=_PART_GSM)
    return "ucs2", _parts([2 if ord(c) > 0xFFFF else 1 for c in text], alone=_ONE_UCS2, part=_PART_UCS2)  # noqa: PLR2004 - surrogates


def _parts(sizes: list[int], *, alone: int, part: int) -> int:
    if sum(sizes) <= alone:
        return 1
    count, room = 1, part
    for size in sizes:
        if size > room:
            count, room = count + 1, part
        room -= size
    return count


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 15 s, 30 s, 1 min … 30 min."""
    return min(timedelta(seconds=15) * 2.0 ** (attempts - 1), _LONGEST_PAUSE)


def address_for(channel: Channel, *, phone: str, email: str) -> str:
    """Where a channel leads for a person with these contacts; empty when nowhere."""
    return {Channel.SMS: phone, Channel.EMAIL: email, Channel.INAPP: "inapp"}[channel]


def mask(address: str) -> str:
    """An address as lists show it: ``010•••••01``, ``n•••@congdan.example``."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}•••@{domain}"
    return f"{address[:3]}•••••{address[-2:]}" if len(address) > 5 else "•••"  # noqa: PLR2004 - nothing to show of a short one


def _plain(character: str) -> str:
    bare = fold(character)
    bare = bare.upper() if character.isupper() else bare
    return bare if bare.isascii() else "?"
