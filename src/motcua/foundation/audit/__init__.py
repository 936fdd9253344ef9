"""The audit log: who did what to which thing, on what ground; append-only, chained, sealed by the day."""
