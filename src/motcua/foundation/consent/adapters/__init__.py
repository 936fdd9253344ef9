"""What people write in ``data/``."""
