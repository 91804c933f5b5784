"""The version of the engine; it is part of what names a result, so change it with the pictures."""

ENGINE_VERSION = "5"
