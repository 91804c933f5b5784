"""Procedural surfaces of our own: wood, cloth, leather, stone, metal, glaze, rugs and pictures.

Every function is deterministic in its arguments, keeps what it made for the life of the process
and returns arrays in linear light; row 0 of every array lies at v = 0.
"""
