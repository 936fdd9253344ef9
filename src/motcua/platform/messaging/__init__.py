"""Messages to people: in the inbox, by SMS and by e-mail, each sent at most once."""
