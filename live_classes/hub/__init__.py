"""The room in memory: who is connected, what each has seen, and how it reaches them."""
