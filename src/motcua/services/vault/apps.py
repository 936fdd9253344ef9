"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class VaultConfig(RoomConfig):
    """The store of issued documents."""

    name = "motcua.services.vault"
    label = "vault"
    verbose_name = "Kho giấy tờ"
    title_en = "My documents"
    summary_vi = "Giữ kết quả đã cấp cho người dân; dùng lại khi nộp hồ sơ, không phải nộp lại giấy tờ."
    summary_en = "Keeps issued results for their owner and offers them again, so that no paper is handed in twice."
    requires = (
        "files", "audit", "outbox", "identity", "units", "consent", "credentials", "documents", "casework", "eforms", "messaging",
        "signing",
    )  # fmt: skip

    def ready(self) -> None:
        """Offer documents to forms, and the store to citizens."""
        from motcua.foundation.consent.contracts import personal_sources, resting_on_consent
        from motcua.foundation.identity.contracts import merger_followers
        from motcua.kit import shell
        from motcua.platform.eforms.contracts import prefillers, shelves
        from motcua.services.vault.actions.lending import StoreShelf
        from motcua.services.vault.actions.personal import SharesConsent, VaultSource
        from motcua.services.vault.actions.units import StoreFollower
        from motcua.services.vault.adapters import messages, printed
        from motcua.services.vault.policies import HANDLING
        from motcua.services.vault.queries import VaultPrefiller
        from motcua.services.vault.web import national_desk

        super().ready()
        prefillers.add(VaultPrefiller())
        shelves.add(StoreShelf())
        personal_sources.add(VaultSource())
        merger_followers.add(StoreFollower())
        resting_on_consent.add(SharesConsent())
        messages.register()
        printed.register()
        national_desk.register()
        shell.menu.add(
            shell.MenuItem(
                key="vault.mine", label_vi="Kho giấy tờ", label_en="My documents", url_name="vault_list", audience="citizen", order=30
            )
        )
        shell.menu.add(
            shell.MenuItem(
                key="vault.unit", label_vi="Kho giấy tờ", label_en="Unit's papers", url_name="vault_unit_list", audience="officer",
                roles=HANDLING, order=30, group=shell.PAPERS,
            )
        )  # fmt: skip
