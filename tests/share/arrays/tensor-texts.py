"""Writes tensor-texts.json: tensors as PyTorch and NumPy print them, and the numbers they hold.

Run by hand: /usr/bin/python3 tests/share/arrays/tensor-texts.py > tests/share/arrays/tensor-texts.json
"""

import json

import numpy as np
import torch

torch.manual_seed(0)
texts = []


def add(name, text, tensor, tolerance):
    values = [str(float(value)) for value in tensor.detach().to(torch.float32).flatten()]
    texts.append({"name": name, "text": text, "shape": list(tensor.shape), "values": values, "tolerance": tolerance})


SHAPES = [(), (1,), (3,), (2, 3), (1, 1), (3, 1, 2), (2, 1, 3, 4), (0,)]
FLOATS = [torch.float32, torch.float64, torch.float16, torch.bfloat16]
WHOLE = [torch.int8, torch.int16, torch.int32, torch.int64, torch.uint8]
for shape in SHAPES:
    for dtype in FLOATS:
        tensor = (torch.randn(shape) * 3).to(dtype)
        add(f"print {dtype} {shape}", str(tensor), tensor, 1e-4)
    for dtype in WHOLE:
        tensor = torch.randint(0, 100, shape).to(dtype)
        add(f"print {dtype} {shape}", str(tensor), tensor, 0)
    add(f"print bool {shape}", str(torch.rand(shape) > 0.5), torch.tensor(0.0), 0)
    texts.pop()
    flags = torch.rand(shape) > 0.5
    add(f"print bool {shape}", str(flags), flags, 0)

small = torch.tensor([[1e-8, 2.5e3], [-3e7, 0.0]])
add("scientific", str(small), small, 1e-4)
odd = torch.tensor([[float("nan"), float("inf")], [-float("inf"), 1.5]])
add("nan and inf", str(odd), odd, 0)
add("nan and inf, whole", str(torch.tensor([float("nan"), float("-inf"), 2.0])), torch.tensor([float("nan"), float("-inf"), 2.0]), 0)
weights = torch.randn(2, 3, requires_grad=True)
add("requires_grad", str(weights), weights, 1e-4)
add("grad_fn", str(weights * 2), weights * 2, 1e-4)
add("a parameter", str(torch.nn.Parameter(weights.detach())), weights, 1e-4)
layer = torch.nn.Conv2d(3, 2, 3)
add("a layer's weight", str(layer.weight), layer.weight, 1e-4)
with_precision = torch.randn(3, 3)
torch.set_printoptions(precision=10)
add("ten digits", str(with_precision), with_precision, 1e-9)
torch.set_printoptions(profile="default")
add("tolist", str(with_precision.tolist()), with_precision, 0)
add("assigned", f"filt = torch.tensor({with_precision.tolist()}, dtype=torch.float32, device='cpu')", with_precision, 0)
many = torch.arange(999)
add("many lines", str(many), many, 0)

for shape in [(3,), (2, 3), (2, 2, 2), (1, 1, 3, 3)]:
    for code in ["float32", "float64", "float16", "int64", "bool"]:
        array = (np.random.default_rng(1).normal(size=shape) * 4).astype(code)
        tensor = torch.from_numpy(array.astype("float32"))
        add(f"repr {code} {shape}", repr(array), tensor, 1e-3 if code == "float16" else 1e-7)
        add(f"str {code} {shape}", str(array), tensor, 1e-3 if code == "float16" else 1e-7)
add("np.array", "np.array([[1., -.5], [2.e-3, 7]], dtype=np.float32)", torch.tensor([[1.0, -0.5], [2e-3, 7]]), 0)

refused = {
    "summarised by torch": str(torch.zeros(2000)),
    "summarised by torch, two axes": str(torch.zeros(100, 100)),
    "summarised by NumPy": str(np.zeros((100, 100))),
    "complex": str(torch.tensor([1 + 2j, 3])),
    "sparse": str(torch.eye(3).to_sparse()),
}
print(json.dumps({"texts": texts, "refused": refused}))
