"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class PostConfig(RoomConfig):
    """Return of results by the public post."""

    name = "motcua.services.post"
    label = "post"
    verbose_name = "Trả kết quả qua bưu chính"
    title_en = "Results by post"
    summary_vi = "Người nộp chọn nhận kết quả tại nhà; bộ phận một cửa giao bưu điện; bưu điện báo đã phát hay chuyển hoàn."
    summary_en = "Applicants choose to get the result at home; the desk hands it to the post; the post tells that it arrived or came back."
    requires = ("eforms", "identity", "units", "registers", "audit", "outbox", "messaging", "casework", "consent")

    def ready(self) -> None:
        """Register what casework shows and does for this room, messages and the desk's menu."""
        super().ready()
        from motcua.foundation.consent.contracts import personal_sources
        from motcua.services.post.adapters import messages
        from motcua.services.post.queries import ConsignmentsSource
        from motcua.services.post.web import panels

        personal_sources.add(ConsignmentsSource())
        messages.register()
        panels.register()
