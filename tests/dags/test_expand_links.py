"""The DAG of links stands beside `profile`: by the clock, so that nobody waits for it, and it wakes profiles itself."""

from __future__ import annotations

SCRIPT = """
import json
from dags.expand_links import expand_links
from dags.pools import pools
dag = expand_links()
print(json.dumps({
    "params": sorted(dag.params),
    "most": dag.params.get_param("most").schema["maximum"],
    "pools": {one.task_id: one.pool for one in dag.tasks},
    "known": [name for name, _, _ in pools()],
    "outlets": [asset.name for one in dag.tasks for asset in one.outlets],
    "after_load": sorted(dag.get_task("load").downstream_task_ids),
    "mapped": dag.get_task("look").is_mapped,
    "schedule": str(dag.schedule),
    "runbook": "What to do when" in dag.doc_md,
}))
"""


def test_the_form_the_pools_and_the_order_of_its_tasks(told_by):
    told = told_by(SCRIPT)
    assert told["params"] == ["as_of", "most"]
    assert told["most"] == 5000
    assert told["pools"] == {
        "plan": "warehouse", "look": "links", "load": "warehouse", "publish": "warehouse",
        "announce": "default_pool", "report": "default_pool",
    }  # fmt: skip
    assert set(told["pools"].values()) - {"default_pool"} <= set(told["known"])
    assert told["outlets"] == ["core.posts"]
    assert told["after_load"] == ["publish"]
    assert (told["mapped"], told["schedule"], told["runbook"]) == (True, "45 * * * *", True)
