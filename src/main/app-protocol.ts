/*
 * app://bundle, the only address the window knows: the built page, and under /library/corpora/<id> and
 * /library/runs/<id>/checkpoints/<step> the text of a corpus and the model file of a checkpoint, read by the
 * worker itself so that they never pass through messages; /chromium-licences is the one file that Chromium brings.
 * A large text is refused whole (413): /large below it takes orders by POST, /tokens/<key> gives windows of its tokens
 * (core/contracts/large.ts). All else is GET only; no directory listings, nothing outside these places.
 * Over 150 lines: all that the page may reach by an address is decided here, so that it can be judged in one view.
 */
import { open, readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, relative, isAbsolute, sep } from 'node:path'
import { protocol } from 'electron'
import { LARGE_FROM } from '#core/contracts/large'
import { Failure } from '#core/errors'
import type { Corpora } from '#storage/corpora'
import { MAX_TEXT_BYTES } from '#storage/decode-text'
import type { Runs } from '#storage/runs'
import type { LargeTexts } from './large'
import { developmentPolicy, responseHeaders } from './policy'

export const ORIGIN = 'app://bundle'
export const PAGE = `${ORIGIN}/index.html`

/** Where the page finds Chromium's licences. */
const CHROMIUM = 'chromium-licences'

/** Bytes per piece of a streamed text, and of a streamed model. */
const PIECE = 1 << 20
const MODEL_PIECE = 8 << 20

/** From this size on a checkpoint is streamed, its checksum left to the worker, which computes it anyway. */
const STREAMED = 32 << 20

/** A step as it is written: no sign, no leading zeros, at most as long as in a file's name. */
const STEP = /^(?:0|[1-9]\d{0,8})$/
const TEXT = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }
const MODEL = { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' }

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm'
}

/** Before the app is ready: makes app: a scheme with an origin, secure, usable by fetch. CORS stays off. */
export function registerScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }])
}

export interface BundleOptions {
  /** Folder of the built page. */
  readonly page: string
  readonly corpora: Pick<Corpora, 'textFile' | 'place'>
  readonly large: LargeTexts
  /** Texts from this size on are large, in bytes; others for tests. */
  readonly largeFrom?: number
  readonly runs: Pick<Runs, 'readCheckpoint' | 'findCheckpoint'>
  /** Chromium's own list of licences, where this Electron has it. */
  readonly chromiumLicences?: string
  /** The development server, where there is one: the page comes from it, the policy has room for it. */
  readonly server?: URL | null
}

/** Answers app: from now on. */
export function serveBundle(options: BundleOptions): void {
  protocol.handle('app', createResponder(options))
}

/** The answer to each request: 200, or 400, 403, 404, 405, 413 with an empty body. */
export function createResponder(options: BundleOptions): (request: Request) => Promise<Response> {
  const { page, corpora, runs, large, server, chromiumLicences, largeFrom = LARGE_FROM } = options
  const headers = responseHeaders(server ? developmentPolicy(server) : undefined)
  const refuse = (status: number): Response => new Response(null, { status, headers })

  const modelFile = async (id: string, step: number): Promise<Response> => {
    const found = await runs.findCheckpoint(id, step)
    const size = found.bytes < STREAMED ? 0 : await stat(found.path).then((file) => file.size)
    // One that has another size than it should is set aside by the reader.
    if (size === found.bytes && size > 0) return stream(found, { ...headers, ...MODEL }, MODEL_PIECE)
    const { bytes } = await runs.readCheckpoint(id, step)
    return new Response(bytes, { headers: { ...headers, ...MODEL } })
  }

  const corpusPart = async (
    request: Request,
    id: string,
    [part, key = '', ...more]: readonly string[],
    query: URLSearchParams
  ): Promise<Response> => {
    if (part === undefined) {
      const { bytes } = await corpora.place(id)
      const limit = query.has('whole') ? MAX_TEXT_BYTES : largeFrom
      // One of exactly this size is held by nobody who asks without `whole`.
      if (query.has('whole') ? bytes > limit : bytes >= limit) {
        return new Response(null, { status: 413, headers: { ...headers, 'X-Bytes': String(bytes) } })
      }
      return stream(await corpora.textFile(id), { ...headers, ...TEXT }, PIECE)
    }
    if (part === 'large' && key === '' && more.length === 0) {
      const lines = await large.prepare(id, await request.text())
      return new Response(lines, { headers: { ...headers, ...MODEL } })
    }
    if (part !== 'tokens' || key === '' || more.length > 0) return refuse(404)
    const bytes = await large.windows(id, key, query)
    return new Response(bytes as Uint8Array<ArrayBuffer>, { headers: { ...headers, ...MODEL } })
  }

  return async (request) => {
    const url = new URL(request.url)
    if (url.host !== 'bundle') return refuse(403)
    const segments = segmentsOf(url.pathname)
    const orders = segments?.[0] === 'library' && segments[1] === 'corpora' && segments[3] === 'large'
    if (request.method !== (orders ? 'POST' : 'GET')) return refuse(405)
    if (segments === null) return refuse(400)
    try {
      if (segments[0] === 'library') {
        const [, shelf, id = '', part, step = ''] = segments
        if (shelf === 'corpora' && id !== '') {
          return await corpusPart(request, id, segments.slice(3), url.searchParams)
        }
        if (shelf !== 'runs' || part !== 'checkpoints' || segments.length !== 5) return refuse(404)
        if (!STEP.test(step)) return refuse(400)
        return await modelFile(id, Number(step))
      }
      if (segments.length === 1 && segments[0] === CHROMIUM) {
        // As text: it is read by the page, never shown as one.
        return chromiumLicences === undefined
          ? refuse(404)
          : new Response(await readFile(chromiumLicences), { headers: { ...headers, ...TEXT } })
      }
      if (server) return await fromServer(server, url, headers)
      const path = await pathInside(page, segments)
      if (path === null) return refuse(403)
      const type = TYPES[extname(path)] ?? 'application/octet-stream'
      return new Response(await readFile(path), { headers: { ...headers, 'Content-Type': type } })
    } catch (error) {
      return refuse(error instanceof Failure && error.error.code === 'bad-request' ? 400 : 404)
    }
  }
}

/**
 * The parts of a path, decoded; null where one could mean anything but a name in a folder. The scheme is
 * standard, so Chromium has already resolved plain `..`; encoded ones arrive here.
 */
export function segmentsOf(pathname: string): string[] | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  const segments = decoded.replace(/^\//, '').split('/')
  if (segments.length === 1 && segments[0] === '') return ['index.html']
  const unsafe = segments.some((part) => part === '' || part.startsWith('.') || /[\\:\p{Cc}]/u.test(part))
  return unsafe ? null : segments
}

/** The real path of a file below `root`; null if a symbolic link leads outside. @throws ENOENT */
async function pathInside(root: string, segments: readonly string[]): Promise<string | null> {
  const base = await realpath(root)
  const path = await realpath(join(base, ...segments))
  const inside = relative(base, path)
  return inside === '' || inside.split(sep)[0] === '..' || isAbsolute(inside) ? null : path
}

/** Reads piece by piece as the worker asks for more, so that a large file is never whole in main. */
async function stream(
  { path, bytes }: { path: string; bytes: number },
  headers: Record<string, string>,
  size: number
): Promise<Response> {
  const file = await open(path, 'r')
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = new Uint8Array(size)
          const { bytesRead } = await file.read(piece, 0, size)
          if (bytesRead > 0) return controller.enqueue(piece.subarray(0, bytesRead))
          await file.close()
          controller.close()
        } catch (error) {
          await file.close().catch(() => undefined)
          controller.error(error)
        }
      },
      cancel: () => file.close()
    },
    { highWaterMark: 0 }
  )
  return new Response(body, { headers: { ...headers, 'Content-Length': String(bytes) } })
}

/** In development the page comes from Vite; Node's fetch is used, since the session lets nothing out. */
async function fromServer(server: URL, url: URL, headers: Record<string, string>): Promise<Response> {
  const answer = await fetch(new URL(url.pathname + url.search, server))
  const type = answer.headers.get('Content-Type') ?? 'application/octet-stream'
  const body = await answer.arrayBuffer()
  return new Response(body, { status: answer.status, headers: { ...headers, 'Content-Type': type } })
}
