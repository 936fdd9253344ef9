"""Machine endpoints of the exchange, and addresses that speak other shapes."""
