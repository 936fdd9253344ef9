"""The public catalogue of services on the exchange: what there is, how it is called, how it is, who uses which field."""
