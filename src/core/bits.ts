/*
 * Losses per character, so that runs with different tokenizers compare: bits, which do not depend on how a
 * text was cut. A character is a code point; an item of a list counts one more, for its end.
 */

/**
 * Bits per character of a mean loss.
 * @param loss mean nats per predicted token
 * @param tokens number of predicted tokens the mean is of
 * @param characters characters they stand for; with one character per token the result is loss ÷ ln 2
 */
export function bitsPerCharacter(loss: number, tokens: number, characters: number): number {
  return tokens === characters ? loss / Math.LN2 : (loss * tokens) / Math.max(1, characters) / Math.LN2
}

/**
 * Sum of a table over ids: with `Tokenizer.characters`, the characters that these tokens stand for.
 * Ids below 0 are padding.
 */
export function countCharactersOf(ids: ArrayLike<number>, characters: Int32Array): number {
  let sum = 0
  for (let i = 0; i < ids.length; i++) if (ids[i]! >= 0) sum += characters[ids[i]!]!
  return sum
}
