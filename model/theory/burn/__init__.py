"""How supply falls, by the idea of a price."""
