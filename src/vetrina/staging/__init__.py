"""Furniture in photos of empty rooms."""
