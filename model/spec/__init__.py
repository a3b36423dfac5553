"""The specification: the language, and one file a mechanism."""
