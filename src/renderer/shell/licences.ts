/*
 * The licences of everything shipped: the packages in the bundles (scripts/licences.js writes their list beside the
 * page), and what Chromium itself consists of, told by the file that every Electron brings.
 */

/** One piece of software. */
export interface Licence {
  readonly name: string
  /** Empty where none is told. */
  readonly version: string
  /** SPDX expression; null for parts of Chromium, whose list has texts alone. */
  readonly licence: string | null
  readonly text: string
}

export interface Licences {
  readonly list: readonly Licence[]
  /** Which of the two lists could not be read. */
  readonly missing: 'none' | 'packages' | 'chromium'
}

/** Never fails: what is not there is told. */
export async function loadLicences(get: typeof fetch = fetch): Promise<Licences> {
  const read = async (path: string): Promise<string | null> => {
    const response = await get(path).catch(() => null)
    return response?.ok ? response.text() : null
  }
  const [packages, chromium] = await Promise.all([read('./licences.json'), read('./chromium-licences')])
  const bundled = packages === null ? [] : listIn(packages)
  const parts = chromium === null ? [] : chromiumParts(chromium)
  return {
    list: [...bundled, ...parts],
    missing: bundled.length === 0 ? 'packages' : parts.length === 0 ? 'chromium' : 'none'
  }
}

/** Development has no such file, and its server answers with the page instead. */
function listIn(json: string): Licence[] {
  try {
    return JSON.parse(json) as Licence[]
  } catch {
    return []
  }
}

const PRODUCT = /<span class="title">([^]*?)<\/span>[^]*?<pre>([^]*?)<\/pre>/g
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&', apos: "'" }

/** What LICENSES.chromium.html lists. It is text for us, never markup. */
export function chromiumParts(html: string): Licence[] {
  const plain = (markup: string): string =>
    markup.replace(
      /&(?:#x([\da-f]+)|#(\d+)|([a-z]+));/gi,
      (all, hex?: string, decimal?: string, name?: string) => {
        if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? all
        const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
        return code <= 0x10ffff ? String.fromCodePoint(code) : all
      }
    )
  return [...html.matchAll(PRODUCT)].map(([, title = '', text = '']) => ({
    name: plain(title.replace(/\s+/g, ' ').trim()),
    version: '',
    licence: null,
    text: plain(text).trim()
  }))
}

/** Those whose name or licence has these letters; all for none. */
export function matching(list: readonly Licence[], search: string): readonly Licence[] {
  const wanted = search.trim().toLowerCase()
  if (wanted === '') return list
  return list.filter(({ name, licence }) => `${name} ${licence ?? ''}`.toLowerCase().includes(wanted))
}
