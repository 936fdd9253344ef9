"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "post.choose": ("Chọn trả kết quả qua bưu điện", "Chose return by post"),
        "post.hand_over": ("Giao kết quả cho bưu điện", "Handed a result to the post"),
    }
)
