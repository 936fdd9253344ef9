"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class DocumentsConfig(RoomConfig):
    """Documents made from templates."""

    name = "motcua.platform.documents"
    label = "documents"
    verbose_name = "Văn bản"
    title_en = "Documents"
    summary_vi = "Tạo văn bản PDF tiếp cận được (PDF/UA-1) từ mẫu và dữ liệu."
    summary_en = "Makes accessible PDF documents (PDF/UA-1) from templates and data."
