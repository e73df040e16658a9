"""The sample: an invented cast, what they said in eight weeks, and recorded answers that tell of it."""
