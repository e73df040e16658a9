"""Files exported by hand -> pages of records.

files.py       where the files are: a file, a folder, a ZIP; what they may be
rows.py        tables (CSV, lines, XLSX, Parquet) -> batches of text
documents.py   JSON -> one text a record, never the whole file at once
takes.py       how a map names a value, and the SQL that takes it
maps.py        a column map in YAML -> a Map, with all its faults at once
layouts.py     the exports we know by their look (ingest/maps/*.yaml)
select.py      a Map and the columns of a file -> one SELECT that writes JSON
reader.py      one file through its map: pages, and where to go on
"""
