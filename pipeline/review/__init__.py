"""What people say of the records: decisions, how they are laid over the machine's output, the queue."""
