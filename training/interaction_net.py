"""The network of assistant.interaction as a torch module, with the same names of weights."""

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import relu

from assistant.interaction import HEADING, KERNEL_WIDTHS, KERNELS, SENTENCE, Padded
from index.encoder_builtin import BuiltInEncoder

WIDTH, COMPARED = 96, 64
_FAR = -1e4
_LEAST = 1e-6


class InteractionNet(nn.Module):
    """Scores pairs of questions and sentences; see assistant.interaction.Interaction."""

    def __init__(self, dim: int, drop: float = 0.1) -> None:
        """Take token vectors of ``dim`` dimensions; ``drop`` is left out in training."""
        super().__init__()
        self.token = nn.Linear(dim, WIDTH)
        self.length = nn.Linear(1, WIDTH)
        self.part = nn.Embedding(3, WIDTH)
        self.around = nn.Conv1d(WIDTH, WIDTH, 3, padding=1)
        self.norm = nn.LayerNorm(WIDTH)
        self.near = nn.Parameter(torch.tensor(8.0))
        self.asks = nn.Linear(4 * WIDTH + 2, COMPARED)
        self.tells = nn.Linear(5 * WIDTH + 2, COMPARED)
        self.asks_weight = nn.Linear(WIDTH, 1)
        self.tells_weight = nn.Linear(WIDTH, 1)
        self.kernel = nn.Linear(WIDTH, 1)
        self.hidden = nn.Linear(4 * COMPARED + len(KERNELS), 64)
        self.out = nn.Linear(64, 2)
        self.drop = nn.Dropout(drop)

    def forward(
        self, encoder: "TokenVectors", asked: Padded, told: Padded, of: list[int]
    ) -> Tensor:
        """Scores, shape (len(told.ids), 2).

        Args:
            encoder: Vectors of the tokens.
            asked: Questions.
            told: Sentences with their headings.
            of: The row of ``asked`` that each sentence is held against.
        """
        units_q, states_q, mask_q, _ = self._states(encoder, asked)
        units_d, d, mask_d, parts = self._states(encoder, told)
        q, mask_q = states_q[of], mask_q[of]
        cosines = torch.bmm(units_q[of], units_d.transpose(1, 2))
        near = torch.bmm(q, d.transpose(1, 2)) / WIDTH**0.5 + self.near * cosines
        no_q, no_d = (1.0 - mask_q)[:, :, None], (1.0 - mask_d)[:, None, :]
        mine = torch.bmm(torch.softmax(near + no_d * _FAR, 2), d)
        theirs = torch.bmm(torch.softmax(near + no_q * _FAR, 1).transpose(1, 2), q)
        no_body = 1.0 - (parts == SENTENCE).float()[:, None, :] * mask_d[:, None, :]
        met = (cosines - 3.0 * no_d).max(2).values[:, :, None]
        met_body = (cosines - 3.0 * no_body).max(2).values[:, :, None]
        asks = relu(self.asks(torch.cat([*_both(q, mine), met, met_body], -1)))
        whole = (q * mask_q[:, :, None]).sum(1) / mask_q.sum(1, keepdim=True)
        back = (cosines - 3.0 * no_q).max(1).values[:, :, None]
        heading = (parts == HEADING).float()[:, :, None]
        tells = torch.cat([*_both(d, theirs), d * whole[:, None], back, heading], -1)
        pooled = [
            *_pool(self.asks_weight, asks, q, mask_q),
            *_pool(self.tells_weight, relu(self.tells(tells)), d, mask_d),
            self._kernels(cosines, mask_q, mask_d, q),
        ]
        scores: Tensor = self.out(self.drop(relu(self.hidden(torch.cat(pooled, -1)))))
        return scores

    def _states(
        self, encoder: "TokenVectors", padded: Padded
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        ids, mask = torch.from_numpy(padded.ids), torch.from_numpy(padded.mask)
        parts = torch.from_numpy(padded.parts)
        distinct, inverse = torch.unique(ids, return_inverse=True)
        units = encoder.units[distinct]
        plain = self.token(units) + self.length(encoder.logs[distinct])
        states = (plain[inverse] + self.part(parts)) * mask[:, :, None]
        seen = self.around(states.transpose(1, 2)).transpose(1, 2)
        states = self.drop(self.norm(states + relu(seen)))
        return units[inverse], states * mask[:, :, None], mask, parts

    def _kernels(self, cosines: Tensor, mask_q: Tensor, mask_d: Tensor, q: Tensor) -> Tensor:
        off = (cosines[..., None] - torch.tensor(KERNELS)) / torch.tensor(KERNEL_WIDTHS)
        counts = (torch.exp(-0.5 * off**2) * mask_d[:, None, :, None]).sum(2)
        weights = torch.sigmoid(self.kernel(q)) * mask_q[:, :, None]
        return (torch.log1p(counts) * weights).sum(1) / weights.sum(1)


class TokenVectors:
    """Unit vectors of an encoder's tokens, (n, dim), and logarithms of their lengths, (n, 1)."""

    def __init__(self, encoder: BuiltInEncoder) -> None:
        """Take the table of an encoder."""
        lengths = np.maximum(encoder.lengths, _LEAST)[:, None].astype(np.float32)
        self.units = torch.from_numpy((encoder.table / lengths).astype(np.float32))
        self.logs = torch.from_numpy(np.log(lengths))


def _both(mine: Tensor, theirs: Tensor) -> list[Tensor]:
    return [mine, theirs, (mine - theirs).abs(), mine * theirs]


def _pool(weigh: nn.Linear, seen: Tensor, states: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    far = (1.0 - mask) * _FAR
    weights = torch.softmax(weigh(states).squeeze(-1) + far, 1)
    return (seen * weights[:, :, None]).sum(1), (seen + far[:, :, None]).max(1).values
