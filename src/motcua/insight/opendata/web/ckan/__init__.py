"""The read part of CKAN's Action API v3, at the level of CKAN 2.12, for clients and harvesters that already speak it."""
