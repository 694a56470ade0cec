/*
 * What every response of app://bundle carries: the content-security policy, and the headers that make the
 * page cross-origin isolated, which shared memory (threads of the CPU engine) asks for.
 */

const DIRECTIVES = [
  // Whatever is not named below is forbidden.
  "default-src 'none'",
  // No eval; WebAssembly may be compiled: the CPU engine is a WebAssembly module.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  // Svelte and uPlot set styles on elements.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  // HTML and script addresses pass a named policy: the worker's one address, and Svelte's templates.
  "require-trusted-types-for 'script'",
  'trusted-types worker-url svelte-trusted-html'
]

/** The policy, word for word as it is sent. */
export const CONTENT_SECURITY_POLICY = DIRECTIVES.join('; ')

/**
 * The same with room for the development server's live updates: the HTML of its error page, and its socket.
 * Vite tries the page's own host first and turns to the server only after that attempt was made and failed.
 */
export function developmentPolicy(server: URL): string {
  return DIRECTIVES.filter(
    (directive) => !/^(connect-src|require-trusted-types|trusted-types)/.test(directive)
  )
    .concat(`connect-src 'self' ws://bundle ws://${server.host}`)
    .join('; ')
}

/** Headers of every answer, refusals included. */
export function responseHeaders(policy = CONTENT_SECURITY_POLICY): Record<string, string> {
  return {
    'Content-Security-Policy': policy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()'
  }
}
