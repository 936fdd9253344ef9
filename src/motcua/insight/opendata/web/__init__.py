"""Edge of the open data portal: pages, downloads, the CKAN-compatible API."""
