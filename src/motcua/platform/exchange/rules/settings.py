"""Pure readers of the settings of the whole exchange: a given mapping as the gateways' configuration shapes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import msgspec

from motcua.gateway import protocol
from motcua.platform.exchange.contracts.control import SettingWrong

Pair = tuple[str, str]
_PLACE = re.compile(r"at `\$\.(\w+)")
_DAYS, _HOURS, _MEGABYTES, _MOST = 36_500, 8_760, 4_096, 10**15
_EVENTS = tuple(f.name for f in fields(protocol.PubSub) if f.name != "rooms")


def read_setting(name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """A setting as it is kept. Raises SettingWrong with every field that cannot hold, or ``name`` for a setting that there is not."""
    reader = _READERS.get(name)
    if reader is None:
        raise SettingWrong(fields={"name": ("Không có thiết lập này.", "There is no such setting.")})
    try:
        return reader(content)
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
        raise SettingWrong(fields={found[1] if found else "content": unusable(error)}) from None


def unusable(why: object) -> Pair:
    """The sentence for a value that cannot be read."""
    return (f"Giá trị chưa hợp lệ: {why}", f"The value cannot be used: {why}")


def _shaped(content: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    known = {f.name for f in fields(kind)}
    unknown = {n: ("Không có mục này.", "There is no such field.") for n in content if n not in known}
    if unknown:
        raise SettingWrong(fields=unknown)
    read: dict[str, Any] = msgspec.to_builtins(msgspec.convert(dict(content), kind))
    return read


def _bounded(values: Mapping[str, tuple[float, float, float]]) -> None:
    wrong = {name: (f"Nhập số từ {low} đến {high}.", f"Give a number from {low} to {high}.")
             for name, (value, low, high) in values.items() if not low <= value <= high}  # fmt: skip
    if wrong:
        raise SettingWrong(fields=wrong)


def _archiving(content: Mapping[str, Any]) -> dict[str, Any]:
    read = _shaped(content, protocol.Archiving)
    _bounded({"hours": (read["hours"], 0.01, _HOURS), "megabytes": (read["megabytes"], 1, _MEGABYTES)})
    return read


def _keep_bodies(content: Mapping[str, Any]) -> dict[str, Any]:
    days = content.get("days")
    if set(content) != {"days"} or not isinstance(days, int) or isinstance(days, bool):
        raise SettingWrong(fields={"days": ("Nhập số ngày.", "Give a number of days.")})
    _bounded({"days": (days, 0, _DAYS)})
    return {"days": days}


def _events(content: Mapping[str, Any]) -> dict[str, Any]:
    if "rooms" in content:
        raise SettingWrong(fields={"rooms": ("Phòng được lập riêng.", "Rooms are made one by one.")})
    read = {name: value for name, value in _shaped(content, protocol.PubSub).items() if name in _EVENTS}
    numbers = ("event_bytes", "lifetime_s", "keep_bytes", "segment_bytes", "attempts", "retry_s", "retry_max_s", "timeout_s", "at_once")
    told = ("Nhập số lớn hơn 0, không quá lớn.", "Give a number above 0, not too large.")
    wrong: dict[str, Pair] = {name: told for name in numbers if not 0 < read[name] <= _MOST}
    if urlsplit(read["url"]).username or urlsplit(read["url"]).password:
        wrong["url"] = ("Không ghi mật khẩu trong địa chỉ.", "The address must hold no password.")
    if wrong:
        raise SettingWrong(fields=wrong)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in read.items()}


def _folders(content: Mapping[str, Any]) -> dict[str, Any]:
    roots = content.get("roots")
    if set(content) != {"roots"} or not isinstance(roots, list | tuple) or not all(isinstance(one, str) for one in roots):
        raise SettingWrong(fields={"roots": ("Nhập danh sách thư mục.", "Give a list of folders.")})
    kept = list(dict.fromkeys(one.strip().rstrip("/") for one in roots if one.strip()))
    if any(not _plain(one) for one in kept):
        raise SettingWrong(fields={"roots": ("Mỗi thư mục là một đường dẫn tuyệt đối.", "Each folder is an absolute path.")})
    return {"roots": kept}


def _message_port(content: Mapping[str, Any]) -> dict[str, Any]:
    read = _shaped(content, protocol.MessagePort)
    wrong: dict[str, Pair] = {
        name: ("Nhập đường dẫn tuyệt đối của tệp PEM trên cổng.", "Give the absolute path of a PEM file on the gateway.")
        for name in ("certificate", "key", "trusted") if not _plain(read[name])
    }  # fmt: skip
    if wrong:
        raise SettingWrong(fields=wrong)
    _bounded({"port": (read["port"], 1, 65_535)})
    return read


def _plain(path: str) -> bool:
    parts = PurePosixPath(path)
    return parts.is_absolute() and ".." not in parts.parts and len(parts.parts) > 1 and path.isprintable() and len(path) <= 500  # noqa: PLR2004 - a path


_READERS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "archiving": _archiving, "events": _events, "folders": _folders, "keep_bodies": _keep_bodies, "message_port": _message_port,
}  # fmt: skip
