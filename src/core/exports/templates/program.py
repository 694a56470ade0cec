#!/usr/bin/env python3
"""A small GPT with its weights inside: nothing to install, nothing to download.

    python3 FILE                          ten new texts
    python3 FILE --prefix An --count 5    that begin so
    python3 FILE --temperature 0          the likeliest letters only

The model's settings and weights stand at the end of this file. What a GPT does is all in between:
tokens, embeddings, attention, feed-forward, and a choice by chance. Trained with Downhill.
"""
import argparse
import array
import base64
import json
import math
import random
import re
import sys
import unicodedata
from operator import mul


# Tokens -------------------------------------------------------------------------------------------

class Tokenizer:
    """Text to numbers and back. Every token is a sequence of bytes; the last id ends a text."""

    def __init__(self, data):
        self.tokens = [token.encode('latin-1') for token in data['tokens']]
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        self.end = len(self.tokens)
        self.cut = data['cut']
        self.ranks = {tuple(part.encode('latin-1') for part in pair): rank
                      for rank, pair in enumerate(data['merges'])}

    def encode(self, text):
        if self.cut == 'character':
            pieces = [[character.encode()] for character in text]
        elif self.cut == 'longest':
            pieces = [self.longest(text.encode())]
        else:
            pieces = [self.merge(part.encode()) for part in re.findall(with_categories(self.cut), text)]
        ids = []
        for part in (part for piece in pieces for part in piece):
            if part not in self.ids:
                sys.exit(f'The model does not know "{part.decode("utf-8", "replace")}".')
            ids.append(self.ids[part])
        return ids

    def merge(self, word):
        """Byte pair encoding: joins the neighbours that were merged first in training, again and again."""
        parts = [word[i:i + 1] for i in range(len(word))]
        while len(parts) > 1:
            rank, i = min((self.ranks.get(pair, math.inf), i) for i, pair in enumerate(zip(parts, parts[1:])))
            if rank == math.inf:
                break
            parts[i:i + 2] = [parts[i] + parts[i + 1]]
        return parts

    def longest(self, text):
        parts = []
        while text:
            length = next((n for n in range(len(text), 0, -1) if text[:n] in self.ids), 1)
            parts.append(text[:length])
            text = text[length:]
        return parts

    def decode(self, ids):
        return b''.join(self.tokens[i] for i in ids if i != self.end).decode('utf-8', 'replace')


def with_categories(pattern):
    r"""The pattern with Unicode's categories, such as \p{L} for letters, written out: Python has no name for them."""
    found = {}
    for name in set(re.findall(r'\\p\{(\w+)\}', pattern)):
        codes = [c for c in range(0x110000) if unicodedata.category(chr(c)).startswith(name)]
        spans = []
        for code in codes:
            if spans and code == spans[-1][1] + 1:
                spans[-1][1] = code
            else:
                spans.append([code, code])
        found[name] = ''.join(f'\\U{a:08x}-\\U{b:08x}' for a, b in spans)
    inside = False
    out = []
    for part in re.findall(r'\\p\{\w+\}|\\.|.', pattern, re.S):
        inside = part == '[' or (inside and part != ']')
        if part.startswith('\\p{'):
            span = found[part[3:-1]]
            out.append(span if inside else f'[{span}]')
        else:
            out.append(part)
    return ''.join(out)


# The model ----------------------------------------------------------------------------------------

class Model:
    """GPT-2 or microgpt. Feeding it a token gives a score for every token that could come next."""

    def __init__(self, shape, weights):
        self.gpt2 = shape['family'] == 'gpt2'
        self.layers, self.heads, self.width = shape['layers'], shape['heads'], shape['width']
        self.block = shape['block']
        self.tensors = {}
        at = 0
        for name, dims in shape['tensors']:
            size = math.prod(dims)
            values = weights[at:at + size]
            at += size
            if len(dims) == 1:
                self.tensors[name] = list(values)
            elif name in ('wte.weight', 'wpe.weight', 'lm_head.weight'):
                self.tensors[name] = [list(values[i:i + dims[1]]) for i in range(0, size, dims[1])]
            else:  # one row for each output, so that an output is the product of two lists
                self.tensors[name] = [list(values[i::dims[1]]) for i in range(dims[1])]
        self.forget()

    def forget(self):
        """Back to the beginning: no token has been seen."""
        self.position = 0
        self.keys = [[] for _ in range(self.layers)]
        self.values = [[] for _ in range(self.layers)]

    def linear(self, x, name):
        y = [sum(map(mul, row, x)) for row in self.tensors[name + '.weight']]
        bias = self.tensors.get(name + '.bias')
        return [a + b for a, b in zip(y, bias)] if bias else y

    def norm(self, x, name):
        if not self.gpt2:
            scale = (sum(map(mul, x, x)) / len(x) + 1e-5) ** -0.5
            return [a * scale for a in x]
        mean = sum(x) / len(x)
        scale = (sum((a - mean) ** 2 for a in x) / len(x) + 1e-5) ** -0.5
        gain, bias = self.tensors[name + '.weight'], self.tensors[name + '.bias']
        return [(a - mean) * scale * g + b for a, g, b in zip(x, gain, bias)]

    def activate(self, x):
        if not self.gpt2:
            return [max(0.0, a) for a in x]
        return [0.5 * a * (1 + math.tanh(math.sqrt(2 / math.pi) * (a + 0.044715 * a ** 3))) for a in x]

    def attention(self, x, layer):
        """Each head compares its query with the keys of all tokens so far, and mixes their values accordingly."""
        width, size = self.width, self.width // self.heads
        both = self.linear(x, f'h.{layer}.attn.c_attn')
        query, key, value = both[:width], both[width:2 * width], both[2 * width:]
        self.keys[layer].append(key)
        self.values[layer].append(value)
        mixed = []
        for start in range(0, width, size):
            part = slice(start, start + size)
            scores = [sum(map(mul, query[part], k[part])) / math.sqrt(size) for k in self.keys[layer]]
            shares = softmax(scores)
            mixed += [sum(map(mul, shares, column)) for column in zip(*(v[part] for v in self.values[layer]))]
        return self.linear(mixed, f'h.{layer}.attn.c_proj')

    def feed(self, token):
        x = [a + b for a, b in zip(self.tensors['wte.weight'][token], self.tensors['wpe.weight'][self.position])]
        self.position += 1
        if not self.gpt2:
            x = self.norm(x, '')
        for layer in range(self.layers):
            x = [a + b for a, b in zip(x, self.attention(self.norm(x, f'h.{layer}.ln_1'), layer))]
            hidden = self.activate(self.linear(self.norm(x, f'h.{layer}.ln_2'), f'h.{layer}.mlp.c_fc'))
            x = [a + b for a, b in zip(x, self.linear(hidden, f'h.{layer}.mlp.c_proj'))]
        if self.gpt2:
            x = self.norm(x, 'ln_f')
        table = self.tensors['wte.weight' if self.gpt2 else 'lm_head.weight']
        return [sum(map(mul, row, x)) for row in table]


def softmax(scores):
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


# Writing ------------------------------------------------------------------------------------------

def choose(scores, temperature):
    if temperature == 0:
        return max(range(len(scores)), key=scores.__getitem__)
    return random.choices(range(len(scores)), softmax([score / temperature for score in scores]))[0]


def advance(model, context):
    """Scores after these tokens, all but the last of which the model has seen."""
    back = 1
    if model.position == model.block:  # the window slides on: the last half of it is read anew
        model.forget()
        back = max(1, model.block // 2)
    for token in context[-back:-1]:
        model.feed(token)
    return model.feed(context[-1])


def write(model, tokenizer, info, prefix, temperature, most):
    """One text. An item of a list ends where the model ends it; running text goes on for `most` tokens."""
    is_list = info['kind'] == 'list'
    context = [tokenizer.end] + prefix if is_list else prefix or info['start']
    given = len(context)
    model.forget()
    for length in range(1, given + 1):
        scores = advance(model, context[:length])
    while True:
        if not is_list:
            scores[tokenizer.end] = -math.inf
        token = choose(scores, temperature)
        if token == tokenizer.end:
            break
        context = context + [token]
        if model.position == model.block if is_list else len(context) - given == most:
            break
        scores = advance(model, context)
    return tokenizer.decode(prefix + context[given:])


def main():
    info = json.loads(MODEL)
    weights = array.array('f', base64.b64decode(WEIGHTS))
    if sys.byteorder == 'big':
        weights.byteswap()
    options = argparse.ArgumentParser(description=f'{info["name"]}: {info["about"]}')
    options.add_argument('--count', type=int, default=10 if info['kind'] == 'list' else 1)
    options.add_argument('--temperature', type=float, default=0.8)
    options.add_argument('--prefix', default='', help='how every text begins')
    options.add_argument('--seed', type=int, help='the same seed writes the same texts')
    options.add_argument('--tokens', type=int, default=200, help='length of running text')
    chosen = options.parse_args()
    random.seed(chosen.seed)
    tokenizer = Tokenizer(info['tokenizer'])
    model = Model(info['shape'], weights)
    prefix = tokenizer.encode(chosen.prefix)
    if info['kind'] == 'list' and len(prefix) >= model.block:
        sys.exit(f'The prefix has {len(prefix)} tokens; the model sees {model.block - 1}.')
    for _ in range(chosen.count):
        print(write(model, tokenizer, info, prefix, chosen.temperature, chosen.tokens), flush=True)


MODEL = "@MODEL@"
WEIGHTS = "@WEIGHTS@"

if __name__ == '__main__':
    main()
