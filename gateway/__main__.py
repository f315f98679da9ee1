"""`python -m gateway` and the command `gateway`: the same thing."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from gateway.cli import app  # noqa: PLC0415 - the command line is needed only here

    app()


if __name__ == "__main__":
    main()
