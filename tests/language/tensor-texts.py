"""What real PyTorch prints for tensors of many kinds: writes tensor-texts.json beside this file, or into a folder."""

import json
import sys
from pathlib import Path

import torch

torch.manual_seed(7)
CASES = []


def case(tensor, remark=""):
    kind = str(tensor.dtype).split(".")[1]
    numbers = tensor.detach().double().reshape(-1)
    data = [repr(float(x)) for x in numbers]
    CASES.append({"shape": list(tensor.shape), "dtype": kind, "data": data, "remark": remark, "text": repr(tensor)})


for shape in [(), (1,), (3,), (40,), (2, 3), (3, 1), (2, 2, 2), (1, 2, 3, 2), (7, 9), (30, 40), (2, 600), (1001,), (12, 10, 11)]:
    case(torch.randn(shape))
    case((torch.randn(shape) * 10).round())
    case(torch.randint(-50, 2000, shape))
    case(torch.randn(shape) > 0)
for scale in [1e-6, 1e-3, 50.0, 1e5, 1e9]:
    case(torch.randn(4, 5) * scale)
case(torch.tensor([1.0, 2000.0, 3.0]))
case(torch.tensor([0.03125, 0.09375, -0.15625, 0.5]))
case(torch.tensor([0.0, 0.0]))
case(torch.tensor([-0.0, 1.0]))
case(torch.tensor([float("nan"), float("inf"), -float("inf"), 1.5]))
case(torch.tensor([float("nan"), float("inf"), 2.0]))
case(torch.tensor([float("nan")]))
case(torch.tensor([1e-10, 1.0]))
case(torch.tensor([1.0, 1001.0]))
case(torch.tensor([1.0, 1000.0]))
case(torch.tensor([123456789.0]))
case(torch.zeros(0))
case(torch.zeros(2, 0))
case(torch.zeros(0, dtype=torch.int64))
case(torch.zeros(3, 0, dtype=torch.bool))
case(torch.ones(3, requires_grad=True), "requires_grad=True")
case(torch.ones(3, requires_grad=True) * 2, "grad_fn=<MulBackward0>")
case((torch.ones(12, requires_grad=True) / 3), "grad_fn=<DivBackward0>")
case((torch.ones(2, 9, requires_grad=True) / 3), "grad_fn=<DivBackward0>")

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
(folder / "tensor-texts.json").write_text(json.dumps(CASES, separators=(",", ":")) + "\n")
