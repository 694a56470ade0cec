"""Trains the GPT-2 in this folder on its dataset with transformers' own Trainer, and puts it back here.

    pip install torch transformers datasets accelerate
    torchrun --nproc_per_node 4 train.py        (or: accelerate launch train.py; one card: python train.py)

The settings are those of the training in Downhill. A batch there is one step's; here every process takes its share.
"""
import json
import os
from pathlib import Path

import torch
from datasets import load_dataset
from transformers import GPT2LMHeadModel, Trainer, TrainingArguments

HERE = Path(__file__).parent
SETTINGS = json.loads((HERE / 'settings.json').read_text())
PROCESSES = int(os.environ.get('WORLD_SIZE', 1))


def collate(rows):
    """Rows of tokens as one rectangle; -100 marks what is no target."""
    longest = max(len(row['input_ids']) for row in rows)

    def filled(key, value):
        return torch.tensor([row[key] + [value] * (longest - len(row[key])) for row in rows])

    return {'input_ids': filled('input_ids', 0), 'labels': filled('labels', -100)}


def loss(outputs, labels, num_items_in_batch=None):
    """Mean nats per token. The labels are already the next tokens, so that the last one counts too."""
    return torch.nn.functional.cross_entropy(outputs.logits.flatten(0, 1).float(), labels.flatten(), ignore_index=-100)


model = GPT2LMHeadModel.from_pretrained(HERE)
files = {part: str(HERE / 'dataset' / f'{part}.jsonl') for part in SETTINGS['parts']}
data = load_dataset('json', data_files=files)
arguments = TrainingArguments(
    output_dir=str(HERE / 'checkpoints'),
    per_device_train_batch_size=max(1, SETTINGS['batch'] // PROCESSES),
    remove_unused_columns=False,
    save_safetensors=True,
    report_to='none',
    **SETTINGS['trainer'],
)
trainer = Trainer(model=model, args=arguments, train_dataset=data['train'], eval_dataset=data.get('validation'),
                  data_collator=collate, compute_loss_func=loss)
trainer.train()
if trainer.is_world_process_zero():
    record = model.config.downhill['training']  # so that Downhill knows how far it is
    record.update(step=record['step'] + trainer.state.global_step, engine=f'transformers, {PROCESSES} processes',
                  train_loss=None, val_loss=None, val_bits_per_char=None)
    trainer.model.save_pretrained(HERE, safe_serialization=True)
