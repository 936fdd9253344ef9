"""The GovStack information mediator's configuration-management API (1.0.1) over the doors of the exchange."""
