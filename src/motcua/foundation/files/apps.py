"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class FilesConfig(RoomConfig):
    """Files by their content."""

    name = "motcua.foundation.files"
    label = "files"
    verbose_name = "Kho tệp"
    title_en = "Files"
    summary_vi = "Giữ tệp theo nội dung, kiểm tra loại, dung lượng và mã độc trước khi nhận."
    summary_en = "Keeps files by content; checks type, size and malware before accepting."
