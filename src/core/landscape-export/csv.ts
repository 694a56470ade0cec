/*
 * The grid as a table (RFC 4180, CRLF): one line a point, beta outer, as in the JSON. Columns `alpha`, `beta`,
 * `loss` (nats); the loss is empty where it is not computed. The path is in the JSON.
 */

import type { LandscapeSurface } from '../landscape'

export function surfaceToCsv({ alphas, betas, losses }: LandscapeSurface): string {
  const lines = ['alpha,beta,loss']
  betas.forEach((beta, row) => {
    alphas.forEach((alpha, column) => {
      const loss = losses[row * alphas.length + column]!
      lines.push(`${alpha},${beta},${Number.isFinite(loss) ? loss : ''}`)
    })
  })
  return lines.join('\r\n') + '\r\n'
}
