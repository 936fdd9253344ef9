"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class IdentityConfig(RoomConfig):
    """People, officers, accounts."""

    name = "motcua.foundation.identity"
    label = "identity"
    verbose_name = "Định danh"
    title_en = "Identity"
    summary_vi = "Người dân, tổ chức, cán bộ, chức vụ, tài khoản và đăng nhập."
    summary_en = "People, organisations, officers, positions, accounts and log-in."
    requires = ("units", "outbox", "registers", "files")
