"""The public post: takes consignments with results of procedures, tells where they are, brings back what nobody took."""
