"""The simulated national public-service portal."""
