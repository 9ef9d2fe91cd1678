"""What changed between two versions: records, pages and diagrams."""
