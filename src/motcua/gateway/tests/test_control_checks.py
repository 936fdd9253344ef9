"""A configuration whose controls cannot hold is refused, with a sentence that names what and where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from motcua.gateway import protocol as gw

from .conftest import CLIENT, config, service

BASE = "http://127.0.0.1:8000/api"
RIGHT = gw.Right(subject=str(CLIENT))


def of_service(**changes: object) -> gw.Config:
    return replace(config(BASE), services=(service(BASE, **changes),), networks=("127.0.0.0/8",))


def of_right(**changes: object) -> gw.Config:
    return of_service(rights=(replace(RIGHT, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (of_service(at_once=-1), "at_once"),
        (of_service(pace=gw.Pace(per_second=-1)), "per_second"),
        (of_service(pace=gw.Pace(per_second=float("inf"))), "per_second"),
        (of_service(pace=gw.Pace(per_second=float("nan"))), "per_second"),
        (of_service(pace=gw.Pace(per_second=1e-9)), "per_day"),
        (of_service(pace=gw.Pace(per_second=1, burst=-1)), "burst"),
        (of_service(pace=gw.Pace(burst=5, per_day=5)), "burst needs per_second"),
        (of_service(pace=gw.Pace(per_day=-1)), "per_day"),
        (of_service(breaker=gw.Breaker(failures=-1)), "failures"),
        (of_service(breaker=gw.Breaker(failures=1, open_s=0)), "open_s"),
        (of_service(breaker=gw.Breaker(failures=1, open_s=float("nan"))), "open_s"),
        (of_service(breaker=gw.Breaker(failures=1, statuses=(404,))), "statuses"),
        (of_service(canary=gw.Canary(base_url=BASE, percent=101)), "percent"),
        (of_service(canary=gw.Canary(base_url=BASE, percent=-1)), "percent"),
        (of_service(canary=gw.Canary(base_url="http://169.254.169.254/")), "no network"),
        (of_service(canary=gw.Canary(base_url="http://10.0.0.1/")), "no network"),
        (of_service(canary=gw.Canary(base_url="ftp://127.0.0.1/")), "not an HTTP address"),
        (of_service(canary=gw.Canary(base_url=BASE + "?x=1")), "more than an address"),
        (of_service(canary=gw.Canary(base_url=BASE, clients=("VN-HP/GOV/H24/nobody",))), "not registered"),
        (of_service(canary=gw.Canary(base_url=BASE, clients=("VN-HP",))), "parts"),
        (of_service(sandbox_url="http://192.168.1.1/"), "no network"),
        (of_service(sandbox_url="http://u:p@127.0.0.1/"), "more than an address"),
        (of_right(valid_from=20, valid_until=20), "ends before it begins"),
        (of_right(valid_until=-1), "1970"),
        (of_right(agreement="a\nb"), "agreement"),
        (of_right(fields=("",)), "dotted path"),
        (of_right(fields=("a..b",)), "dotted path"),
        (of_right(fields=("a.",)), "dotted path"),
        (of_right(fields=("a. b",)), "dotted path"),
        (of_right(fields=("a\x00",)), "dotted path"),
        (of_right(fields=("x" * 256,)), "dotted path"),
        (of_right(pace=gw.Pace(per_day=-3)), "per_day"),
        (replace(config(BASE), maintenance=gw.Maintenance(notice=" ")), "notice"),
        (replace(config(BASE), maintenance=gw.Maintenance(notice="x", until=-1)), "1970"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_hold_is_refused(wrong: gw.Config, sentence: str) -> None:
    with pytest.raises(gw.ConfigError, match=sentence):
        gw.check_config(wrong)


def test_what_can_hold_is_written_and_read_back(tmp_path) -> None:
    right = replace(
        RIGHT, fields=("họ tên", "địa chỉ.xã"), valid_from=1, valid_until=2, agreement="DX-1", pace=gw.Pace(per_second=0.5, burst=3, per_day=9)
    )
    controls = service(
        BASE,
        rights=(right,),
        at_once=4,
        pace=gw.Pace(per_day=10),
        breaker=gw.Breaker(failures=3, statuses=()),
        canary=gw.Canary(base_url="http://127.0.0.1:1/v2", percent=100, clients=(str(CLIENT),)),
        sandbox_url="http://sandbox.example/",
    )
    wanted = replace(config(BASE), services=(controls,), maintenance=gw.Maintenance(notice="Nghỉ", until=9))
    gw.write_config(tmp_path / "c.json", wanted)
    assert gw.load_config((tmp_path / "c.json").read_bytes()) == wanted
