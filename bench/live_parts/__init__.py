"""What ``bench.live`` is made of: the product's room, its peers, the clients, and one module a measurement."""
