"""Open data of the city: pages, a CKAN-compatible API and downloads over the shared warehouse."""
