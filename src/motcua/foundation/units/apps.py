"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class UnitsConfig(RoomConfig):
    """Administrative units and agencies."""

    name = "motcua.foundation.units"
    label = "units"
    verbose_name = "Đơn vị"
    title_en = "Administrative units"
    summary_vi = "Tỉnh, huyện, xã và cơ quan theo thời gian, mã định danh theo hai hệ, kế thừa sau sắp xếp năm 2025."
    summary_en = "Provinces, districts, communes and agencies over time, codes of both schemes, succession after the reform of 2025."
    requires = ("outbox",)
