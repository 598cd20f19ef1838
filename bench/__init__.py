"""Measurements that print their limit beside each number; ``python -m bench`` runs all of them."""
