"""THE DOOR of the operations centre."""

from motcua.operations.ioc.contracts import Board, Flows, Stream, Tile, TileKind
from motcua.operations.ioc.queries import board, flows

__all__ = ["Board", "Flows", "Stream", "Tile", "TileKind", "board", "flows"]
