"""The demonstration's other system: the city's meetings, which the simulator runs."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from motcua.kernel.actors import SYSTEM
from motcua.platform.signon.actions.applications import register
from motcua.platform.signon.contracts import Audience, AuthMethod, Draft
from motcua.platform.signon.models import ApplicationRow

DEMO_CLIENT = "lich-hop-thanh-pho"


def load_demo(*, now: datetime) -> None:
    """Register the simulated application once; nothing outside a demonstration."""
    if not settings.MOTCUA_DEMO or ApplicationRow.objects.filter(client_id=DEMO_CLIENT).exists():
        return
    home = f"{settings.MOTCUA_PEERS_URL}/lich-hop/"
    draft = Draft(
        name_vi="Lịch họp thành phố", name_en="City meetings", unit_code="11329", contact="lich-hop@example.vn", sector="lich-hop",
        audience=Audience.BOTH, auth_method=AuthMethod.NONE, redirect_uris=(f"{home}ve",), scopes=("openid", "profile", "positions"),
        required_scopes=("profile",), consent_vi="Để gọi đúng tên bạn và ghi tên bạn vào danh sách dự họp.",
        consent_en="To call you by your name and put it on the list of a meeting.", min_level=1, logout_uri=f"{home}nghe",
        post_logout_uris=(home,),
    )  # fmt: skip
    register(draft=draft, actor=SYSTEM, now=now, client_id=DEMO_CLIENT)
