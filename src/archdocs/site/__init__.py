"""The versioned site: which refs, what must be built, building it, putting it side by side."""
