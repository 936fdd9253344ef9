"""Machine-readable: tokens, subscriptions, the registration building block."""
