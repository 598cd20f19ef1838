"""Template tags of live classes."""
