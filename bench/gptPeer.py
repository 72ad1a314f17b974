"""The model of `glueball bench gpt` in PyTorch: the same sizes, initial distributions, loss and AdamW step.

    python3 bench/gptPeer.py --layers 4 --width 128 --heads 4 --context 64 --batch 32 --vocabulary 512 --steps 30 --threads 1

Prints the same JSON keys. Needs PyTorch (Debian: python3-torch).
"""
import argparse
import json
import resource
import time

parser = argparse.ArgumentParser()
for name, value in [("layers", 4), ("width", 128), ("heads", 4), ("context", 64), ("batch", 32),
                    ("vocabulary", 512), ("steps", 30), ("threads", 1)]:
    parser.add_argument("--" + name, type=int, default=value)
o = parser.parse_args()

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(o.threads)
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(o.width), nn.LayerNorm(o.width)
        self.qkv, self.out = nn.Linear(o.width, 3 * o.width), nn.Linear(o.width, o.width)
        self.up, self.down = nn.Linear(o.width, 4 * o.width), nn.Linear(4 * o.width, o.width)
        self.register_buffer("mask", torch.triu(torch.full((o.context, o.context), float("-inf")), 1))

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = (y.view(b, t, o.heads, d // o.heads).transpose(1, 2) for y in self.qkv(self.norm1(x)).split(d, 2))
        scores = q @ k.transpose(2, 3) * (d // o.heads) ** -0.5 + self.mask
        y = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, d)
        x = x + self.out(y)
        return x + self.down(F.gelu(self.up(self.norm2(x)), approximate="tanh"))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.token, self.position = nn.Embedding(o.vocabulary, o.width), nn.Embedding(o.context, o.width)
        self.blocks = nn.Sequential(*[Block() for _ in range(o.layers)])
        self.norm, self.head = nn.LayerNorm(o.width), nn.Linear(o.width, o.vocabulary, bias=False)
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear) and module.bias is not None:
                nn.init.zeros_(module.bias)

    def forward(self, tokens):
        x = self.token(tokens) + self.position.weight
        return self.head(self.norm(self.blocks(x)))


model = Gpt()
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)


def step():
    tokens = torch.randint(o.vocabulary, (o.batch, o.context + 1))
    loss = F.cross_entropy(model(tokens[:, :-1]).reshape(-1, o.vocabulary), tokens[:, 1:].reshape(-1))
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return loss.item()


for _ in range(3):
    step()
times = []
for _ in range(o.steps):
    start = time.perf_counter()
    loss = step()
    times.append(time.perf_counter() - start)
times.sort()
milliseconds = 1e3 * times[len(times) // 2]
print(json.dumps({
    "tokensPerSecond": round(o.batch * o.context / milliseconds * 1e3),
    "msPerStep": round(milliseconds, 2),
    "parameters": sum(p.numel() for p in model.parameters()),
    "finalLoss": loss,
    "device": "cpu",
    "threads": o.threads,
    "peakMemoryMB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    "framework": "pytorch " + torch.__version__,
}))
