"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class DatasetsConfig(RoomConfig):
    """The shared warehouse."""

    name = "motcua.insight.datasets"
    label = "datasets"
    verbose_name = "Kho dữ liệu dùng chung"
    title_en = "Shared warehouse"
    summary_vi = "Ghi mọi sự kiện vào kho dữ liệu, tính các bảng số liệu và trả lời truy vấn theo từng ảnh chụp dữ liệu."
    summary_en = "Keeps every event in the warehouse, derives the tables and answers queries at a data snapshot."
    requires = ("outbox", "units")
