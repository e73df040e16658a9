"""One file a native form. `record(story, when)` yields what truthful servers of it answered at `when`."""
