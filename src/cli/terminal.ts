/*
 * The terminal as the commands see it: results go to `print`, everything else to `note`. Nothing but
 * results ever reaches standard output.
 */

/** Where the program stands and where it was called from. */
export interface Place {
  /** Folder of the package. */
  readonly root: string
  /** Folder against which relative paths resolve. */
  readonly cwd: string
}

export interface Terminal extends Place {
  /** Writes a result to standard output; resolves once it is handed over. */
  print(text: string): Promise<void>
  /** Writes a line for people to standard error. */
  note(line: string): void
  /** Replaces the last line on standard error; only where that is a terminal. */
  redraw(line: string): void
  /** Takes away the line that `redraw` drew last. */
  erase(): void
  /** Characters per line of standard error, or null if it is not a terminal. */
  readonly columns: number | null
}

const CLEAR_LINE = '\r\u001b[2K'

export function openTerminal(place: Place): Terminal {
  const { stdout, stderr } = process
  // Whoever reads us has read enough: `downhill generate | head` ends quietly.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  let drawn = false
  const clear = (): string => {
    const code = drawn ? CLEAR_LINE : ''
    drawn = false
    return code
  }
  return {
    ...place,
    columns: stderr.isTTY ? stderr.columns : null,
    print: (text) =>
      new Promise((resolve) => {
        if (text === '') resolve()
        else stdout.write(text, () => resolve())
      }),
    note: (line) => void stderr.write(`${clear()}${line}\n`),
    erase: () => void stderr.write(clear()),
    redraw: (line) => {
      stderr.write(`${clear()}${line}`)
      drawn = true
    }
  }
}
