"""Pages and addresses of sign-on."""
