"""What an installation knows of a dossier, and what must hold at the end of every journey."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.journeys.inside import Inside
from tests.journeys.people import Somebody, wait_for

_FACTS = """
from zoneinfo import ZoneInfo
def local(at):
    return at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).isoformat(timespec="minutes")[:16] if at else ""
who = identity.officer_actor(code=officer, now=clock.now())
found = casework.dossier(code=code, actor=who)
answer = {
    "status": int(found.status), "step": found.step, "due": local(found.due_at), "received": local(found.received_at), "fee": found.fee_amount,
    "owing": found.waiting_for_fee, "uuid": str(found.uuid), "unit": found.unit_code,
    "events": [str(item.kind) for item in casework.timeline(code=code, actor=who)],
}
"""
_ORDER = """
who = identity.officer_actor(code=officer, now=clock.now())
found = casework.dossier(code=code, actor=who)
said = casework.verify_chains()
answer = {"fold": list(casework.fold_check(dossier_id=found.uuid)), "chains": said.ok, "parked": outbox.lag(now=clock.now()).parked}
"""


def facts_of(inside: Inside, code: str, *, officer: str = "tiepnhan") -> dict[str, Any]:
    """Status, step, due instant (of Vietnam), fee and the kinds of the events, first to last."""
    return dict(inside.ask(_FACTS, code=code, officer=officer))


def all_in_order(inside: Inside, code: str, *, officer: str = "tiepnhan") -> None:
    """The row is the fold of its history, every chain holds, and no event was parked."""
    assert inside.ask(_ORDER, code=code, officer=officer) == {"fold": [], "chains": True, "parked": 0}


def fetched(who: Somebody, path: str) -> bytes:
    """A file of the site, with the session of the person."""
    answer = who.page.request.get(who.base + path)
    assert answer.ok, f"{path}: {answer.status}"
    return answer.body()


def signed(content: bytes, folder: Path, *, signatures: int = 1) -> str:
    """A reader that is not ours finds so many valid signatures over the document; its words are returned."""
    assert content.startswith(b"%PDF-")
    tool = shutil.which("pdfsig")
    assert tool, "pdfsig (poppler-utils) is missing"
    path = folder / "judged.pdf"
    path.write_bytes(content)
    said = subprocess.run([tool, "-nocert", str(path)], capture_output=True, text=True, check=False).stdout
    assert said.count("Signature is Valid") >= signatures, said
    return said


def settled(inside: Inside, code: str, *, officer: str = "tiepnhan") -> dict[str, Any]:
    """Wait until casework has heard that the money is there; the facts then."""

    def paid() -> dict[str, Any] | None:
        found = facts_of(inside, code, officer=officer)
        return None if found["owing"] else found

    return dict(wait_for(paid, what=f"{code}: the fee is settled"))
