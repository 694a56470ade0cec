/*
 * Two words for a run, from its id: easier to say than a number. Landscape words, since a run walks
 * down one. Always the same for the same id.
 */
import { createHash } from 'node:crypto'

const MANNERS = (
  'amber ample bare blue bold brave bright broad brisk calm clear cold cool crisp curved dark deep dim dry early ' +
  'east even fair far firm fresh gentle glad golden grand green grey hidden high hollow keen kind large late ' +
  'level light lone long low mellow mild misty narrow near new north old open outer pale patient plain proud ' +
  'quick quiet rapid rare red round rugged sharp silent silver slow small smooth soft south steady steep still ' +
  'stony sunny swift tall thin upper vast warm west white wide wild winding windy young'
).split(' ')

const PLACES = (
  'alp arch bank basin bay beach bend bluff boulder brook butte cairn canyon cape cave chasm cirque cliff coast ' +
  'col coomb cove crag crater creek crest dale dell delta dome drift dune esker fell fen field fjord ford forest ' +
  'fork gap glacier glade glen gorge grove gulch gully harbour haven heath hill hollow inlet island isle knoll ' +
  'lagoon lake ledge loch marsh meadow mesa moor moraine mound notch pass path peak pine plain plateau point pool ' +
  'ravine reef ridge rise river rock saddle scarp scree shelf shore slope spring spur stream summit tarn terrace ' +
  'tor trail upland vale valley wood'
).split(' ')

/** `quiet-ridge` and 9,000 others; `copy` above 1 adds a number where the name is taken. */
export function runName(id: string, copy = 1): string {
  const digest = createHash('sha256').update(id).digest()
  const name = `${pick(MANNERS, digest.readUInt32LE(0))}-${pick(PLACES, digest.readUInt32LE(4))}`
  return copy > 1 ? `${name}-${copy}` : name
}

function pick(words: readonly string[], n: number): string {
  return words[n % words.length] ?? ''
}
