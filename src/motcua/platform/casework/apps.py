"""Declaration of the room."""

from motcua.kit.rooms import RoomConfig


class CaseworkConfig(RoomConfig):
    """Procedures and dossiers."""

    name = "motcua.platform.casework"
    label = "casework"
    verbose_name = "Thủ tục và hồ sơ"
    title_en = "Procedures and dossiers"
    summary_vi = "Danh mục thủ tục hành chính, hồ sơ từ khi nộp đến khi trả kết quả, thời hạn có tạm dừng."
    summary_en = "The catalogue of procedures; dossiers from submission to hand-back; clocks with pauses."
    requires = (
        "registers", "units", "identity", "consent", "files", "audit", "outbox", "documents", "signing", "messaging", "payments", "eforms",
    )

    def ready(self) -> None:
        """Register the printed forms, the messages and what the shell shows."""
        super().ready()
        from motcua.foundation.consent.contracts import own_matters, personal_sources
        from motcua.foundation.identity import api as identity
        from motcua.platform.casework.actions.succession import Followers
        from motcua.platform.casework.adapters import messages, printed
        from motcua.platform.casework.queries.issued import Standings
        from motcua.platform.casework.queries.matters import Dossiers, acts
        from motcua.platform.casework.queries.personal import DossiersSource
        from motcua.platform.casework.queries.standing import DossierStandings
        from motcua.platform.casework.web.citizen import shell as citizen
        from motcua.platform.casework.web.officer import shell as officer
        from motcua.platform.casework.web.procedures import shell as procedures
        from motcua.platform.signing import api as signing

        messages.register()
        printed.register()
        citizen.register()
        officer.register()
        procedures.register()
        signing.standing_sources.add(Standings())
        personal_sources.add(DossiersSource())
        own_matters.add(DossierStandings())
        identity.merger_followers.add(Followers())
        identity.matter_sources.add(Dossiers())
        identity.scope_sources.add(Dossiers())
        for act in acts():
            identity.acts.add(act)
