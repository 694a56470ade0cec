/*
 * What a catalogue in another language has to be like: the same keys, texts for texts, functions of the same
 * parameters. English is the measure: `const corpusText: Like<typeof english> = {…}` does not compile with a key
 * missing, one too many, or of another kind.
 */

export type Like<T> = T extends (...args: infer Given) => infer Said
  ? (...args: Given) => Like<Said>
  : T extends string
    ? string
    : T extends number | boolean | null | undefined
      ? T
      : { readonly [Key in keyof T]: Like<T[Key]> }
