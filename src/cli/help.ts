/*
 * What `downhill help` prints.
 * Over 150 lines: the texts of all commands, which share their paragraphs on engines, reading and training.
 */

export const COMMANDS = [
  'train',
  'resume',
  'generate',
  'score',
  'info',
  'landscape',
  'export',
  'import',
  'doctor',
  'tokenize',
  'train-bpe',
  'bench'
] as const

export type Command = (typeof COMMANDS)[number]

export function isCommand(name: string): name is Command {
  return (COMMANDS as readonly string[]).includes(name)
}

/** The help of a command, or of all. */
export function helpFor(command?: Command): string {
  return command ? HELP[command] : OVERVIEW
}

const OVERVIEW = `Downhill trains small GPT language models from scratch.

downhill train --corpus FILE [options]     train a model on a text
downhill resume --run FOLDER [options]     go on with an interrupted training
downhill generate --model FILE [options]   write new items or text
downhill score --model FILE TEXT …         log probabilities of given texts, or of a corpus line by line
downhill info --model FILE                 what a model file holds, as JSON
downhill landscape --model FILE [options]  the loss around a model, as numbers or pictures
downhill export --model FILE [options]     a model for other programs, or a run as one .zip
downhill import PATH [options]             a model of another program, or a run
downhill doctor --corpus FILE [options]    what is wrong with a text, before training on it
downhill tokenize --encoding NAME TEXT     a text as tokens
downhill train-bpe --corpus FILE [options] learn a vocabulary from a text
downhill bench [options]                   how fast this machine is with each engine
downhill help COMMAND                      the options of a command

Results go to standard output, progress and notes to standard error.
Exit codes: 0 done, 1 failed or interrupted, 2 wrong usage.
`

const ENGINE = `  --engine NAME        auto (default), cpu, reference, webgpu, reference-webgpu;
                       WebGPU needs the npm package webgpu`

const READING = `  --field NAME         of a table or of JSON: the column or field that holds the text
  --encoding NAME      of a plain text, where what is detected is wrong: utf-8, utf-16le,
                       windows-1252, shift_jis …`

const TRAINING = `${ENGINE}
  --features LIST      of relaxed-simd (cpu), f16 and subgroups (webgpu), with commas: faster
                       arithmetic where the engine has it, whose last bits differ from machine to
                       machine; none (default); resume keeps what the run had
  --out FILE           the model, as .safetensors
  --losses FILE        step,train_loss,val_loss as CSV, one row per step, nats per token
  --quiet              no progress and no notes`

const HELP: Readonly<Record<Command, string>> = {
  train: `downhill train --corpus FILE [options]

  --corpus FILE        one item per line, or running text: plain text, CSV, TSV, JSON, JSON Lines,
                       Word, PDF, EPUB or Parquet
${READING}
  --preset NAME        microgpt, names (default for lists), text-small (default for
                       running text), text
  --steps N            optimizer steps
  --seed N             initial weights and order of the batches
  --set KEY=VALUE …    any setting: layers, heads, width, block, batch, steps, learning_rate,
                       schedule, warmup, weight_decay, dropout, optimizer, beta1, beta2, epsilon,
                       clip, kind, tokenizer, family, deduplicate, held_out, split_seed, seed,
                       random, eval_every; tokenizer is characters, graphemes, bpe:N (N tokens
                       learned when training begins), bpe:FILE (of train-bpe), r50k_base, p50k_base,
                       cl100k_base or o200k_base
  --from FILE          go on with this model and its settings, to a higher --steps
  --library FOLDER     also keep the run there, with checkpoints; see resume
${TRAINING}

Ctrl-C ends training after the step and saves what was asked for.
`,
  resume: `downhill resume (--run FOLDER | --library FOLDER [--run NAME]) [options]

Goes on from the newest checkpoint, with the losses it would have had.

  --run FOLDER         runs/ID in a library
  --library FOLDER     instead: the folder given to train
  --run NAME           with --library, id or name of the run; the newest if not given
  --steps N            another last step
${TRAINING}
`,
  generate: `downhill generate --model FILE [options]

  --model FILE         a model saved by Downhill
  --count N            how many (20)
  --temperature T      0 is greedy; below 1 safer, above 1 wilder (0.8)
  --top-k K            only the K likeliest tokens (0: all)
  --top-p P            only the likeliest tokens that together reach this share (1: all)
  --min-p P            only tokens at least P times as likely as the likeliest (0: all)
  --repetition-penalty R  above 1: tokens the item already has become less likely (1: off)
  --seed N             the same seed gives the same items; without it 1, except that a
                       microgpt model goes on with its own random stream
  --prefix TEXT        what every item begins with; the output includes it
  --starts-with TEXT   the same
  --max-tokens N       length of running text, in tokens (256)

Of a list, only items that hold all of this (letters as they are, lengths in characters):
  --ends-with TEXT     what every item ends with
  --contains TEXT      what stands somewhere in it; may be given several times
  --excludes TEXT      what stands nowhere in it; may be given several times
  --pattern P          the whole item: ? is one character, * any run, [aeiou] one of these
  --min-length N       at least so long
  --max-length N       at most so long (0: as long as the model can)
  --new-only           nothing that stands in the corpus
  --min-edits D        at least D letters changed, added or taken from every line of the corpus
  --avoid FILE         lines of your own to keep away from, by --min-edits, at least 1
  --distinct           no item twice
  --best K             instead of drawing: the K most probable items that hold all this, in order,
                       proven by search; temperature, cuts and seed play no part

  --format F           txt (default), csv, json
  --spreadsheet        in CSV, an apostrophe before texts that begin with = + - @, so that
                       no spreadsheet runs them; off by default because it changes the texts
  --corpus FILE        the text the model was trained on, to fill the column status (train,
                       unseen, held_out, new); found by itself for the bundled names
${READING}
  --out FILE           a file instead of standard output
${ENGINE}
`,
  score: `downhill score --model FILE [--json] TEXT …
downhill score --model FILE --corpus FILE [--worst N | --best N] [--part PART] [--json]

Prints tokens, ids and natural-log probabilities of each text; or the lines of a corpus that
surprise the model most, with their losses. Put -- before texts that begin with a hyphen.

  --model FILE         a model saved by Downhill
  --json               [{ text, ids, tokens, log_probs, end_log_prob, bits_per_char }];
                       with --corpus { corpus, kind, step, parts, lines }
  --corpus FILE        the text the model was trained on, cut and split as its run did
${READING}
  --worst N            the N lines of highest loss per character (20)
  --best N             instead: the N lines of lowest loss per character
  --part PART          all (default), held_out, train
  --quiet              no progress and no notes
${ENGINE}
`,
  info: `downhill info --model FILE

Checks the file and prints family, sizes, parameters, tokenizer, steps, losses and settings as JSON.

  --model FILE         a model saved by Downhill
`,
  landscape: `downhill landscape (--model FILE --corpus FILE | --run FOLDER) --out FILE [options]

The loss on a fixed batch over a plane through a model's parameters: the first 64 held-out items,
or 64 windows of running text.

  --model FILE         a model saved by Downhill, at the centre
  --run FOLDER         instead: runs/ID in a library; its newest checkpoint is the centre, the
                       others are the path
  --corpus FILE        the text the model was trained on; a run's is found in its library
${READING}
  --out FILE           .json, .csv, .stl (for printing), .png, .svg or .glb
  --size N             points along one side, odd, from 21 to 201 (41)
  --directions D       random: two random ones of the length of the weights, filter by filter;
                       pca (default of --run): the principal components of the path
  --seed S             of the random directions (42)
  --span R             half the side: random, in lengths of the directions (1); pca, as a factor
                       on what holds the path (1.25)
  --quiet              no progress and no notes
${ENGINE}

Ctrl-C ends after the point; what is finished is saved.
`,
  export: `downhill export (--model FILE | --run FOLDER) --to FORMAT --out PATH [options]

Writes a model so that other programs open it.

  --model FILE         a model saved by Downhill
  --run FOLDER         instead: runs/ID in a library, its newest checkpoint; with --to zip all of it
  --to FORMAT          hf: a folder for Hugging Face's transformers; gguf: one file for llama.cpp;
                       html: a page that writes in any browser, without a network; python: a
                       program without dependencies; machine: the folder for transformers with the
                       corpus as tokens and a script, to train on elsewhere; zip: a run of Downhill
  --out PATH           the file, or for hf and machine a folder that is new or empty
  --name TEXT          what the model is called there; the file's or the run's name if not given
  --corpus FILE        for machine: the text the model was trained on; a run's is found in its
                       library, and the bundled names by themselves
${READING}

hf, gguf and machine know no models of the family microgpt. gguf knows the tokenizers characters,
bpe and r50k_base.
`,
  import: `downhill import PATH (--out FILE | --run FOLDER | --library FOLDER)

Takes a model of another program, or a run that was exported.

  PATH                 a folder of Hugging Face's transformers with a model of the shape of GPT-2
                       (config.json, model.safetensors, and tokenizer.json or vocab.json with
                       merges.txt), its model.safetensors, or a run as .zip
  --out FILE           the model, as .safetensors; of a .zip its newest checkpoint
  --run FOLDER         instead: a new checkpoint of runs/ID in a library, for a model that was
                       trained on elsewhere
  --library FOLDER     for a .zip: the whole run
`,
  doctor: `downhill doctor --corpus FILE [options]

Looks through a text as a run would read it: copies, leakage into the held-out part, items longer
than the context, rare and unread characters, case variants, lines with nothing to learn, and
whether text and model suit one another in size. Exit code 0 whatever is found.

  --corpus FILE        one item per line, or running text: any file that train reads
${READING}
  --preset NAME        microgpt, names (default for lists), text-small (default for running
                       text), text
  --set KEY=VALUE …    any setting of train: kind, tokenizer, block, width, steps, deduplicate …
  --json               { corpus, kind, lines, characters, settings, findings: [{ about, mark, count,
                       estimate, examples, … }] }
  --quiet              no notes
`,
  tokenize: `downhill tokenize --encoding NAME [--json] TEXT

Prints each token of a text with its id. Put -- before a text that begins with a hyphen.

  --encoding NAME      characters, graphemes (ids are places in the alphabet of the text itself),
                       bpe:FILE (a file of train-bpe), r50k_base, p50k_base, cl100k_base, o200k_base
  --model FILE         instead: the tokenizer of this model
  --json               { encoding, text, ids, tokens, count, characters, replaced }
`,
  'train-bpe': `downhill train-bpe --corpus FILE --vocab N --out FILE [options]

Learns a byte pair encoding: merges stay inside the items of a list, and inside words and the like.

  --corpus FILE        one item per line, or running text: any file that train reads
${READING}
  --vocab N            tokens, bytes and merges together, from 64 to 32768; from 256 on all
                       bytes are among them and any text can be written, below only the bytes of
                       the corpus
  --out FILE           the file, JSON; for tokenize --encoding bpe:FILE and --set tokenizer=bpe:FILE
  --kind KIND          auto (default), list, text
  --quiet              no progress and no notes
`,
  bench: `downhill bench [options]

Times training steps, generation and loss-landscape points with each engine, side by side, and prints
a table. Takes some minutes; nothing else should run meanwhile.

  --only NAMES         names separated by commas: configurations (micro, micro-job, names, names-items,
                       names-generation, names-landscape, text-small, text-small-generation,
                       text-small-stream, text, text-4-layers), engines (cpu, reference, webgpu, reference-webgpu,
                       webgpu-host, reference-webgpu-host), or both. A software adapter is timed
                       only if webgpu is named.
  --seconds S          time for each row (1); slow engines take at least three steps
  --json FILE          all rows, with more than the table has room for
`
}
