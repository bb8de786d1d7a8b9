"""How the files in ``networks/`` were made: with PyTorch 2.13, safetensors 0.8 and onnx, once.

Run with PyTorch installed: ``python tests/trained/make_networks.py``. ``expected.json`` holds what
PyTorch itself says the numbers are, as hexadecimal floats.
"""

import json
from pathlib import Path

import torch
from onnx import TensorProto, helper, numpy_helper, save_model
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent / "networks"
KINDS = {
    "float64": torch.float64,
    "float32": torch.float32,
    "float16": torch.float16,
    "bfloat16": torch.bfloat16,
}


def model(seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 2))


def hexadecimal(net):
    return [
        {
            "W": [[float(e).hex() for e in row] for row in one.weight.detach().double().tolist()],
            "b": [float(e).hex() for e in one.bias.detach().double().tolist()],
        }
        for one in net
        if isinstance(one, nn.Linear)
    ]


def onnx_chain(net, path):
    """Gemm without transB and with alpha and beta, then MatMul and Add, Constant, Cast, Flatten,
    Identity.
    """
    first, second, third = (one for one in net if isinstance(one, nn.Linear))
    arrays = {
        "W1": first.weight.detach().numpy().T.copy() * 4,
        "b1": first.bias.detach().numpy() / 2,
        "W2": second.weight.detach().numpy().T.copy(),
        "b2": second.bias.detach().numpy(),
        "W3": third.weight.detach().numpy(),
        "b3": third.bias.detach().numpy(),
    }
    tensors = {name: numpy_helper.from_array(array, name) for name, array in arrays.items()}
    nodes = [
        helper.make_node("Cast", ["x"], ["c"], to=TensorProto.FLOAT),
        helper.make_node("Flatten", ["c"], ["f"], axis=1),
        helper.make_node("Gemm", ["f", "W1", "b1"], ["z1"], alpha=0.25, beta=2.0),
        helper.make_node("Relu", ["z1"], ["h1"]),
        helper.make_node("MatMul", ["h1", "W2"], ["m2"]),
        helper.make_node("Constant", [], ["b2"], value=tensors["b2"]),
        helper.make_node("Add", ["b2", "m2"], ["z2"]),
        helper.make_node("Relu", ["z2"], ["h2"]),
        helper.make_node("Identity", ["h2"], ["i2"]),
        helper.make_node("Gemm", ["i2", "W3", "b3"], ["y"], transB=1),
    ]
    ends = [
        helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["N", 2]),
        helper.make_tensor_value_info("y", TensorProto.FLOAT, ["N", 2]),
    ]
    weights = [tensors[name] for name in arrays if name != "b2"]
    graph = helper.make_graph(nodes, "chain", ends[:1], ends[1:], weights)
    save_model(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)]), path)


def main():
    expected = {}
    for seed, (name, kind) in enumerate(KINDS.items()):
        net = model(seed).to(kind)
        expected[f"{name}.pt"] = expected[f"{name}.safetensors"] = hexadecimal(net)
        torch.save(net.state_dict(), HERE / f"{name}.pt")
        save_file(net.state_dict(), HERE / f"{name}.safetensors")
    net = model(7)
    expected["checkpoint.pth"] = expected["chain.onnx"] = expected["exported.onnx"] = hexadecimal(
        net
    )
    optimizer = torch.optim.Adam(net.parameters())
    (net(torch.ones(1, 2)) ** 2).sum().backward()
    torch.save({"epoch": 3, "state_dict": net.state_dict()}, HERE / "checkpoint.pth")
    onnx_chain(net, HERE / "chain.onnx")
    torch.onnx.export(net, (torch.ones(1, 2),), HERE / "exported.onnx", dynamo=False)
    torch.save(net, HERE / "refused_whole_model.pt")
    optimizer.step()
    torch.save(optimizer.state_dict(), HERE / "refused_optimizer.pt")
    convolution = nn.Sequential(nn.Conv2d(1, 1, 2), nn.Flatten(), nn.Linear(1, 1))
    torch.save(convolution.state_dict(), HERE / "refused_convolution.pt")
    normalized = nn.Sequential(nn.Linear(1, 2), nn.BatchNorm1d(2), nn.ReLU(), nn.Linear(2, 1))
    torch.save(normalized.state_dict(), HERE / "refused_batch_norm.pt")
    broken = model(8)
    with torch.no_grad():
        broken[0].weight[1, 0] = float("nan")
    torch.save(broken.state_dict(), HERE / "refused_nan.pt")
    save_file(broken.state_dict(), HERE / "refused_nan.safetensors")
    softmax = nn.Sequential(*model(9), nn.Softmax(dim=1))
    torch.onnx.export(softmax, (torch.ones(1, 2),), HERE / "refused_softmax.onnx", dynamo=False)
    tanh = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 2))
    torch.onnx.export(tanh, (torch.ones(1, 2),), HERE / "refused_tanh.onnx", dynamo=False)
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")


if __name__ == "__main__":
    main()
