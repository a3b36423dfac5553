"""The four challenges that the article names, measured in the whole economy."""
