"""What the acts of this room are called in the audit log."""

from motcua.foundation.audit.contracts import name_acts

name_acts(
    {
        "signing.signed": ("Ký số", "Signed digitally"),
        "signing.renewed": ("Gia hạn dấu thời gian", "Renewed a time stamp"),
        "signing.specimen_set": ("Đặt mẫu chữ ký", "Set a signature specimen"),
    }
)
