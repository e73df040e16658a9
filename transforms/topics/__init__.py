"""Text to topics: core.posts -> marts.post_topics, and what nobody has named yet -> marts.emerging_topics.

words.py        a text as its words: no addresses, no handles, hashtags split; what is told once is known by a hash
languages.py    which language, or none where nobody could be sure
vectors.py      the text model, a third-party package, behind this one file
phrases.py      topics.csv as the engine reads it; phrases found word for word
votes.py        what a text says word for word brings it nearer
scoring.py      how near a text is to each topic
learning.py     what an engine learns from posts that nobody has labelled
engine.py       a fitted engine: an artefact with a version
tag.py          the step: new and edited posts get topics, stale ones are told again, a portion a run
emerging.py     the step: what people talk of that no topic covers, once a week
clusters.py     clusters of texts, with ids that last
lasting.py      groups of points that go on from where they were a week before
novelty.py      which clusters are new
gist.py         what a group of texts says that the others do not
proposing.py    a new cluster as a row to paste into topics.csv
thin.py         topics with few phrases or few posts, and phrases to add
"""
