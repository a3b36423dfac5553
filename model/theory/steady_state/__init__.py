"""Where the whole economy comes to rest."""
