"""The members and services that every installation starts with."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from motcua.kernel.actors import SYSTEM
from motcua.platform.exchange import conf
from motcua.platform.exchange.actions import configuring, registering, rights, systems, trying, versions
from motcua.platform.exchange.contracts import CITY_CODE, MEMBER_CLASS, ONE_STOP, PERSONS, POPULATION, REGISTER_CODE, SANDBOX


def load_reference(*, now: datetime) -> None:
    """The city's one-stop system, the population register with its ``persons`` service, the declared systems; repeatable.

    Writes the gateway's file.
    """
    with versions.as_one(name="reference", actor=SYSTEM, now=now, why="reference data"):
        city = registering.register_member(
            member_class=MEMBER_CLASS,
            member_code=CITY_CODE,
            name_vi="Uỷ ban nhân dân thành phố Hải Phòng",
            name_en="People's Committee of Hải Phòng City",
            actor=SYSTEM,
            now=now,
        )
        client = registering.register_subsystem(
            member=city,
            code=ONE_STOP,
            name_vi="Hệ thống thông tin giải quyết thủ tục hành chính",
            name_en="One-stop information system",
            actor=SYSTEM,
            now=now,
        )
        registering.register_subsystem(
            member=city, code=SANDBOX, name_vi="Khu thử nghiệm của trang nhà phát triển", name_en="Sandbox of the developers' pages",
            environment="sandbox", actor=SYSTEM, now=now,
        )  # fmt: skip
        service = _population(now)
        rights.register_right(
            service=service,
            client=client,
            method="GET",
            path="/*",
            purpose="Giải quyết thủ tục hành chính, không hỏi lại dữ liệu đã có",
            actor=SYSTEM,
            now=now,
        )
        systems.load_systems(now=now)
        trying.open_sandbox(now=now)
    configuring.write_gateway_config(now=now)


def _population(now: datetime) -> str:
    """The population register and its service."""
    register = registering.register_member(
        member_class=MEMBER_CLASS,
        member_code=REGISTER_CODE,
        name_vi="Cục Cảnh sát quản lý hành chính về trật tự xã hội (mô phỏng)",
        name_en="Police Department for Administrative Management of Social Order (simulated)",
        actor=SYSTEM,
        now=now,
    )
    provider = registering.register_subsystem(
        member=register,
        code=POPULATION,
        name_vi="Cơ sở dữ liệu quốc gia về dân cư",
        name_en="National population database",
        actor=SYSTEM,
        now=now,
    )
    return registering.register_service(
        subsystem=provider,
        code=PERSONS,
        base_url=conf.POPULATION_URL or f"{settings.MOTCUA_PEERS_URL}/population/v1/persons",
        name_vi="Tra cứu thông tin công dân theo số định danh",
        name_en="Look up a citizen by personal number",
        timeout_s=conf.CALL_SECONDS,
        endpoints=({"method": "GET", "path": "/*"},),
        provider_headers={"X-Provider-Secret": conf.POPULATION_SECRET},
        actor=SYSTEM,
        now=now,
    )
