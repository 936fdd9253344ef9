"""Sign-on: the platform as OpenID provider for the city's other systems."""
