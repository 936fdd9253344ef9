"""What the data plane decides: routing, rights, answers about itself, and the message log. Nothing here knows the network."""
