"""The shared warehouse: events in, tables out, every number repeatable."""
