"""The two tasks that follow each load: *publish*, and *announce*, which wakes `profile`. No DAG in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags.assets import POSTS
from dags.house import WAREHOUSE
from dags.windows import Window, tell

if TYPE_CHECKING:
    from ingest.news import News


def told(publish_copy: Callable[[], News | None], why_nobody: str) -> tuple[Any, Any]:
    """*publish* puts the read-only copy in its place; *announce* tells `profile` the window of what is new in it.

    Where nothing is, *announce* is skipped and says why nobody is woken. Returns both, to be put in their order.
    """

    @task(**WAREHOUSE)
    def publish() -> dict[str, str] | None:
        news = publish_copy()
        return Window(news.start, news.end).extra() if news else None

    @task(outlets=[POSTS])
    def announce(window: dict[str, str] | None) -> None:
        if window is None:
            raise AirflowSkipException(f"{why_nobody}; nobody is woken")
        tell(get_current_context(), POSTS, Window.of(window))

    published = publish()
    return published, announce(published)
