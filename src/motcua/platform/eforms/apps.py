"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class EformsConfig(RoomConfig):
    """Electronic forms."""

    name = "motcua.platform.eforms"
    label = "eforms"
    verbose_name = "Biểu mẫu điện tử"
    title_en = "Electronic forms"
    summary_vi = "Hỏi từng câu, điền sẵn điều đã biết kèm nguồn, giữ mọi thứ đã gõ, khoá lại khi nộp."
    summary_en = "Asks one thing at a time, fills in what is known with its source, keeps all that was typed, locks on submission."
    requires = ("files", "identity", "consent", "outbox", "units", "registers", "messaging")

    def ready(self) -> None:
        """The account of the person signed in is the first source of known facts."""
        from motcua.foundation.consent.contracts import personal_sources
        from motcua.platform.eforms import conf
        from motcua.platform.eforms.actions.personal import DraftsSource
        from motcua.platform.eforms.adapters import letters
        from motcua.platform.eforms.adapters.account import AccountPrefiller
        from motcua.platform.eforms.contracts import prefillers
        from motcua.platform.eforms.rules import lists

        super().ready()
        lists.use(conf.LISTS_DIR)
        letters.register()
        prefillers.add(AccountPrefiller())
        personal_sources.add(DraftsSource())
