"""Pages of casework: for officers here, for citizens in ``citizen``."""
