"""Runs exported files one after the other and says what each printed and found: one JSON document on stdout.

    /usr/bin/python3 run.py file.py …
"""

import contextlib
import io
import json
import runpy
import sys

import numpy as np


def listed(value):
    array = np.asarray(value, dtype=np.float64)
    return {"shape": list(array.shape), "data": ["nan" if np.isnan(x) else x for x in array.ravel().tolist()]}


def run(path):
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            names = runpy.run_path(path, run_name="__main__")
    except BaseException as error:  # noqa: BLE001 - also sys.exit is an answer
        return {"printed": printed.getvalue(), "error": f"{type(error).__name__}: {error}"}
    results = {name: listed(names[name]) for name in ("maps", "sums", "products", "dense", "keeps", "output") if name in names}
    return {"printed": printed.getvalue(), "results": results}


json.dump([run(path) for path in sys.argv[1:]], sys.stdout)
