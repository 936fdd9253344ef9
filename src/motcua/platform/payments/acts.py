"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "payments.approve_refund": ("Duyệt hoàn tiền", "Approved a refund"),
        "payments.close_cash": ("Đóng ca thu tiền mặt", "Closed a cash session"),
        "payments.exempt": ("Miễn phí, lệ phí", "Exempted a fee"),
        "payments.open_series": ("Mở dải biên lai", "Opened a receipt series"),
        "payments.pay_out_cash": ("Chi trả tiền mặt", "Paid out cash"),
        "payments.reduce": ("Giảm phí, lệ phí", "Reduced a fee"),
        "payments.reopen": ("Mở lại khoản thu", "Reopened a charge"),
        "payments.take_cash": ("Thu tiền mặt", "Took cash"),
    }
)
