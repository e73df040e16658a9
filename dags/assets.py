"""What DAGs wake each other by, in the order in which it goes. No DAG in it.

| asset | told by | wakes | tells |
|---|---|---|---|
| `core.posts` | `listen`, `revisit`, `expand_links` | `profile` | from when to when the posts were heard |
| `interest_profiles` | `profile` | `advise` | the same window |
| `advice` | `advise` | nobody here: it is for DAGs of your own | the same window |
| `advised_week` | `advise`, once a week | `report_weekly` | the seven days up to the last that was heard |
"""

from __future__ import annotations

from airflow.sdk import Asset

POSTS = Asset("core.posts")
PROFILES = Asset("interest_profiles")
ADVICE = Asset("advice")
WEEK = Asset("advised_week")
