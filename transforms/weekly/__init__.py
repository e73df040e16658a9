"""The weekly interest report: sql/reports -> one WeeklyReport -> HTML, PDF, XLSX, Markdown, CSV and Parquet.

compose(con, config, week, as_of)   the report, from a warehouse that is only read
write_whole(report, folder)         every format in a folder, written beside it and renamed whole
"""
