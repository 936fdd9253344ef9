"""Publish/subscribe of the exchange in the shape of the GovStack PubSub API v2: events at least once, in order per key."""
