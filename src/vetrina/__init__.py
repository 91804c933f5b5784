"""Vetrina: self-hosted visual commerce."""

__version__ = "0.1.0"
