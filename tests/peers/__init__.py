"""Sources against the real programs of others, on loopback: `make test-peers` sets them up below var/peers, starts
them, and stops them again. What cannot be set up is skipped, and says why.
"""
