/* What the answers of npm audit mean. */
import { expect, it } from 'vitest'
import { verdictOf } from './audit.js'

const answer = (severities: Record<string, string>): string =>
  JSON.stringify({
    vulnerabilities: Object.fromEntries(
      Object.entries(severities).map(([name, severity]) => [name, { severity }])
    ),
    metadata: { vulnerabilities: { total: Object.keys(severities).length } }
  })

it('fails for what is high or critical alone', () => {
  expect(verdictOf(answer({ a: 'moderate', b: 'low' }))).toEqual({
    code: 0,
    line: 'npm audit: nothing high among 2 findings'
  })
  expect(verdictOf(`npm warn x\n${answer({ a: 'high', b: 'low', c: 'critical' })}\n`)).toEqual({
    code: 1,
    line: 'npm audit: a (high), c (critical)'
  })
})

it('says that it was not checked where the registry does not answer', () => {
  const refused = JSON.stringify({
    message: '405 Method Not Allowed - POST https://example.com/x',
    error: {}
  })
  expect(verdictOf(`npm warn audit 405\n${refused}\nnpm error`)).toEqual({
    code: 0,
    line: 'npm audit: not checked (405 Method Not Allowed)'
  })
  for (const output of ['', 'getaddrinfo ENOTFOUND', '{"half":'])
    expect(verdictOf(output)).toEqual({ code: 0, line: 'npm audit: not checked (no answer)' })
})
