"""Notes on a task: shared with the centre, or kept by the organization."""
