"""What was observed of the token: dated numbers, daily prices, and the vault's purchases.

It is data and knows nothing of the model: files are checked when they are read, a node of the
chain is read page by page, and whatever does not add up is named in one line.
"""
