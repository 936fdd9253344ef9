"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class PortalConfig(RoomConfig):
    """The people's portal: home, search, sign-in choice, the installable app. Shows what rooms registered; knows none of them."""

    name = "motcua.channels.portal"
    label = "portal"
    verbose_name = "Cổng người dân"
    title_en = "People's portal"
    summary_vi = "Trang chủ, ô tìm kiếm chung, chọn cách đăng nhập, ứng dụng cài được trên điện thoại."
    summary_en = "Home page, the one search box, the choice of sign-in, the app that a phone can install."
    requires = ()
