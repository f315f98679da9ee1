"""`python -m gateway` and the command `gateway`: the same thing."""

from __future__ import annotations

import gc
import sys

_LOADED = 100_000
"""New objects after which the collector looks: loading code makes many, and hardly a circle."""


_INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C ended: 128 and the number of the signal."""


def main() -> None:
    """Run the command line; Ctrl-C ends it at any moment, and without a traceback."""
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


def _run() -> None:
    gc.set_threshold(_LOADED, 20, 50)
    from gateway.cli import serving  # noqa: PLC0415 - the command line is needed only here

    if not serving.usual(sys.argv[1:]):
        from gateway.cli import app  # noqa: PLC0415 - and all commands not even always

        app(prog_name="gateway")


if __name__ == "__main__":
    main()
