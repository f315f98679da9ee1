"""The formats that the gateway reads, one row each."""
