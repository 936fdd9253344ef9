"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "linked.answer_residence": ("Trả lời trẻ đăng ký thường trú cùng ai", "Answered with whom the child will live"),
        "linked.retry": ("Cho gọi lại bước liên thông", "Let a linked step be tried again"),
        "linked.settle_residence": ("Ghi người mà trẻ đăng ký thường trú cùng", "Wrote down with whom the child will live"),
        "linked.stop": ("Dừng liên thông", "Stopped the linked steps"),
        "linked.take_over": ("Làm tay một bước liên thông", "Took a linked step over by hand"),
    }
)
