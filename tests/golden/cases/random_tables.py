"""The made data sets of random_pipelines.json, written out once."""

from random_tables import made


def cases():
    for name, (table, y, _) in made().items():
        yield {"name": name, "X": {"columns": [[n, c] for n, c in zip(table.names, table.columns)]}, "y": y}
