"""Torch, Lightning and Keras: the recipes of docs/replay.md, word for word, in trainings of a small network.

None of the three is in a lock file, since they bring gigabytes. Where `pip install torch lightning keras` has not
been run, these tests are skipped.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from textwrap import dedent

import pytest
from sklearn.datasets import make_classification

import logloss as ll

FEATURES, LABELS = make_classification(400, 6, n_informative=4, flip_y=0.2, random_state=0)
FEATURES, LABELS = FEATURES.astype("float32"), LABELS.astype("float32")
TRAIN, VALID = slice(300), slice(300, None)
DOCS = (Path(__file__).resolve().parents[2] / "docs" / "replay.md").read_text(encoding="utf-8")


def needs(*libraries):
    missing = [library for library in libraries if find_spec(library) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def recipe(library):
    """The block of code that follows the line which begins with the library's name."""
    found = re.search(rf"^{library}, .*:\n\n((?:    .*\n|\n)+)", DOCS, re.MULTILINE)
    assert found, f"docs/replay.md has no recipe for {library}"
    return dedent(found[1]).strip() + "\n"


def learned(replay, p, steps):
    """Whether the steps were recorded, the last of them as the trained model has it."""
    assert [step.step for step in replay.steps] == list(range(1, steps + 1))
    assert replay.last.loss == pytest.approx(ll.log_loss(LABELS[VALID], p), rel=1e-5)
    assert replay.best.loss < replay.steps[0].loss
    assert replay.best.accuracy > 0.7


@needs("torch")
def test_torch():
    import torch

    torch.manual_seed(0)
    X, y = torch.tensor(FEATURES[TRAIN]), torch.tensor(LABELS[TRAIN])
    X_valid = torch.tensor(FEATURES[VALID])
    net = torch.nn.Sequential(
        torch.nn.Linear(6, 16), torch.nn.ReLU(), torch.nn.Dropout(0.5), torch.nn.Linear(16, 1)
    )
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    replay = ll.Replay(LABELS[VALID])
    after_an_epoch = compile(recipe("Torch"), "docs/replay.md", "exec")
    for _ in range(30):
        assert net.training
        optimizer.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(net(X)[:, 0], y)
        loss.backward()
        optimizer.step()
        exec(after_an_epoch, {"torch": torch, "net": net, "X_valid": X_valid, "replay": replay, "loss": loss})
        assert replay.last.train_loss == loss.item()
    with torch.no_grad():
        learned(replay, torch.sigmoid(net.eval()(X_valid))[:, 0].numpy(), steps=30)


@needs("torch", "lightning")
@pytest.mark.filterwarnings("ignore")  # Lightning's own, of its workers, its loggers and what it imports
def test_lightning():
    import lightning
    import torch
    from torch.utils.data import DataLoader, TensorDataset

    def rows(part):
        return DataLoader(TensorDataset(*(torch.tensor(a[part]) for a in (FEATURES, LABELS))), batch_size=30)

    class Net(lightning.LightningModule):
        def __init__(self, replay):
            super().__init__()
            self.replay = replay
            self.net = torch.nn.Sequential(torch.nn.Linear(6, 16), torch.nn.ReLU(), torch.nn.Linear(16, 1))

        def forward(self, X):
            return self.net(X)

        def training_step(self, batch, _):
            X, y = batch
            return torch.nn.functional.binary_cross_entropy_with_logits(self(X)[:, 0], y)

        def configure_optimizers(self):
            return torch.optim.Adam(self.parameters(), lr=0.02)

    methods = {"torch": torch}
    exec(compile(recipe("Lightning"), "docs/replay.md", "exec"), methods)
    recorded = type(
        "Recorded", (Net,), {name: methods[name] for name in methods if name.startswith(("on_", "val"))}
    )
    torch.manual_seed(0)
    replay = ll.Replay(LABELS[VALID])
    net = recorded(replay)
    quiet = dict.fromkeys(
        ("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary"), False
    )
    lightning.Trainer(max_epochs=8, accelerator="cpu", **quiet).fit(net, rows(TRAIN), rows(VALID))
    with torch.no_grad():
        learned(replay, torch.sigmoid(net(torch.tensor(FEATURES[VALID])))[:, 0].numpy(), steps=8)


@needs("keras", "torch")
@pytest.mark.filterwarnings("ignore")  # Keras's own, of how it reads torch's arrays
def test_keras(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    import keras

    keras.utils.set_random_seed(0)
    layers = [keras.layers.Input((6,)), keras.layers.Dense(16, "relu"), keras.layers.Dense(1, "sigmoid")]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy")
    replay = ll.Replay(LABELS[VALID])
    given = {"keras": keras, "model": model, "replay": replay, "X_valid": FEATURES[VALID]}
    exec(
        compile(recipe("Keras"), "docs/replay.md", "exec"), given | {"X": FEATURES[TRAIN], "y": LABELS[TRAIN]}
    )
    learned(replay, model.predict(FEATURES[VALID], verbose=0)[:, 0], steps=50)
    assert 0 < replay.last.train_loss < replay.steps[0].train_loss
