"""Speed, as ratios measured in one alternated run: CPU time of this process, ours against a floor or against ourselves.

`make bench` prints the table and keeps it in build/bench.json. Absolute times are those of the machine; only the ratios
are promises, and no test depends on either.
"""
