"""What the room writes to people."""

from __future__ import annotations

from motcua.platform.messaging import api as messaging

HANDED_OVER = messaging.MessageTemplate(
    key="post.handed_over", topic="casework.progress", link="/ho-so/{dossier_code}/",
    subject_vi="Kết quả hồ sơ {dossier_code} đã giao bưu điện", subject_en="The result of dossier {dossier_code} is with the post",
    body_vi="Số hiệu bưu gửi: {tracking_code}. Bưu tá gọi trước khi phát; cước thu khi nhận: {fee} đồng.",
    body_en="Tracking code: {tracking_code}. The postman calls before; {fee} đồng are collected on delivery.",
)  # fmt: skip
RETURNED = messaging.MessageTemplate(
    key="post.returned", topic="casework.progress", link="/ho-so/{dossier_code}/",
    subject_vi="Bưu điện không phát được kết quả hồ sơ {dossier_code}",
    subject_en="The result of dossier {dossier_code} could not be delivered",
    body_vi="Kết quả đã về bộ phận một cửa. Mở trang hồ sơ để sửa địa chỉ, hoặc đến nhận trực tiếp.",
    body_en="It is back at the one-stop desk. Open the dossier to change the address, or collect it there.",
)  # fmt: skip


def register() -> None:
    """Add the texts."""
    for template in (HANDED_OVER, RETURNED):
        messaging.templates.add(template)
