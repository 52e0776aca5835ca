"""The contextual encoder: static rows, then layers in which the tokens see one another.

The layers are those of ModernBERT (rotary positions, gated MLP, no biases), so the weights
load there. They begin as the identity: training starts from the static table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from training.static_table import Ids

NORM_EPS = 1e-5
ROPE_BASE = 10_000.0
CHUNK_TOKENS = 8192


@dataclass(frozen=True, slots=True)
class Shape:
    """The size of the layers."""

    dim: int = 256
    n_layers: int = 2
    n_heads: int = 4
    hidden: int = 384


class Layer(nn.Module):
    """Attention over the text, then a gated MLP, each added to what came in."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.n_heads = shape.n_heads
        self.attn_norm = nn.LayerNorm(shape.dim, NORM_EPS, bias=False)
        self.qkv = nn.Linear(shape.dim, 3 * shape.dim, bias=False)
        self.attn_out = nn.Linear(shape.dim, shape.dim, bias=False)
        self.mlp_norm = nn.LayerNorm(shape.dim, NORM_EPS, bias=False)
        self.mlp_in = nn.Linear(shape.dim, 2 * shape.hidden, bias=False)
        self.mlp_out = nn.Linear(shape.hidden, shape.dim, bias=False)
        nn.init.normal_(self.qkv.weight, std=0.04)
        nn.init.normal_(self.mlp_in.weight, std=0.04)
        nn.init.zeros_(self.attn_out.weight)
        nn.init.zeros_(self.mlp_out.weight)

    def forward(self, x: torch.Tensor, mask: torch.Tensor, turn: torch.Tensor) -> torch.Tensor:
        """(texts, tokens, dim) in and out."""
        n, length, dim = x.shape
        qkv = self.qkv(self.attn_norm(x)).view(n, length, 3, self.n_heads, dim // self.n_heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(
            rotate(q, turn), rotate(k, turn), v, attn_mask=mask[:, None, None, :]
        )
        x = x + self.attn_out(seen.transpose(1, 2).reshape(n, length, dim))
        value, gate = self.mlp_in(self.mlp_norm(x)).chunk(2, dim=-1)
        return x + self.mlp_out(F.silu(value) * gate)


class Contextual(nn.Module):
    """Weighted mean of contextual token vectors."""

    def __init__(self, table: torch.Tensor, shape: Shape) -> None:
        super().__init__()
        sizes = table.norm(dim=1, keepdim=True)
        self.shape = shape
        self.rows = nn.Parameter(table / sizes * shape.dim**0.5)
        self.weights = nn.Parameter(sizes / sizes.mean())
        self.embed_norm = nn.LayerNorm(shape.dim, NORM_EPS, bias=False)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.n_layers))
        self.final_norm = nn.LayerNorm(shape.dim, NORM_EPS, bias=False)

    def tokens(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """(texts, tokens, dim) contextual vectors."""
        x = self.embed_norm(F.embedding(ids, self.rows))
        turn = turns(ids.shape[1], self.shape.dim // self.shape.n_heads)
        for layer in self.layers:
            x = layer(x, mask, turn)
        return self.final_norm(x)

    def forward(self, texts: Sequence[Ids]) -> torch.Tensor:
        """(texts, dim) unit vectors, in the order of the texts."""
        order: list[int] = []
        parts = []
        for members, ids, mask in padded(texts):
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.training):
                tokens = self.tokens(ids, mask)
            weights = F.embedding(ids, self.weights) * mask[:, :, None]
            parts.append((tokens.float() * weights).sum(1))
            order.extend(members)
        back = torch.from_numpy(np.argsort(np.array(order)))
        return F.normalize(torch.cat(parts)[back], dim=-1)


def padded(texts: Sequence[Ids]) -> Iterator[tuple[list[int], torch.Tensor, torch.Tensor]]:
    """Texts of like length together: their positions, padded ids and where tokens are."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * len(texts[order[end]]) <= CHUNK_TOKENS:
            end += 1
        members = order[start:end]
        longest = len(texts[members[-1]])
        ids = np.zeros((len(members), longest), dtype=np.int64)
        mask = np.zeros((len(members), longest), dtype=bool)
        for row, i in enumerate(members):
            ids[row, : len(texts[i])] = texts[i]
            mask[row, : len(texts[i])] = True
        yield members, torch.from_numpy(ids), torch.from_numpy(mask)
        start = end


def turns(length: int, dim: int) -> torch.Tensor:
    """(2, length, dim) cosines and sines of the rotary positions."""
    speeds = ROPE_BASE ** (-torch.arange(0, dim, 2, dtype=torch.float32) / dim)
    angles = torch.arange(length, dtype=torch.float32)[:, None] * speeds
    both = torch.cat([angles, angles], dim=-1)
    return torch.stack([both.cos(), both.sin()])


def rotate(x: torch.Tensor, turn: torch.Tensor) -> torch.Tensor:
    """Rotary positions on (texts, heads, tokens, head dim)."""
    left, right = x.chunk(2, dim=-1)
    turned = torch.cat([-right, left], dim=-1)
    return (x * turn[0] + turned * turn[1]).to(x.dtype)
