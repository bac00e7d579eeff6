"""From a trained PyTorch model to a design: `python3 examples/from_pytorch.py FOLDER`, then
`cimgen build FOLDER/design.yaml`.

It runs with numpy and safetensors alone. In place of torch it trains, by gradient descent, the network

    model = nn.Sequential(
        nn.Conv2d(1, 8, kernel_size=3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(128, 10),
    )

and ends up with what `model.state_dict()` holds then: arrays of the same names, shapes and orders.
"""

import sys
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

DIGITS = Path(__file__).resolve().parent.parent / "designs" / "digits"

DESIGN = """\
version: 1
name: from_pytorch
clock_mhz: 200
input: { shape: [8, 8, 1], format: u4, scale: 0.0625 }
parameters: model.safetensors
data:
  train: { input: train_x.npy, labels: train_y.npy }
  test: { input: test_x.npy, labels: test_y.npy }
layers:
  - conv2d: { name: conv1, prefix: "0", filters: 8, kernel: 3, padding: 1, array: main, activation: relu, output: u6 }
  - max_pool: { size: 2 }
  - flatten: { order: channels_first }
  - dense: { name: fc1, prefix: "4", outputs: 10, array: main }
  - argmax: {}
hardware:
  main: { cim_array: { rows: 64, columns: 16, weight: s6, storage: rom, digitizer: exact } }
"""


def samples(part):
    """Images as torch has them, [samples, channels, rows, columns] from 0 to 1, and their labels."""
    x = np.load(DIGITS / f"{part}_images.npy").reshape(-1, 1, 8, 8) / 16
    return x.astype(np.float32), np.load(DIGITS / f"{part}_labels.npy").astype(np.int64)


def patches(x):
    """What is under a 3x3 window at each pixel: [samples, channels * 9, rows, columns]."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    return windows.transpose(0, 1, 4, 5, 2, 3).reshape(len(x), -1, *x.shape[2:])


def forward(state, x):
    """Scores, and what the way back needs."""
    under = patches(x)
    kernel = state["0.weight"].reshape(len(state["0.weight"]), -1)
    sums = np.einsum("fk,nkyx->nfyx", kernel, under) + state["0.bias"][:, None, None]
    cells = np.maximum(sums, 0).reshape(len(x), -1, 4, 2, 4, 2)
    pooled = cells.max(axis=(3, 5))
    flat = pooled.reshape(len(x), -1)  # channel, row, column: as torch flattens
    return flat @ state["4.weight"].T + state["4.bias"], (under, sums, cells, pooled, flat)


def step(state, speed, x, y, rate):
    """One step down the gradient of the cross entropy, with momentum."""
    scores, (under, sums, cells, pooled, flat) = forward(state, x)
    chances = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances /= chances.sum(axis=1, keepdims=True)
    chances[np.arange(len(y)), y] -= 1
    slope = chances / len(y)
    back = (slope @ state["4.weight"]).reshape(pooled.shape)
    greatest = cells == pooled[:, :, :, None, :, None]
    back = (greatest * back[:, :, :, None, :, None]).reshape(sums.shape) * (sums > 0)
    slopes = {
        "0.weight": np.einsum("nfyx,nkyx->fk", back, under).reshape(state["0.weight"].shape),
        "0.bias": back.sum(axis=(0, 2, 3)),
        "4.weight": slope.T @ flat,
        "4.bias": slope.sum(axis=0),
    }
    for name, one in slopes.items():
        speed[name] = 0.9 * speed[name] - rate * one
        state[name] += speed[name]


def trained(x, y):
    """The weights of a trained network, as `model.state_dict()` names them."""
    rng = np.random.default_rng(1)
    shapes = {"0.weight": (8, 1, 3, 3), "0.bias": (8,), "4.weight": (10, 128), "4.bias": (10,)}
    state = {name: rng.normal(0, 0.2, shape) * (len(shape) > 1) for name, shape in shapes.items()}
    speed = {name: np.zeros(shape) for name, shape in shapes.items()}
    for epoch in range(30):
        for some in np.array_split(rng.permutation(len(x)), len(x) // 32):
            step(state, speed, x[some], y[some], 0.2 * (1 - epoch / 30))
    return {name: one.astype(np.float32) for name, one in state.items()}


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    train_x, train_y = samples("train")
    test_x, test_y = samples("test")
    state = trained(train_x, train_y)

    # With torch it is one line:
    # safetensors.torch.save_file(model.state_dict(), "model.safetensors")
    save_file(state, folder / "model.safetensors")

    # Samples go from [samples, channels, rows, columns] to [samples, rows, columns, channels].
    for part, x, y in [("train", train_x, train_y), ("test", test_x, test_y)]:
        np.save(folder / f"{part}_x.npy", np.ascontiguousarray(x.transpose(0, 2, 3, 1)))
        np.save(folder / f"{part}_y.npy", y)

    classes = forward(state, test_x)[0].argmax(axis=1)
    np.save(folder / "classes.npy", classes)
    (folder / "design.yaml").write_text(DESIGN)
    print(f"in floats: {(classes == test_y).sum()} of {len(test_y)} test samples correct")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "from_pytorch"))
