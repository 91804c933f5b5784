"""The shell around everything: the hall, home pages, error pages, what runs here, static files.

It translates and decides nothing; the composition root installs it by `vetrina.web.shell`.
"""

__all__: list[str] = []
