"""Registers: catalogues, legal rules with their dates and sources, the working calendar, the clock of demonstrations."""
