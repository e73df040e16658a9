"""The parts of a report, in the order of a Monday morning: whoever stops reading has had the most useful part.

Each is a file with one function, `tell(desk)`, which gives the Section, or None where it has no place in this report.
"""
