"""Writes numpy-files.json: small files as NumPy itself writes them, and the values they hold.

Run by hand: python3 tests/share/arrays/numpy-files.py > tests/share/arrays/numpy-files.json
"""

import base64
import io
import json

import numpy as np


def text(write):
    file = io.BytesIO()
    write(file)
    return base64.b64encode(file.getvalue()).decode()


def entry(array, version=None):
    return {
        "base64": text(lambda file: np.lib.format.write_array(file, array, version=version)),
        "shape": list(array.shape),
        "values": [float(value) for value in array.astype("float32").ravel()],
    }


counting = np.arange(24).reshape(2, 3, 4)
fractions = (counting - 12) / 8

npy = {}
for code in ["f2", "f4", "f8"]:
    for order in "<>":
        npy[order + code] = entry(fractions.astype(order + code))
for code in ["i2", "i4", "i8"]:
    for order in "<>":
        npy[order + code] = entry((counting - 12).astype(order + code))
for code in ["u2", "u4", "u8"]:
    for order in "<>":
        npy[order + code] = entry((counting * 1000).astype(order + code))
npy["i1"] = entry((counting - 12).astype("i1"))
npy["u1"] = entry((counting * 10).astype("u1"))
npy["b1"] = entry(counting % 3 == 0)
npy["fortran order"] = entry(np.asfortranarray(counting.astype("<f4")))
npy["fortran order, two axes"] = entry(np.asfortranarray(np.arange(6, dtype="<f8").reshape(2, 3)))
npy["a scalar"] = entry(np.array(2.5, dtype="<f4"))
npy["one axis"] = entry(np.array([1, 2, 3], dtype="<f4"))
npy["no element"] = entry(np.zeros((0, 3), dtype="<f4"))
npy["version 2"] = entry(fractions.astype("<f4"), (2, 0))
npy["version 3"] = entry(fractions.astype("<f4"), (3, 0))
npy["smallest halves"] = entry(np.array([6e-8, 6.1e-5, 65504, -0.333], dtype="<f2"))

first, second = np.arange(6, dtype="<f4").reshape(2, 3), np.array([[7]], dtype="i8")
npz = {
    "savez": text(lambda file: np.savez(file, first=first, second=second)),
    "savez_compressed": text(lambda file: np.savez_compressed(file, first=first, second=second)),
}
refused = {
    "complex": text(lambda file: np.save(file, np.array([1j]))),
    "records": text(lambda file: np.save(file, np.zeros(2, dtype=[("a", "f4"), ("b", "i2")]))),
    "objects": text(lambda file: np.save(file, np.array([None, {}]), allow_pickle=True)),
    "texts": text(lambda file: np.save(file, np.array(["a", "bc"]))),
    "dates": text(lambda file: np.save(file, np.array(["2020-01-01"], dtype="datetime64[D]"))),
}
written = np.arange(24, dtype="<f4").reshape(1, 2, 3, 4)
print(json.dumps({"npy": npy, "npz": npz, "refused": refused, "written": text(lambda file: np.save(file, written))}))
