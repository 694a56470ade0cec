/*
 * Texte des Einblicks: Überschriften, die aus den Zahlen kommen, Beschriftungen und was die Regeln der Gesundheit
 * sagen. Lang, weil jede Ansicht ihre Wörter hier hat.
 */

import type { PartOff } from '#core/inside'
import { count, decimal, list, loss, measured, NBSP, percent, visible } from '../format'
import type { insideText as english } from '../inside'
import type { Like } from '../like'
import { insideTerms } from './inside-terms'

const quoted = (word: string): string => `„${word}“`
const place = (layer: number): string => (layer < 0 ? 'außerhalb der Schichten' : `in Schicht ${layer + 1}`)

/** Ein Token so, dass jedes seiner Zeichen zu sehen ist; die Anfangs- und Endmarke ist ein Punkt. */
function token(text: string, isEnd: boolean): string {
  if (isEnd) return '·'
  const shown = [...text].map((c) => (c === ' ' ? '\u2423' : c === '\n' ? '\u21b5' : visible(c)))
  return shown.join('')
}

/** Ein Teil des Modells in Worten. */
function part(off: PartOff): string {
  switch (off.part) {
    case 'positions':
      return 'Positionen'
    case 'head':
      return `Schicht ${off.layer + 1}, Kopf ${off.head + 1}`
    case 'attention':
      return `Attention von Schicht ${off.layer + 1}`
    case 'feed-forward':
      return `Feed-Forward von Schicht ${off.layer + 1}`
    case 'attention-residual':
      return `was an Attention ${off.layer + 1} vorbeifließt`
    case 'feed-forward-residual':
      return `was an Feed-Forward ${off.layer + 1} vorbeifließt`
  }
}

export const insideText: Like<typeof english> = {
  none: {
    title: 'Noch kein Modell zum Hineinsehen',
    line: 'Embeddings, Attention und Wahrscheinlichkeiten des nächsten Tokens, mit den wirklichen Zahlen eines Modells.',
    text: 'Ein Modell trainieren oder öffnen: Alles darin lässt sich ansehen, während es lernt und danach.',
    action: 'Modell trainieren'
  },
  opening: 'Das Modell wird geöffnet',
  tabs: 'Ansichten',
  views: {
    embeddings: 'Embeddings',
    positions: 'Positionen',
    attention: 'Attention',
    feedForward: 'Feed-Forward',
    lens: 'Schicht für Schicht',
    health: 'Gesundheit'
  },
  view: 'Was darin ist',
  aside: 'Zahlen',
  token,
  part,
  quoted,
  whose: (name, step, what) => `${name} bei Schritt ${count(step)}. ${what}`,
  text: 'Text',
  textLabel: 'Text zum Ansehen',
  textHint: 'Ein Token anklicken, um seiner Frage zu folgen.',
  textLeft: (left) =>
    left === 1
      ? 'Das letzte Token passt nicht ins Modell.'
      : `Die letzten ${count(left)} Tokens passen nicht ins Modell.`,
  layer: 'Schicht',
  head: 'Kopf',
  nth: (index) => count(index + 1),
  table: 'Tabelle',
  keys: (name) => `${name}: Pfeiltasten gehen von Zelle zu Zelle, Eingabe wählt eine`,
  again: 'Noch einmal',
  measure: 'Messen',
  measuring: 'Wird gemessen',
  pieces: 'Teilen',
  offer: (label) => `${label}: Liste zeigen`,
  noToken: 'Kein Token enthält dies.',
  stopped: 'Angehalten, bevor die Zahlen da waren.',
  on: { held_out: 'Prüfteil', train: 'Trainingsteil', random: 'zufällige Tokens' },

  embeddings: {
    finding: (word, near) =>
      near.length === 0
        ? `${quoted(word)} auf der Karte`
        : `${quoted(word)} liegt am nächsten bei ${list(near.map(quoted))}`,
    what: (width) => `Jedes Token ist ${count(width)} Zahlen, die das Training gewählt hat.`,
    map: 'Wo die Tokens liegen',
    mapLabel: (tokens, dimensions) =>
      `Karte von ${count(tokens)} Tokenvektoren in ${dimensions} Dimensionen: Pfeiltasten gehen von Token zu Token${dimensions === 3 ? ', Umschalt und Pfeiltasten drehen sie' : ''}`,
    caption: (dimensions, width, share, word) =>
      `Tokenvektoren, ${
        share === null
          ? `${count(width)} Richtungen von UMAP entrollt: Nachbarn bleiben, Abstände nicht`
          : `die ${dimensions === 2 ? 'zwei' : 'drei'} weitesten von ${count(width)} Richtungen (${percent(share)} der Streuung)`
      }. Linien führen zu den drei nach Kosinus nächsten von ${quoted(word)}.`,
    notOnMap: (word, tokens) =>
      `${quoted(word)} gehört nicht zu den ersten ${count(tokens)} Tokens, die auf dieser Karte sind.`,
    dimensions: 'Dimensionen',
    flat: '2D',
    deep: '3D',
    method: 'Projektion',
    pca: 'PCA',
    umap: 'UMAP',
    umapUnit: 'Runden',
    token: 'Token',
    neighbours: (word) => `Am nächsten bei ${quoted(word)}`,
    cosine: 'nach Kosinus',
    dot: 'nach Skalarprodukt',
    norm: (norm) => `Länge des Vektors: ${measured(norm)}.`,
    analogy: 'Summen von Vektoren',
    analogySigns: { a: 'a', b: 'b', c: 'c' },
    analogyResult: (a, b, c) => `${quoted(a)} − ${quoted(b)} + ${quoted(c)} liegt am nächsten bei`,
    analogyNote: (nearest, itself) =>
      itself
        ? `Die drei selbst sind ausgenommen; ${quoted(nearest)} läge am nächsten.`
        : 'Es ist das nächste, selbst wenn die drei mitzählen.',
    dials: (word) => `Die Zahlen von ${quoted(word)}`,
    dialsHint: 'An einer drehen und sehen, was das Modell dann schreibt. Pfeiltasten wählen und drehen.',
    dial: (index) => `Zahl ${count(index + 1)}`,
    dialValue: (index, value, own) =>
      `Zahl ${count(index + 1)}: ${decimal(value, 3)}${value === own ? '' : `, trainiert ${decimal(own, 3)}`}`,
    tokenHeads: { token: 'Token', value: 'Wert' }
  },

  positions: {
    finding: (near, far) =>
      near === null || far === null
        ? 'Jeder Platz im Kontext hat einen eigenen Vektor'
        : near > far + 0.15
          ? `Benachbarte Plätze sind einander ähnlich: Kosinus ${decimal(near, 2)}, gegen ${decimal(far, 2)} weit auseinander`
          : `Jeder Platz hat einen eigenen Vektor: Nachbarn sind sich kaum ähnlich (Kosinus ${decimal(near, 2)})`,
    what: (block) =>
      `Für jeden der ${count(block)} Plätze wird ein Vektor zu dem Token addiert, das dort steht.`,
    vectors: 'Positionsvektoren',
    vectorsLabel: 'Positionsvektoren, eine Zeile für jeden Platz',
    similarity: 'Wie ähnlich Plätze sind',
    similarityLabel: 'Kosinus zwischen Positionsvektoren',
    similarityNote: 'Kosinus des Winkels zwischen zwei Plätzen: 1 ist dieselbe Richtung.',
    sum: (word, at) => `${quoted(word)} auf Platz ${count(at + 1)}: Token + Position`,
    sumLabel: 'Tokenvektor, Positionsvektor und ihre Summe',
    rows: { token: 'Token', position: 'Position', sum: 'Summe' },
    place: (t) => count(t + 1),
    number: (index) => count(index + 1),
    reading: (row, column, value) => `${row}, Zahl ${column}: ${decimal(value, 3)}`,
    alike: (a, b, value) => `Plätze ${a} und ${b}: Kosinus ${decimal(value, 3)}`,
    unused: 'Plätze, die der Text nicht erreicht, behalten, was das Training ihnen gab.'
  },

  attention: {
    finding: (word, at, itself) =>
      at.length === 0
        ? `Vor ${quoted(word)} steht nichts, wohin es sehen könnte`
        : itself && at.length === 1
          ? `${quoted(word)} sieht vor allem auf sich selbst`
          : `${quoted(word)} sieht zurück auf ${list([...new Set(at.map((one) => (one === null ? 'sich selbst' : quoted(one))))])}`,
    even: (word) => `${quoted(word)} sieht auf alles bis zu sich selbst gleichermaßen`,
    what: (layer, head) =>
      `Schicht ${layer + 1}, Kopf ${head + 1}. Jede Zahl stammt aus seinem Vorwärtsdurchlauf; jede Zeile ergibt 1.`,
    heat: 'Attention',
    heatLabel: (layer, head, T) =>
      `Attention von Schicht ${layer + 1}, Kopf ${head + 1}, ${count(T)} mal ${count(T)}, unteres Dreieck`,
    legend: [
      'Zeile: das Token, das fragt',
      'Spalte: wohin es sieht',
      'Strich: spätere Tokens sind ihm verborgen'
    ],
    reading: (row, column, share) => `${quoted(row)} sieht auf ${quoted(column)}: ${decimal(share, 3)}`,
    hidden: (row, column) => `${quoted(column)} steht nach ${quoted(row)}: verborgen`,
    arcs: (word) => `Wohin ${quoted(word)} sieht, als Bögen`,
    heads: 'Schichten und Köpfe',
    headName: (layer, head, off) => `Schicht ${layer + 1}, Kopf ${head + 1}${off ? ', aus' : ''}`,
    shares: (word) => `Wie ${quoted(word)} seine Attention verteilt`,
    columns: {
      at: 'sieht auf',
      dot: 'Query · Key',
      scaled: (D) => `÷ √${D}`,
      share: 'Anteil nach Softmax'
    },
    numbers: (row, column) => `${quoted(row)} fragt, ${quoted(column)} antwortet`,
    numbersHint: 'Die Zahlen hinter einem Anteil; oben eine Zeile wählen.',
    query: (word) => `Query von ${quoted(word)}`,
    key: (word) => `Key von ${quoted(word)}`,
    products: 'Query × Key',
    value: (word) => `Value von ${quoted(word)}`,
    weighted: 'Anteil × Value',
    output: 'Summe über alle: was der Kopf sagt',
    equation: (dot, D, scaled, share) =>
      `Addiert ${decimal(dot, 2)}, geteilt durch √${D} ${decimal(scaled, 2)}, nach Softmax ${decimal(share, 3)}.`,
    scores: 'Was die Köpfe tun',
    scoresNote: (tokens, where, step) =>
      `Gemessen an ${count(tokens)} Tokens (${where}) bei Schritt ${count(step)}.`,
    scoreHeads: {
      head: 'Kopf',
      previous: 'voriges',
      first: 'erstes',
      same: 'gleiches',
      increase: 'Verlust ohne ihn'
    },
    chance: 'überall gleich hinsehen',
    kinds: {
      previous: 'sieht auf das Token davor',
      first: 'sieht auf das erste Token',
      same: 'sieht auf gleiche Tokens'
    },
    increase: (nats) => `${nats >= 0 ? '+' : ''}${decimal(nats, 3)}`,
    scoresUnit: 'Durchläufen',
    switchOff: 'Diesen Kopf abschalten',
    switchOn: 'Diesen Kopf einschalten'
  },

  switches: {
    title: 'Teile abschalten',
    positions: 'Positionen',
    attention: 'Attention',
    feedForward: 'Feed-Forward',
    pastAttention: 'an Attention vorbei',
    pastFeedForward: 'an Feed-Forward vorbei',
    layer: (layer) => `Schicht ${layer + 1}`,
    label: (name, layer) => `${name}, Schicht ${layer + 1}`,
    off: (parts) => `Aus: ${parts.join('; ')}.`,
    nudged: (word, dial, value) =>
      `Zahl ${count(dial + 1)} von ${quoted(word)} ist auf ${decimal(value, 2)} gedreht.`,
    allOn: 'Wie es trainiert wurde',
    effect: 'Was das ändert',
    loss: (before, after, tokens) =>
      `Verlust wie trainiert ${loss(before)}, jetzt ${loss(after)} (${after >= before ? '+' : ''}${decimal(after - before, 3)}), auf ${count(tokens)} Tokens.`,
    noLoss: 'Der Text, auf dem trainiert wurde, ist nicht da: Kein Verlust lässt sich messen.',
    trained: 'wie trainiert',
    now: 'jetzt',
    nothing: 'nichts, was es beenden könnte',
    unit: 'Zeilen'
  },

  feedForward: {
    finding: (layer, neuron, word) =>
      word === null
        ? `Neuron ${count(neuron + 1)} von Schicht ${layer + 1} schweigt auf dem Korpus dieses Textes`
        : `Neuron ${count(neuron + 1)} von Schicht ${layer + 1} antwortet am meisten auf ${quoted(word)}`,
    what: (neurons) =>
      `${count(neurons)} Neuronen suchen jeweils nach etwas im Vektor eines Tokens und schreiben etwas zurück, wenn sie es finden.`,
    map: 'Die Neuronen, die dieser Text am meisten erregt',
    mapLabel: (layer) =>
      `Aktivierungen von Schicht ${layer + 1}: eine Zeile für jedes Token, eine Spalte für jedes Neuron`,
    reading: (row, neuron, value) => `${quoted(row)}, Neuron ${neuron}: ${decimal(value, 3)}`,
    neuron: 'Neuron',
    curve: { gpt2: 'GELU, mit diesem Text darauf', microgpt: 'ReLU, mit diesem Text darauf' },
    curveLabel: (name, points) => `${name}: ${points.join('; ')}`,
    point: (word, before, after) => `${quoted(word)} ${decimal(before, 2)} wird zu ${decimal(after, 2)}`,
    distribution: (tokens, where) => `Vor der Kurve, auf ${count(tokens)} Tokens (${where})`,
    distributionLabel: (low, high) => `Verteilung von ${decimal(low, 2)} bis ${decimal(high, 2)}`,
    active: (share, mean, largest) =>
      `Positiv für ${percent(share)} der Tokens; Mittel ${decimal(mean, 3)}, größter Wert ${decimal(largest, 2)}.`,
    contexts: 'Was es am meisten erregt',
    contextHeads: { context: 'Kontext, bis zum erregenden Token', value: 'Aktivierung' },
    writes: 'Was es in die Logits schreibt',
    raises: 'hebt',
    lowers: 'senkt',
    writesNote:
      'Für eine Aktivierung von 1, auf direktem Weg: Was spätere Schichten daraus machen, zählt nicht mit.'
  },

  lens: {
    finding: (word, guess, row, last) =>
      row === 0
        ? `Nach ${quoted(word)} tippt es vom Embedding an auf ${quoted(guess)}`
        : row === last
          ? `Nach ${quoted(word)} legt es sich erst in der letzten Schicht auf ${quoted(guess)} fest`
          : `Nach ${quoted(word)} tippt es ab Schicht ${row} auf ${quoted(guess)}`,
    what: 'Was das Modell sagen würde, wenn es nach jeder Schicht endete; die letzte Zeile ist, was es sagt.',
    map: 'Das wahrscheinlichste nächste Token, Schicht für Schicht',
    mapLabel:
      'Das wahrscheinlichste nächste Token nach jedem Token des Textes, Zeile für Zeile durch die Schichten',
    embedding: 'Embedding',
    row: (row) => (row === 0 ? 'Embedding' : `Schicht ${row}`),
    reading: (row, word, guess, probability) =>
      `${row}, nach ${quoted(word)}: ${quoted(guess)}, ${percent(probability, 1)}`,
    next: (word) => `Was nach ${quoted(word)} kommt`,
    temperature: 'Temperatur',
    through: (guess) => `${quoted(guess)} durch die Schichten`,
    throughHeads: { row: 'nach', probability: 'Wahrsch.', rank: 'Rang' },
    rank: (rank) => count(rank),
    share: (probability) => (probability < 0.001 ? `< 0,1${NBSP}%` : percent(probability, 1)),
    columns: { token: 'Token', logit: 'Logit', probability: 'Wahrsch.' }
  },

  health: {
    finding: (finding) => {
      const { kind, layer = -1, value = 0, tensor } = finding
      switch (kind) {
        case 'not-finite':
          return `${tensor ?? 'Ein Wert'} ist keine Zahl mehr, ${place(layer)}`
        case 'exploding':
          return `Gradienten explodieren: Ihre Norm ist ${measured(value)}, das meiste davon ${place(layer)}`
        case 'vanishing':
          return `Der Gradient verschwindet ${place(layer)}: 1/${count(1 / value)} dessen der größten Schicht`
        case 'large-updates':
          return `Updates sind groß: ${tensor ?? ''} bewegt sich pro Schritt um ${percent(value, 1)} seiner selbst`
        case 'small-updates':
          return `Die Schritte sind klein: Kein Tensor bewegt sich um mehr als ein ${count(Number((1 / value).toPrecision(2)))}stel`
        case 'dead':
          return `${percent(value)} der Neuronen ${place(layer)} sind tot`
        case 'growing':
          return `Werte springen ${place(layer)}: Ihre Streuung wird ${measured(value)}`
        case 'untrained':
          return 'Noch nicht trainiert: Nichts hat sich bewegt'
        case 'healthy':
          return value > 0
            ? `Gesund: Ein Schritt bewegt Gewichte um etwa 1/${count(Number((1 / value).toPrecision(2)))} ihrer Länge`
            : 'Gesund: Nichts fällt auf'
      }
    },
    explain: {
      'not-finite':
        'Eine Summe wurde größer, als eine 32-Bit-Zahl fassen kann, und alles daraus Berechnete ist verloren. Zu einem früheren Schritt zurückgehen und die Lernrate senken.',
      exploding:
        'Eine kleine Änderung dieser Gewichte ändert den Verlust sehr, deshalb schießt ein Schritt übers Ziel. Eine kleinere Lernrate, eine Gradientengrenze oder ein Warm-up hilft.',
      vanishing:
        'Was der Verlust will, erreicht diese Gewichte kaum, deshalb bleiben sie fast, wie sie sind. Normalisierung und was an jedem Teil vorbeifließt (Residuen) sind dagegen da.',
      'large-updates':
        'Ein Schritt sollte Gewichte um etwa ein Tausendstel ihrer Länge bewegen. Bei viel mehr wird Gelerntes wieder umgeworfen: die Lernrate senken.',
      'small-updates':
        'Ein Schritt sollte Gewichte um etwa ein Tausendstel ihrer Länge bewegen. Am Ende eines fallenden Verlaufs ist das, wie es sein soll; davor ist die Lernrate zu klein.',
      dead: 'Kein Token des Mess-Batches bewegt diese Neuronen, deshalb sagen und lernen sie nichts. Große Schritte früh in einem Lauf sind eine übliche Ursache.',
      growing:
        'Jede Schicht addiert zu dem, was an ihr vorbeifließt. Wo die Streuung springt, übertönt ein Teil die anderen; spätere Schichten hören dann wenig sonst.',
      untrained: 'Verhältnisse von Updates erscheinen mit dem ersten Schritt.',
      healthy: 'Die Faustregel ist etwa ein Tausendstel; ein Zehntel oder das Zehnfache davon ist üblich.'
    },
    badge: {
      'not-finite': 'keine Zahl',
      exploding: 'explodiert',
      vanishing: 'verschwindet',
      'large-updates': 'große Updates',
      'small-updates': 'kleine Updates',
      dead: 'tote Neuronen',
      growing: 'springt',
      untrained: 'nicht trainiert',
      healthy: 'gesund'
    },
    what: (on, tokens) => `Gradienten auf ${count(tokens)} Tokens (${on}).`,
    gradient: 'Gradientennorm',
    clip: (clip) => (clip > 0 ? `das Training kürzt bei ${measured(clip)}` : 'das Training kürzt nicht'),
    rate: 'Lernrate',
    loss: 'Verlust auf dem Mess-Batch',
    tensors: 'Tensor für Tensor',
    tensorHeads: {
      name: 'Tensor',
      weights: 'Länge',
      gradient: 'Gradient',
      ratio: 'Update ÷ Gewichte',
      scale: 'auf einer Skala von Zehntausendstel bis Zehntel'
    },
    layers: 'Nach Schichten',
    layerHeads: {
      layer: 'Schicht',
      spread: 'Streuung danach',
      activation: 'Streuung der Aktivierungen',
      gradient: 'Gradient',
      dead: 'tote Neuronen'
    },
    embedding: 'Embedding',
    dead: (dead, neurons) => `${count(dead)} von ${count(neurons)}`,
    ratioMark: (ratio) => `${measured(ratio * 1000)} Tausendstel`,
    rule: '10⁻³'
  },
  terms: insideTerms
}
