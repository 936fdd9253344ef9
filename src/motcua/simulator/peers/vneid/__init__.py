"""Electronic identification: an OpenID Connect provider shaped like the national one (vietnam.md §2.4)."""
