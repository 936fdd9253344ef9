"""Outside systems of the files room: stores and scanners."""
