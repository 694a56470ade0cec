/* Die Texte des Hauptprozesses auf Deutsch: Menü, Dialoge. */
import type { english } from './en'

export const german: typeof english = {
  menu: {
    file: 'Datei',
    edit: 'Bearbeiten',
    view: 'Ansicht',
    go: 'Gehe zu',
    run: 'Lauf',
    openRecent: 'Zuletzt geöffnet',
    clearRecent: 'Liste leeren',
    window: 'Fenster',
    help: 'Hilfe',
    reload: 'Neu laden',
    developerTools: 'Entwicklerwerkzeuge',
    language: 'Sprache',
    quit: 'Beenden',
    closeWindow: 'Fenster schließen',
    about: 'Über Downhill',
    hide: 'Downhill ausblenden',
    hideOthers: 'Andere ausblenden',
    showAll: 'Alle einblenden',
    services: 'Dienste',
    undo: 'Rückgängig',
    redo: 'Wiederholen',
    cut: 'Ausschneiden',
    copy: 'Kopieren',
    paste: 'Einfügen',
    delete: 'Löschen',
    selectAll: 'Alles auswählen',
    actualSize: 'Originalgröße',
    zoomIn: 'Vergrößern',
    zoomOut: 'Verkleinern',
    fullScreen: 'Vollbild',
    minimize: 'Minimieren',
    front: 'Alle nach vorne bringen'
  },
  commands: {
    'add-text': 'Text hinzufügen …',
    'open-model': 'Modell öffnen …',
    'save-model': 'Modell speichern …',
    export: 'Liste exportieren …',
    'import-run': 'Lauf importieren …',
    'export-run': 'Lauf exportieren …',
    'show-corpus': 'Korpus',
    'show-train': 'Trainieren',
    'show-generate': 'Erzeugen',
    'show-landscape': 'Landschaft',
    'show-inside': 'Einblick',
    'show-runs': 'Läufe',
    'show-tour': 'Rundgang',
    'run-start': 'Trainieren',
    'run-pause': 'Anhalten oder fortsetzen',
    'run-stop': 'Lauf beenden',
    present: 'Vorführen',
    'show-settings': 'Einstellungen …',
    'show-shortcuts': 'Tastenkürzel',
    'show-about': 'Über Downhill und Lizenzen',
    'show-log': 'Protokoll',
    'copy-diagnostics': 'Diagnose kopieren',
    'language-system': 'Wie das System',
    'language-en': 'English',
    'language-de': 'Deutsch'
  },
  fileTypes: {
    text: 'Text',
    model: 'Modell (safetensors)',
    run: 'Exportierter Lauf (ZIP)',
    csv: 'Tabelle (CSV)',
    json: 'JSON',
    md: 'Text mit Tabelle (Markdown)',
    pdf: 'Gedrucktes Blatt (PDF)',
    png: 'Bild (PNG)',
    svg: 'Zeichnung (SVG)',
    stl: 'Körper für den 3D-Druck (STL)',
    glb: 'Körper mit Farben (glTF)',
    webm: 'Film (WebM)',
    mp4: 'Film (MP4)',
    gif: 'Film (GIF)',
    gguf: 'Modell für llama.cpp (GGUF)',
    html: 'Webseite (HTML)',
    python: 'Programm (Python)',
    folder: 'Ordner',
    all: 'Alle Dateien'
  },
  closing: {
    message: 'Ein Lauf ist im Gange',
    detail:
      '„Sichern und beenden“ behält seinen letzten Schritt. „Beenden“ geht auf seinen letzten Checkpoint zurück.',
    keep: 'Im Hintergrund weiter trainieren',
    save: 'Sichern und beenden',
    quit: 'Beenden'
  },
  noDataFolder: {
    title: 'Downhill kann seinen Datenordner nicht benutzen',
    notWritable: (folder) =>
      `In ${folder} kann nicht geschrieben werden. Nichts wurde verändert. Das Schreiben dort erlauben oder für diesen Start einen anderen Ordner nehmen.`,
    full: (folder) =>
      `Der Datenträger mit ${folder} ist voll. Nichts wurde verändert. Dort Platz schaffen oder für diesen Start einen anderen Ordner nehmen.`,
    inUse: (folder, pid) =>
      `${folder} ist in einem anderen Downhill geöffnet (Prozess ${pid}). Nichts wurde verändert. Das andere schließen oder für diesen Start einen anderen Ordner nehmen.`,
    inUseThere: (folder, host, since) =>
      `${folder} ist auf dem Computer ${host}${since ? ` seit ${since}` : ''} in Downhill geöffnet. Nichts wurde verändert. Es dort schließen oder für diesen Start einen anderen Ordner nehmen.`,
    another: 'Anderen Ordner wählen …',
    quit: 'Beenden'
  },
  watching: {
    message: 'Ist der Datenordner auf einem anderen Computer geöffnet?',
    detail: (folder, host) =>
      `${folder} war zuletzt auf dem Computer ${host} geöffnet. Ist eine halbe Minute lang nichts von ihm zu hören, übernimmt dieser den Ordner.`,
    quit: 'Beenden'
  },
  libraryTaken: { quit: 'Beenden', later: 'Das Fenster offen lassen' },
  dataFolderAway: {
    message: 'Der Datenordner ist nicht da',
    detail: (folder) =>
      `${folder} ist nicht zu finden. Liegt er auf einem anderen Datenträger, diesen anschließen und Downhill neu ` +
      'starten. Nichts wurde verändert.',
    quit: 'Beenden',
    without: 'Ohne ihn starten'
  },
  moving: {
    message: 'Der Datenordner zieht um',
    detail: (folder) =>
      `Alles wird nach ${folder} kopiert und verglichen, dann öffnet sich das Fenster. „Abbrechen“ lässt alles, wo es war.`,
    cancel: 'Abbrechen'
  },
  pageGone: {
    message: 'Das Fenster ist mehrmals abgestürzt',
    detail: 'Läufe behalten ihren letzten Checkpoint. Downhill neu starten, um von dort fortzufahren.',
    quit: 'Beenden'
  },
  unexpected: {
    title: 'In Downhill ist etwas schiefgegangen',
    detail: (message) =>
      `Was gespeichert ist, ist sicher. Downhill neu starten, falls es nicht mehr reagiert.\n\n${message}`
  }
}
