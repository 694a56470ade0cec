/* Finding a token of a large vocabulary by what is typed. Pure. */

/** The most that are offered. */
export const OFFERED = 40

/**
 * Ids whose token is what was typed, then those that begin with it, then those that hold it, each by id; small and capital
 * letters count alike. Nothing typed offers the first ids.
 */
export function findTokens(tokens: readonly string[], typed: string): number[] {
  const wanted = plain(typed)
  if (wanted === '') return Array.from({ length: Math.min(tokens.length, OFFERED) }, (_, id) => id)
  const found: [number[], number[], number[]] = [[], [], []]
  for (const [id, token] of tokens.entries()) {
    const own = plain(token)
    // A space in front belongs to most tokens of running text: nobody types it.
    if (own === wanted || own.trimStart() === wanted) found[0].push(id)
    else if (own.startsWith(wanted) || own.trimStart().startsWith(wanted)) found[1].push(id)
    else if (own.includes(wanted)) found[2].push(id)
  }
  return found.flat().slice(0, OFFERED)
}

/** The sign that a space is shown as is taken for one. */
const plain = (text: string): string => text.replaceAll('\u2423', ' ').toLowerCase()
