"""Import-linter contract: between rooms, only doors may be imported."""

from __future__ import annotations

from typing import Any

from importlinter import Contract, ContractCheck, fields, output

FLOORS = {"foundation", "platform", "services", "insight", "operations", "channels"}
_ROOM, _DOOR = 2, 3  # positions in motcua.<floor>.<room>.<door>


class DoorsContract(Contract):  # type: ignore[misc]
    """Rooms meet at ``doors``; on the floors of ``sideways_floors`` sisters meet at ``sideways`` only."""

    type_name = "doors"
    house = fields.StringField()
    doors = fields.SetField(subfield=fields.StringField())
    sideways = fields.SetField(subfield=fields.StringField())
    sideways_floors = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """Every import from one room into another must go through an allowed door."""
        _ = verbose
        bad = []
        for importer in sorted(graph.modules):
            here = self._room(importer)
            if here is None and not importer.startswith((f"{self.house}.simulator", f"{self.house}.config")):
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                there = self._room(imported)
                if there is None or there == here:
                    continue
                door = imported.split(".")[_DOOR] if imported.count(".") >= _DOOR else "(package)"
                if door == "testing" and (".tests" in importer or importer.split(".")[_DOOR : _DOOR + 1] == ["testing"]):
                    continue
                same = here is not None and here[0] == there[0] and here[0] in self.sideways_floors  # type: ignore[operator]
                if door == "conf" and importer.startswith(f"{self.house}.config.settings"):
                    continue  # a room's own settings, read where all settings meet
                if door not in (self.sideways if same else self.doors):  # type: ignore[operator]
                    bad.append((importer, imported, same))
        return ContractCheck(kept=not bad, metadata={"bad": bad})

    def _room(self, module: str) -> tuple[str, str] | None:
        parts = module.split(".")
        return (parts[1], parts[2]) if parts[0] == self.house and len(parts) > _ROOM and parts[1] in FLOORS else None

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that went through a wall."""
        for importer, imported, same in check.metadata["bad"]:
            allowed = self.sideways if same else self.doors
            output.print_error(f"{importer} -> {imported} (allowed: {', '.join(sorted(allowed))})", bold=False)  # type: ignore[arg-type]
