"""What holds on every day of every run."""

STANDING = ("the economy as announced and as deployed, which have the same blocks",
            "exact arithmetic")
