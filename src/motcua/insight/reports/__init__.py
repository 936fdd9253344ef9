"""Reports: the chapters of the statutory report, every figure with its query and snapshot."""
