"""What we ask of others over HTTP: only of whom the operator has named, and never for long.

https://www.python-httpx.org/
"""

from gateway.remote.registry import Archive, Registry, Unreachable, client

__all__ = ["Archive", "Registry", "Unreachable", "client"]
