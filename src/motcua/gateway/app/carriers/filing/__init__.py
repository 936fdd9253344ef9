"""The folders of an adapter of files: receipts, what goes out, what comes back, what is set aside."""
