"""Events: written in the transaction of the change, delivered at least once, in order per stream, with effect once."""
