"""When. Thin, flat, one file a DAG, file name = dag id, docstring = runbook."""
