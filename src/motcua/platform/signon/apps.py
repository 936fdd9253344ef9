"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class SignonConfig(RoomConfig):
    """The platform as OpenID provider."""

    name = "motcua.platform.signon"
    label = "signon"
    verbose_name = "Đăng nhập một lần"
    title_en = "Single sign-on"
    summary_vi = "Các hệ thống khác của thành phố đăng nhập qua Một Cửa: OpenID Connect, chỉ chuyển thông tin người dùng đồng ý."
    summary_en = "The city's other systems sign people in through Một Cửa: OpenID Connect, telling only what the person agreed to."
    requires = ("units", "identity", "audit", "outbox")
