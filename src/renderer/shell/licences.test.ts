import { describe, expect, it } from 'vitest'
import { chromiumParts, type Licence, loadLicences, matching } from './licences'

const HTML = `<html><span class="page-title">Credits</span>
<div class="product">
<span class="title">A &amp;
 B</span><span class="homepage"><a href="x">homepage</a></span>
<div class="license"><pre>  Copyright &lt;a@b.c&gt; &#39;A&#x27; &unknown; &#99999999999;
</pre></div></div>
<div class="product"><span class="title">C</span><div class="license"><pre>&amp;lt;</pre></div></div></html>`

const own: Licence = { name: 'three', version: '1.0', licence: 'MIT', text: 'words' }
const answers = (files: Record<string, string>) =>
  ((path: string) =>
    Promise.resolve(
      path in files ? new Response(files[path]) : new Response('', { status: 404 })
    )) as typeof fetch

describe('the parts of Chromium', () => {
  it('are read from its page as text', () => {
    expect(chromiumParts(HTML)).toEqual([
      { name: 'A & B', version: '', licence: null, text: "Copyright <a@b.c> 'A' &unknown; &#99999999999;" },
      { name: 'C', version: '', licence: null, text: '&lt;' }
    ])
    expect(chromiumParts('nothing')).toEqual([])
  })
})

describe('all licences', () => {
  it('are both lists, and say which one is not there', async () => {
    const both = await loadLicences(
      answers({ './licences.json': JSON.stringify([own]), './chromium-licences': HTML })
    )
    expect([both.list.map(({ name }) => name), both.missing]).toEqual([['three', 'A & B', 'C'], 'none'])
    expect((await loadLicences(answers({ './licences.json': JSON.stringify([own]) }))).missing).toBe(
      'chromium'
    )
    const page = await loadLicences(
      answers({ './licences.json': '<!doctype html>', './chromium-licences': HTML })
    )
    expect([page.list.length, page.missing]).toEqual([2, 'packages'])
    expect(await loadLicences(() => Promise.reject(new Error('gone')))).toEqual({
      list: [],
      missing: 'packages'
    })
  })

  it('are found by name and by licence', () => {
    const list = [own, { ...own, name: 'Zlib', licence: null }]
    expect(matching(list, ' ')).toBe(list)
    expect(matching(list, 'ZL').map(({ name }) => name)).toEqual(['Zlib'])
    expect(matching(list, 'mit').map(({ name }) => name)).toEqual(['three'])
    expect(matching(list, 'x')).toEqual([])
  })
})
