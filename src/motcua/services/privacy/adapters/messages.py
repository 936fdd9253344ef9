"""What the room writes to people and officers."""

from __future__ import annotations

from motcua.platform.messaging import api as messaging

BREACH_NEW = messaging.MessageTemplate(
    key="privacy.breach_new", link="/lam-viec/du-lieu-ca-nhan/vi-pham/{code}/",
    subject_vi="Vụ vi phạm dữ liệu mới {code}", subject_en="New breach of personal data {code}",
    body_vi="Cần ngăn chặn, đánh giá và thông báo cơ quan chuyên trách trước {due}.",
    body_en="Contain and assess it, and notify the authority before {due}.",
)  # fmt: skip
BREACH_WARNING = messaging.MessageTemplate(
    key="privacy.breach_warning", link="/lam-viec/du-lieu-ca-nhan/vi-pham/{code}/",
    subject_vi="{code}: đã {hours} giờ từ khi phát hiện, chưa thông báo", subject_en="{code}: {hours} hours since discovery, no notice yet",
    body_vi="Hạn thông báo cơ quan chuyên trách: {due}. Quá hạn phải nêu lý do.",
    body_en="The authority must be told before {due}. A later notice needs its reason.",
)  # fmt: skip
BREACH_PEOPLE = messaging.MessageTemplate(
    key="privacy.breach_people", link="/quyen-du-lieu/",
    subject_vi="Dữ liệu cá nhân của bạn có thể đã bị ảnh hưởng ({code})", subject_en="Your personal data may be affected ({code})",
    body_vi="{unit} phát hiện lúc {found} một vụ vi phạm có thể liên quan đến dữ liệu của bạn. Việc nên làm: {advice}",
    body_en="{unit} discovered at {found} a breach that may concern your data. What to do: {advice}",
)  # fmt: skip

IMPACT_WARNING = messaging.MessageTemplate(
    key="privacy.impact_warning", link="/lam-viec/du-lieu-ca-nhan/danh-gia-tac-dong/{code}/",
    subject_vi="{code}: hồ sơ đánh giá tác động chưa gửi", subject_en="{code}: the impact assessment was not sent yet",
    body_vi="Hạn gửi cơ quan chuyên trách: {due}.", body_en="The authority must have it by {due}.",
)  # fmt: skip
IMPACT_GAP = messaging.MessageTemplate(
    key="privacy.impact_gap", link="/lam-viec/du-lieu-ca-nhan/danh-gia-tac-dong/",
    subject_vi="Chưa có hồ sơ đánh giá tác động: {name}", subject_en="No impact assessment yet: {name}",
    body_vi="Hạn gửi cơ quan chuyên trách: {due}. Lập hồ sơ từ sổ đăng ký hoạt động xử lý.",
    body_en="The authority must have it by {due}. Begin it from the register of processing.",
)  # fmt: skip
ITEMS_DONE = messaging.MessageTemplate(
    key="privacy.items_done", link="/ho-so/{dossier_code}/",
    subject_vi="Đã thực hiện xong yêu cầu dữ liệu {dossier_code}", subject_en="Your data request {dossier_code} was carried out",
    body_vi="Từng mục đã được sửa, rút, hoặc có lý do không làm. Mở hồ sơ để xem khi văn bản trả lời được ký.",
    body_en="Every item was corrected or withdrawn, or has a reason why not. Open the dossier once the answer is signed.",
)  # fmt: skip


def register() -> None:
    """Add the texts."""
    for template in (BREACH_NEW, BREACH_WARNING, BREACH_PEOPLE, IMPACT_WARNING, IMPACT_GAP, ITEMS_DONE):
        messaging.templates.add(template)
