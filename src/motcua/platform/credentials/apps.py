"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class CredentialsConfig(RoomConfig):
    """Verifiable credentials."""

    name = "motcua.platform.credentials"
    label = "credentials"
    verbose_name = "Chứng nhận số kiểm tra được"
    title_en = "Verifiable credentials"
    summary_vi = "Cấp chứng nhận số (SD-JWT VC) của kết quả; người giữ chọn điều cho xem, ai cũng kiểm tra được, kể cả không có mạng."
    summary_en = "Issues credentials (SD-JWT VC) of results; holders choose what to show; anybody can check them, also offline."
    requires = ("audit", "outbox", "identity")
