"""Single sign-on of the national service portal: the same OpenID Connect provider with other names (vietnam.md §2.4)."""
