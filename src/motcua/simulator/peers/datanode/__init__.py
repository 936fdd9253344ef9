"""The national sharing platforms: NDXP as it is today, the NDOP node that follows it."""
