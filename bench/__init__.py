"""How fast the gateway is, as ratios to named peers in the same run: `python -m bench`."""
