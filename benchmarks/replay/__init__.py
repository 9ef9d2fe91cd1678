"""How often the gate would have stopped a change, and how often it is right."""
