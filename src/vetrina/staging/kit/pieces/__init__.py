"""The pieces, one module per family; each exposes `PIECES`."""
