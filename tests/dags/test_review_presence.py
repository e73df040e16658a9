"""The DAG of further accounts asks pages in the pool of links and writes in the line for the warehouse."""

from __future__ import annotations

SCRIPT = """
import json
from dags.review_presence import review_presence
dag = review_presence()
order = ["plan", "look", "load", "propose", "publish", "report"]
print(json.dumps({
    "params": sorted(dag.params),
    "pools": {one.task_id: one.pool for one in dag.tasks},
    "next": [sorted(dag.get_task(one).downstream_task_ids) for one in order],
    "rules": [dag.get_task(one).trigger_rule.value for one in ("load", "report")],
    "mapped": dag.get_task("look").is_mapped,
    "schedule": str(dag.schedule),
}))
"""


def test_the_form_the_pools_and_the_order_of_its_tasks(told_by):
    told = told_by(SCRIPT)
    assert told["params"] == ["as_of", "most"]
    assert told["pools"] == {
        "plan": "warehouse", "look": "links", "load": "warehouse", "propose": "warehouse", "publish": "warehouse",
        "report": "default_pool",
    }  # fmt: skip
    assert told["next"] == [["look"], ["load"], ["propose"], ["publish"], ["report"], []]
    assert told["rules"] == ["all_done", "all_done"], "a batch that fails, and no page that is due, stop nobody"
    assert (told["mapped"], told["schedule"]) == (True, "0 5 * * 0")
