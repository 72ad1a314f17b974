"""The backbone of OmniJet-alpha (arXiv 2403.05618, section 3) in PyTorch, trained as bench/omnijet.ts trains ours.

    python3 bench/omnijetPeer.py --rows 16 --steps 8 --threads 2

6,570,498 parameters: three post-norm blocks of width 256 with 8 heads and ReLU, no positions, 8194 ids, a head of its
own. Attention is PyTorch's fused one. Prints JSON. Needs PyTorch.
"""
import argparse
import json
import time

parser = argparse.ArgumentParser()
for name, value in [("rows", 16), ("steps", 8), ("threads", 1)]:
    parser.add_argument("--" + name, type=int, default=value)
o = parser.parse_args()

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(o.threads)
torch.manual_seed(1)
WIDTH, HEADS, LENGTH, VOCABULARY = 256, 8, 129, 8194


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH, bias=False), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)

    def forward(self, x):
        b, t, d = x.shape
        q, k, v = (y.view(b, t, HEADS, d // HEADS).transpose(1, 2) for y in self.qkv(x).split(d, 2))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = self.norm1(x + self.out(y.transpose(1, 2).reshape(b, t, d)))
        return self.norm2(x + self.down(F.relu(self.up(x))))


model = nn.Sequential(nn.Embedding(VOCABULARY, WIDTH), Block(), Block(), Block(), nn.Linear(WIDTH, VOCABULARY))
optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01, betas=(0.9, 0.99))


def step():
    tokens = torch.randint(VOCABULARY, (o.rows, LENGTH + 1))
    loss = F.cross_entropy(model(tokens[:, :-1]).reshape(-1, VOCABULARY), tokens[:, 1:].reshape(-1))
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    optimiser.step()
    return loss.item()


step()
times = []
for _ in range(o.steps):
    start = time.perf_counter()
    loss = step()
    times.append(time.perf_counter() - start)
seconds = sorted(times)[len(times) // 2]
print(json.dumps({
    "tokensPerSecond": round(o.rows * LENGTH / seconds),
    "parameters": sum(p.numel() for p in model.parameters()),
    "finalLoss": loss,
    "framework": "pytorch " + torch.__version__,
}))
