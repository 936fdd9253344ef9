"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "vault.opened": ("Mở giấy tờ trong kho cá nhân", "Opened a paper of the personal store"),
        "vault.exported": ("Xuất toàn bộ kho giấy tờ", "Took the whole store out as an archive"),
        "vault.imported": ("Nhập gói giấy tờ vào kho", "Took an archive into the store"),
    }
)
