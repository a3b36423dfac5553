"""Many trajectories: designs of points, runs in blocks, reductions, a store, a cluster."""
