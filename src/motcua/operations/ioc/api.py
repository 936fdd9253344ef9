"""THE DOOR of the operations centre."""

from motcua.operations.ioc.contracts import Board, Tile, TileKind
from motcua.operations.ioc.queries import board

__all__ = ["Board", "Tile", "TileKind", "board"]
