"""What happened, told from git and records: the decision log, daily logs, and briefs.

Above freshness, because a log says which sections went stale; below the site, whose versions
each carry the decisions up to them.
"""
