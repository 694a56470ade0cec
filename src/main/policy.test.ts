import { describe, expect, it } from 'vitest'
import { CONTENT_SECURITY_POLICY, developmentPolicy, responseHeaders } from './policy'

describe('the content-security policy', () => {
  it('is this, word for word', () => {
    expect(CONTENT_SECURITY_POLICY).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; " +
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-src 'none'; frame-ancestors 'none'; object-src 'none'; " +
        "require-trusted-types-for 'script'; trusted-types worker-url svelte-trusted-html"
    )
  })

  it('goes out with the headers of isolation', () => {
    expect(responseHeaders()).toMatchObject({
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'X-Content-Type-Options': 'nosniff'
    })
  })

  it('lets the development server in and still no eval', () => {
    const policy = developmentPolicy(new URL('http://localhost:5173'))
    expect(policy).toContain('ws://localhost:5173')
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
    expect(policy.match(/connect-src/g)).toHaveLength(1)
  })
})
