"""What a site of many versions costs, beside the tools that people use for it today."""
