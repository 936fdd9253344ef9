"""Pure decisions of the store: what is kept, what a paper is worth today, what its fields may say, how a share stands."""

from motcua.services.vault.rules.papers import PREFIX, is_kept, report_summary, standing, wanted_kinds
from motcua.services.vault.rules.sharing import hidden, mark_line, seen, share_state, token_digest

__all__ = ["PREFIX", "hidden", "is_kept", "mark_line", "report_summary", "seen", "share_state", "standing", "token_digest", "wanted_kinds"]
