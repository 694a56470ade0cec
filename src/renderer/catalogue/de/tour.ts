/* Texte des Rundgangs: ein Teil je Station. Kurz, in einfachen Worten, und wahr von dem, was daneben steht. */

import { count, decimal, loss, percent, power } from '../format'
import type { Like } from '../like'
import type { tourText as english } from '../tour'

const fixed = (value: number, digits = 2): string => decimal(value, digits)

/** Zwei Stellen: Mehr ist nicht bekannt. */
const rough = (value: number): string =>
  value < 9.95 ? decimal(value, 1) : count(Number(value.toPrecision(2)))

/** Stationen nach Nummer: die des Vortrags, und was danach kommt. */
const number = (i: number): string => (i < 12 ? String(i + 1) : '+')

export const tourText: Like<typeof english> = {
  stationsLabel: 'Stationen des Rundgangs',
  number,
  stationName: (i, short, done) =>
    `${i < 12 ? `Station ${i + 1}` : 'Nach dem Rundgang'}: ${short}${done ? ', erledigt' : ''}`,
  back: (i, short) => `Zurück zu ${number(i)}, ${short}`,
  on: (i, short) => (i < 12 ? `Weiter zu ${number(i)}, ${short}` : `Und nun: ${short}`),
  return: (i) => (i < 12 ? `Zurück zu Station ${i + 1}` : 'Zurück zum Rundgang'),
  keys: { walk: 'zum Gehen,', full: 'für Vollbild' },
  end: 'Das Ende des Weges',
  guess: {
    right: 'Wie vermutet.',
    wrong: (answer) => `Es ist: ${answer}.`,
    plain: (answer) => `Es ist: ${answer}.`,
    first: 'Erst raten.'
  },
  links: {
    loss: 'Einen wirklichen Verlust fallen sehen',
    landscape: 'Eine Kugel auf das Gelände des eigenen Modells fallen lassen',
    corpus: 'Den eigenen Text als Tokens ansehen',
    neurons: 'Die Neuronen des eigenen Modells ansehen',
    inside: 'Die Matrizen des eigenen Modells ansehen',
    embeddings: 'Die Embeddings des eigenen Modells ansehen',
    neighbours: 'An den Buchstaben des eigenen Modells ansehen',
    positions: 'Die Positionen des eigenen Modells ansehen',
    attention: 'Die Attention des eigenen Modells ansehen',
    feedForward: 'Die Feed-Forward-Schichten des eigenen Modells ansehen',
    curve: 'Die Kurve mit den Werten des eigenen Modells ansehen',
    own: 'Jetzt mit der eigenen Liste',
    speed: 'Ansehen, wie schnell das eigene Modell trainiert'
  },

  stations: {
    line: {
      short: 'Eine Linie',
      title: 'Der tiefste Punkt, wenn man nur wenige Schritte weit sieht',
      prose: [
        'Lernen heißt bergab gehen. Wo man steht, ist eine Zahl im Modell; wie hoch man steht, ist ihr Verlust: wie falsch es liegt. Zu sehen ist nur der Boden vor den Füßen.',
        'Zum tiefsten Punkt gehen, der sich finden lässt, und es dann sagen.'
      ]
    },
    mountain: {
      short: 'Ein Berg',
      title: 'Zwei Zahlen machen ein Gebirge',
      prose: [
        'Mit zwei Zahlen wird aus der Linie eine Landschaft. Eine losgelassene Kugel rollt geradewegs hinab und bleibt im ersten Tal liegen, ob es tief ist oder nicht.',
        'Ein Sprachmodell hat nicht zwei Zahlen, sondern Tausende oder Milliarden, und jede ist eine Richtung, in die man gehen kann. Die Regel bleibt: das Gefälle fühlen, einen Schritt hinab tun.'
      ]
    },
    tokens: {
      short: 'Tokens',
      title: 'Von Text zu Zahlen',
      prose: [
        'Ein Modell rechnet mit Zahlen, deshalb wird Text in Tokens zerlegt, und jede Art Token bekommt eine Zahl. Ganze Wörter wären zu viele, und täglich kommen neue dazu. Buchstaben sind wenige, aber ein Wort wird lang, und das Modell muss erst buchstabieren lernen.',
        'Die Bytepaar-Kodierung liegt dazwischen: Die zwei Nachbarn, die am häufigsten zusammenstehen, werden zu einem Token, wieder und wieder.'
      ]
    },
    neuron: {
      short: 'Ein Neuron',
      title: 'Ein Neuron multipliziert und addiert',
      prose: [
        'Jede Eingabe wird mit einem Gewicht multipliziert, und die Produkte werden addiert. Mehr tut ein Neuron nicht. Zwei Neuronen an denselben Eingaben sind ein Vektor mal eine Matrix.',
        'An den Gewichten drehen, bis A mit 2 oder mehr antwortet und B mit −1 oder weniger. Die Eingaben bleiben, wie sie sind.'
      ]
    },
    matrices: {
      short: 'Matrizen',
      title: 'Vektoren, Matrizen und ihr Produkt',
      prose: [
        'Ein Vektor ist eine Reihe von Zahlen, eine Matrix eine Tabelle davon, ein Tensor ein Stapel von Tabellen. Das Skalarprodukt zweier Vektoren: paarweise multiplizieren, dann addieren.',
        'Ein Produkt von Matrizen sind viele Skalarprodukte: Jede Zelle nimmt eine Zeile von links und eine Spalte von rechts. Die Zahlen lassen sich ändern und Zelle für Zelle durchgehen.'
      ]
    },
    embeddings: {
      short: 'Embeddings',
      title: 'Jedes Token eine Reihe von Reglern',
      prose: [
        'Für das Modell ist ein Token ein Vektor aus Zahlen, die zunächst nichts bedeuten: Regler in irgendeiner Stellung. Das Lernen dreht an ihnen.',
        'Hier holen acht Regler ein Bild herein. Zuerst von Hand, dann ein Regler allein, dann alle zusammen am Gradienten entlang, jeder um so viel, wie er hilft.'
      ]
    },
    directions: {
      short: 'Richtungen',
      title: 'Bedeutung als Richtung',
      prose: [
        'Eine Farbe als drei Zahlen: wie viel Rot, Grün und Blau. Damit ist sie ein Pfeil im Raum. Zwei Farben, die viel gemeinsam haben, zeigen in dieselbe Richtung.',
        'Das Skalarprodukt misst das: die Zahlen paarweise multiplizieren und addieren. Je größer die Summe, desto mehr stimmen die beiden Pfeile überein.'
      ]
    },
    position: {
      short: 'Position',
      title: 'Wo ein Wort steht',
      prose: [
        '„Dog bites man“ und „man bites dog“ bestehen aus denselben Wörtern. Addiert ergeben die Vektoren beider dieselben Zahlen: Die Reihenfolge ist verloren.',
        'Deshalb bekommt jeder Platz einen eigenen Vektor, und der verändert das Token, das dort steht.'
      ]
    },
    attention: {
      short: 'Attention',
      title: 'Zurückblicken auf das, was zählt',
      prose: [
        '„The cat sat on the mat.“ Was ist auf der Matte? Um zu antworten, muss das Modell zurückblicken. Jedes Token fragt mit einer Query, jedes frühere bietet einen Key; wo beide in dieselbe Richtung zeigen, wird sein Value übernommen.',
        'Ein kleines Modell hier und jetzt auf solchen Geschichten trainieren und sehen, wohin es blickt, bevor es antwortet.'
      ]
    },
    feedForward: {
      short: 'Feed-Forward',
      title: 'Addieren genügt nicht',
      prose: [
        '„Great, terrific meal“: Jedes Wort fügt etwas Lob hinzu. Aber „not“ ist für sich weder Lob noch Tadel: Es kehrt um, was folgt. Keine Summe fester Zahlen kann das.',
        'Eine Schicht von Neuronen mit einem Knick in ihrer Antwort kann es. Beide Klassifikatoren unten lernen aus denselben zwölf Wendungen.'
      ]
    },
    curve: {
      short: 'Jede Kurve',
      title: 'Buckel können alles zeichnen',
      prose: [
        'Ein Paar Neuronen mit der gebogenen GELU macht eine Stufe, zwei Paare machen einen Buckel. Genug Buckel, jeder mit eigenem Ort, eigener Höhe und Breite, kommen jeder Linie so nahe, wie man will.',
        'Eine Linie zeichnen, die Zahl der Buckel wählen und sie lernen lassen.'
      ]
    },
    experiment: {
      short: 'Experiment',
      title: 'Das Ganze, an Vornamen',
      prose: [
        'Tokens, Embeddings, Attention, Feed-Forward, bergab: microgpt ist all das in rund 4.000 Zahlen. Es lernt aus einer Namensliste, einen Buchstaben nach dem anderen, und erfindet dann eigene.',
        'Hier auf diesem Rechner trainieren. Dann die Namen lesen: Welche stehen in der Liste, welche sind neu?'
      ]
    },
    scale: {
      short: 'GPT-3?',
      title: 'Was würde GPT-3 brauchen?',
      prose: [
        'Die großen Modelle tun dasselbe, mit mehr Zahlen und mehr Text. Das Training braucht etwa sechs Rechenoperationen für jede Zahl des Modells und jedes Token, das es liest.',
        'Die Geschwindigkeit dieses Rechners wird am Training selbst gemessen. Die Energie rechnet mit den angegebenen Watt.'
      ]
    }
  },

  line: {
    figure: 'Der Boden um die Füße',
    figureAll: 'Die ganze Linie mit ihren zwei Tälern',
    left: 'Schritt nach links',
    right: 'Schritt nach rechts',
    slope: 'Dem Gefälle folgen',
    claim: 'Dies ist der tiefste Punkt',
    again: 'Von vorn',
    here: (x, height, slope) =>
      `Die Zahl ist ${fixed(x)}, der Verlust ${fixed(height)}, und der Boden ${Math.abs(slope) < 0.02 ? 'ist eben' : slope > 0 ? 'fällt nach links' : 'fällt nach rechts'}.`,
    lowest: (height) => `Ja: Verlust ${fixed(height)} ist der tiefste Punkt der ganzen Linie.`,
    local: (here, lowest) =>
      `Es ist der tiefste Punkt in der Nähe, bei Verlust ${fixed(here)}, aber nicht der tiefste von allen: Jenseits des Kamms liegt einer bei ${fixed(lowest)}. Dies ist ein lokales Minimum.`,
    slopes: (better) =>
      `Noch nicht: Der Boden fällt von hier aus noch. Der tiefste Punkt von allen hat Verlust ${fixed(better)}.`
  },
  mountain: {
    figure: 'Das Gebirge von oben, mit den Wegen der Kugeln',
    drop: 'Kugel fallen lassen',
    clear: 'Kugeln wegnehmen',
    click: 'Ein Klick auf die Karte lässt dort eine fallen.',
    none: 'Noch ist keine Kugel gefallen.',
    last: (height) => `Die letzte Kugel blieb bei Verlust ${fixed(height)} liegen.`,
    many: (balls, valleys, best, lowest) =>
      `${count(balls)} Kugeln liegen in ${valleys === 1 ? 'einem Tal' : `${count(valleys)} verschiedenen Tälern`}. Das tiefste, das sie fanden, hat Verlust ${fixed(best)}${best - lowest < 0.02 ? ', das tiefste überhaupt.' : `; es gibt eines mit ${fixed(lowest)}.`}`
  },
  tokens: {
    field: 'Text',
    hint: 'Verschmelzung für Verschmelzung gehen oder abspielen. Bei „abracadabra“ machen drei Verschmelzungen „abra“ zu einem Token.'
  },
  neuron: {
    figure: 'Eingaben mal Gewichte',
    input: 'Eingabe',
    weight: (neuron, i) => `Gewicht ${i + 1} von ${neuron}`,
    neuron: (name) => `Neuron ${name}`,
    product: 'Produkt',
    sum: 'Summe',
    state: (a, b) => `A antwortet ${fixed(a, 1)}, B antwortet ${fixed(b, 1)}.`,
    done: 'Beide antworten, wie sie sollen: dieselben Eingaben, andere Gewichte, eine andere Antwort.',
    toDo: (a, b) =>
      a
        ? 'A stimmt; B soll mit −1 oder weniger antworten.'
        : b
          ? 'B stimmt; A soll mit 2 oder mehr antworten.'
          : 'A soll mit 2 oder mehr antworten, B mit −1 oder weniger.',
    learn: 'Sie es lernen lassen'
  },
  matrices: {
    figure: 'Eine Matrix mal eine Matrix',
    left: 'Linke Matrix',
    right: 'Rechte Matrix',
    product: 'Produkt',
    cell: (which, row, column) => `${which}, Zeile ${row + 1}, Spalte ${column + 1}`,
    play: 'Abspielen',
    stop: 'Anhalten',
    next: 'Nächste Zelle',
    back: 'Zelle zurück',
    all: 'Alle Zellen',
    begin: 'Noch ist keine Zelle berechnet.',
    sum: (row, column, terms, sum) => `Zeile ${row + 1} · Spalte ${column + 1} = ${terms} = ${fixed(sum, 0)}`,
    done: 'Alle vier Zellen: vier Skalarprodukte.',
    term: (a, b) => `${fixed(a, 0)} × ${b < 0 ? `(${fixed(b, 0)})` : fixed(b, 0)}`
  },
  embeddings: {
    picture: 'Das Bild, das die Regler hereinholen',
    station: 'Was gesendet wird',
    dial: (i) => `Regler ${i + 1}`,
    one: (i) => `Regler ${i + 1} allein einstellen`,
    all: 'Alle nach dem Gradienten einstellen',
    reset: 'Zufällig verdrehen',
    error: (error, before) =>
      `Das Bild liegt noch ${percent(Math.min(1, error / before))} so weit daneben wie mit allen Reglern auf null.`,
    oneAlone: (i, error, before) =>
      `Regler ${i + 1} steht, wo er am meisten hilft, und doch liegt das Bild noch ${percent(Math.min(1, error / before))} so weit daneben: Der beste Platz eines Reglers hängt von den anderen ab.`,
    clear: (steps) => `Klar, nach ${count(steps)} Schritten aller Regler zusammen.`
  },
  directions: {
    question: 'Vor dem Rechnen: Cyan · Rot ist',
    below: 'unter null',
    zero: 'null',
    above: 'über null',
    because: 'Cyan enthält kein Rot: Die Pfeile stehen im rechten Winkel und haben nichts gemeinsam.',
    compute: 'Ausrechnen',
    figure: (a, b, sum) =>
      `Der Farbwürfel mit ${a} und ${b} als Pfeilen; ihr Skalarprodukt ist ${fixed(sum)}.`,
    first: 'Erste Farbe',
    second: 'Zweite Farbe',
    channels: ['Rot', 'Grün', 'Blau'],
    product: 'Produkt',
    sum: 'Summe',
    agree: (dot, cosine) =>
      `Skalarprodukt ${fixed(dot)}; der Kosinus des Winkels zwischen ihnen ist ${fixed(cosine)}.`,
    mixed: 'Halb und halb gemischt',
    dial: (which, channel) => `${which}: ${channel}`,
    own: (name) => `Dasselbe an ${name}`,
    ownNone: 'Nach einem Training werden hier die Tokens des eigenen Modells verglichen.',
    ownToken: 'Token',
    ownOther: 'Anderes Token',
    ownAgree: (a, b, dot, cosine) => `„${a}“ · „${b}“ = ${fixed(dot)}, Kosinus ${fixed(cosine)}.`,
    ownNear: (a, near) =>
      `Für dieses Modell ist „${a}“ am ähnlichsten: ${near.map((one) => `„${one}“`).join(', ')}.`
  },
  position: {
    question: 'Ohne Positionen sind die beiden Sätze für das Modell',
    same: 'gleich',
    different: 'verschieden',
    because: 'Eine Summe kennt die Reihenfolge dessen nicht, was addiert wurde.',
    compare: 'Addieren',
    positions: 'Mit Positionen',
    figure: 'Beide Sätze als Summen ihrer Vektoren',
    first: 'dog bites man',
    second: 'man bites dog',
    sum: 'Summe',
    equal: 'Die beiden Summen sind gleich, Zahl für Zahl.',
    unequal: 'Jetzt sind die Summen verschieden: Die Plätze haben die Wörter verändert, die dort stehen.',
    wait: 'Erst raten, dann addieren.',
    product:
      'Hier multipliziert ein Platz jede Zahl seines Wortes mit etwas mehr oder weniger als eins. In einem GPT wird der Vektor des Platzes addiert, und was die Schichten aus jeder Summe machen, hängt davon ab.'
  },
  attention: {
    train: 'Auf den Geschichten trainieren',
    training: (step, steps) => `Es lernt: Schritt ${count(step)} von ${count(steps)}.`,
    busy: 'Ein anderer Lauf ist im Gange.',
    look: 'Sehen, wohin es blickt',
    text: 'Text',
    head: 'Kopf',
    headName: (layer, head) => `Schicht ${layer + 1}, Kopf ${head + 1}`,
    figure: 'Wohin das letzte Token blickt, nach Köpfen',
    answer: (token, share) => `Es fährt mit „${token}“ fort, bei ${percent(share)}.`,
    looksAt: (head, token, share) => `${head} blickt mit ${percent(share)} der Attention auf „${token}“.`,
    query: 'Query · Key',
    score: 'Punkte',
    share: 'Anteil',
    token: 'Token',
    question: 'Wird die Attention entfernt, so wird der Verlust',
    rises: 'größer',
    stays: 'gleich bleiben',
    falls: 'kleiner',
    because: (before, after) =>
      `Er geht von ${loss(before)} auf ${loss(after)} Nats pro Token: Ohne zurückzublicken kann es nicht wissen, wer auf der Matte ist.`,
    remove: 'Attention entfernen',
    before: 'Noch ist nichts trainiert.',
    corpus: 'Geschichten für den Rundgang'
  },
  feedForward: {
    question: 'Wird der, der nur addiert, alle zwölf richtig haben?',
    yes: 'ja',
    no: 'nein',
    because: (right, of) =>
      `Er kommt auf ${count(right)} von ${count(of)}: „not“ müsste vor „good“ weniger als nichts wert sein und vor „bad“ mehr als nichts.`,
    train: 'Beide trainieren',
    again: 'Neu trainieren',
    stop: 'Anhalten',
    steps: (steps) => `${count(steps)} Schritte`,
    adds: 'Nur addieren',
    bends: 'Sechs gebogene Neuronen',
    phrase: 'Wendung',
    own: 'Eigene Wendung',
    right: (right, of) => `${count(right)} von ${count(of)} richtig`,
    verdict: (p) => `${p > 0.5 ? 'Lob' : 'Tadel'}, ${percent(p > 0.5 ? p : 1 - p)}`,
    figure: 'Was beide zu jeder Wendung sagen',
    outcome: (linear, layered, of) =>
      `Nur addieren: ${count(linear)} von ${count(of)} richtig. Mit gebogenen Neuronen: ${count(layered)} von ${count(of)}.`,
    worth: (word, weight) => `${word} ${fixed(weight, 1)}`,
    weights: 'Was jedes Wort beiträgt:'
  },
  curve: {
    figure: 'Die gezeichnete Linie, und was die Buckel daraus machen',
    draw: 'Mit dem Zeiger zeichnen oder eine von diesen nehmen:',
    waves: 'Wellen',
    hills: 'Hügel',
    stairs: 'Treppe',
    bumps: 'Buckel',
    train: 'Lernen lassen',
    stop: 'Anhalten',
    error: (bumps, distance, steps) =>
      `${bumps === 1 ? '1 Buckel liegt' : `${count(bumps)} Buckel liegen`} nach ${count(steps)} Schritten im Mittel um ${percent(distance)} der Höhe neben der Linie.`,
    neurons: (n) => `${count(n)} Neuronen`,
    begin: 'Die Buckel haben noch nicht gelernt.'
  },
  experiment: {
    train: 'microgpt auf den Namen trainieren',
    again: 'Noch einmal trainieren',
    training: (step, steps, value) =>
      `Schritt ${count(step)} von ${count(steps)}${value === null ? '' : `, Verlust ${loss(value)}`}`,
    done: (value, fresh, of) =>
      `Trainiert: Verlust ${loss(value)}. Von ${count(of)} erfundenen Namen ${fresh === 1 ? 'ist einer' : `sind ${count(fresh)}`} neu, ${of - fresh === 1 ? 'einer steht' : `${count(of - fresh)} stehen`} in der Liste.`,
    figure: 'Erfundene Namen',
    none: 'Noch ist nichts geschrieben.',
    rateQuestion: 'Mit dreißigfacher Lernrate ist der Verlust am Ende',
    lower: 'niedriger',
    same: 'etwa gleich',
    higher: 'höher',
    rateBecause: (before, after) =>
      `Er endet bei ${loss(after)} statt ${loss(before)}: ${after > before + 0.05 ? 'Zu lange Schritte springen über das Tal' : 'Diesmal haben die langen Schritte nicht geschadet'}.`,
    rateBroke: (step) => `Bei Schritt ${count(step)} wuchs eine Zahl über alle Grenzen, und der Lauf endete.`,
    rateRun: 'Mit dreißigfacher Rate laufen lassen',
    fewQuestion: 'Auf nur fünfzig Namen trainiert, ist das meiste Erfundene',
    copies: 'aus der Liste',
    fresh: 'neu',
    fewBecause: (copies, of) =>
      `${copies === 1 ? '1 steht' : `${count(copies)} stehen`} von ${count(of)} in der Liste. Ein Modell mit 4.000 Zahlen ${copies * 2 > of ? 'kann fünfzig Namen auswendig lernen' : 'lernt in tausend Schritten nicht einmal fünfzig Namen auswendig'}.`,
    fewRun: 'Auf fünfzig Namen laufen lassen',
    ownQuestion: 'Und nun die eigene Liste',
    ownRun: (name) => `Auf „${name}“ trainieren`,
    ownNone: 'Eine Liste auf das Fenster ziehen oder unter „Korpus“ eine wählen und zurückkommen.',
    ownChoose: 'Liste wählen',
    ownText: (name) =>
      `„${name}“ ist Fließtext. Das Experiment braucht eine Liste: Namen, Orte, Wörter, je eines pro Zeile.`,
    ownDone: (name, value, fresh, of) =>
      `Auf „${name}“ endet es bei Verlust ${loss(value)}. Von ${count(of)} Erfundenen ${fresh === 1 ? 'ist 1' : `sind ${count(fresh)}`} neu.`,
    ownBroke: (name) => `Auf „${name}“ wuchs eine Zahl über alle Grenzen, und der Lauf endete.`,
    ownFigure: (name) => `Erfunden nach „${name}“`,
    whose: 'Wessen Namen',
    baby: 'Vornamen',
    fewCorpus: 'Fünfzig Namen für den Rundgang',
    first: 'Zuerst auf den Namen trainieren: Was folgt, wird damit verglichen.',
    busy: 'Ein anderer Lauf ist im Gange.'
  },
  scale: {
    measure: 'Diesen Rechner messen',
    measuring: (done, of) => `Wird gemessen: ${count(done)} von ${count(of)}`,
    cancel: 'Messen abbrechen',
    speed: (gigaflops, engine, parameters) =>
      `Dieser Rechner trainierte mit ${gigaflops} Milliarden Operationen pro Sekunde auf ${engine}, mit einem Modell aus ${parameters} Parametern.`,
    unmeasured: 'Dieser Rechner ist noch nicht gemessen.',
    watts: 'Watt, die er braucht',
    table: 'Training dieser Modelle',
    model: 'Modell',
    operations: 'Operationen',
    here: 'Hier: Zeit, Energie',
    memory: 'Speicher',
    cards: (cards) => (cards === 1 ? '1 Karte' : `${count(cards)} Karten`),
    yours: (name) => `Eigenes: ${name}`,
    gpt2: 'GPT-2',
    gpt3: 'GPT-3',
    ladder: 'Hier gemessen',
    engine: 'Engine',
    sizes: 'Modellgrößen',
    parameters: 'Parameter',
    tokens: 'Tokens pro Sekunde',
    gigaflops: 'Milliarden Operationen pro Sekunde',
    stack: 'Was hier rechnet',
    note: 'Operationen: 6 × Parameter × Tokens. Speicher: 16 Byte pro Parameter für Gewichte, Gradienten und den Optimierer; was ein Schritt dazwischen berechnet, zählt nicht mit. GPT-3: 175 Milliarden Parameter, 300 Milliarden Tokens (Brown und andere, 2020). GPT-2: 1,5 Milliarden; seine Tokens wurden nie veröffentlicht, 100 Milliarden sind angenommen. Eine Karte: 300 W und 31 Billionen Operationen pro Sekunde, ein Viertel dessen, was eine jener Zeit auf dem Papier hat.',
    seconds: (s) =>
      s < 1
        ? 'unter einer Sekunde'
        : s < 120
          ? several(s, 'Sekunde', 'Sekunden')
          : s < 7200
            ? several(s / 60, 'Minute', 'Minuten')
            : s < 172_800
              ? several(s / 3600, 'Stunde', 'Stunden')
              : s < 63_072_000
                ? several(s / 86_400, 'Tag', 'Tage')
                : `${count(Number((s / 31_557_600).toPrecision(2)))} Jahre`,
    kilowattHours: (k) =>
      k < 0.001
        ? 'unter 1 Wh'
        : k < 1
          ? `${count(Math.round(k * 1000))} Wh`
          : k < 1e4
            ? `${rough(k)} kWh`
            : k < 1e7
              ? `${rough(k / 1e3)} MWh`
              : k < 1e10
                ? `${rough(k / 1e6)} GWh`
                : `${rough(k / 1e9)} TWh`,
    bytes: (b) =>
      b < 1e6
        ? `${rough(b / 1e3)} kB`
        : b < 1e9
          ? `${rough(b / 1e6)} MB`
          : b < 1e12
            ? `${rough(b / 1e9)} GB`
            : `${rough(b / 1e12)} TB`,
    operationsOf: power,
    webgpuOver: (api, device) => `WebGPU über ${api}: ${device}`,
    reference: (device) => `Die Referenz zum Vergleich: TensorFlow.js auf ${device}`
  }
}

/** „1 Minute“, „13 Minuten“. */
function several(n: number, one: string, many: string): string {
  return Math.round(n) === 1 ? `1 ${one}` : `${count(n)} ${many}`
}
