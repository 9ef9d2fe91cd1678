"""What archdocs costs, next to what people would run without it, in the same minutes."""
