"""Pure Python that every floor may use: no framework, no input or output, no clock of its own."""
