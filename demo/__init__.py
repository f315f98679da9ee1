"""A day at an invented hospital, played against a real gateway on this machine."""
