"""Which version of the program this is; a saved Summary says which made it."""

__version__ = "0.1.0"
