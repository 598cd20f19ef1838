"""Starts real servers and the real product for tests and benches; every process is ended by its own id."""
