"""Evidence of the message log: time stamps, kept bodies, archives, containers of one message, and the check of all of them offline."""
