"""What the `troth` command does, one module per kind of work. Parts of the house are named by string, late."""
