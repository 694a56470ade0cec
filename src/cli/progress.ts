/*
 * Training as it goes on, on standard error: a bar that is redrawn on a terminal, else one line per
 * held-out loss, so that a log stays short.
 */

import type { StepReport } from '#core/contracts/worker'
import type { Terminal } from './terminal'

export type Numbers = Omit<StepReport, 'runId'>

const BAR = 20
const whole = (n: number): string => n.toLocaleString('en-US')

/** Shows the reports of a training of `steps` steps. */
export function showProgress(terminal: Terminal, steps: number): (numbers: Numbers) => void {
  let val: number | null = null
  return (numbers) => {
    const { first, train, val: measured } = numbers
    const step = first + train.length - 1
    const loss = train.at(-1) ?? null
    for (const { step, loss: heldOut } of measured) {
      val = heldOut
      if (terminal.columns === null)
        terminal.note(`Step ${whole(step)}: held-out loss ${heldOut.toFixed(3)}.`)
    }
    if (terminal.columns !== null)
      terminal.redraw(bar(step, steps, loss, val, numbers).slice(0, terminal.columns - 1))
  }
}

function bar(step: number, steps: number, loss: number | null, val: number | null, numbers: Numbers): string {
  const done = Math.floor((BAR * step) / steps)
  return [
    `${'█'.repeat(done)}${'░'.repeat(BAR - done)} ${String(Math.floor((100 * step) / steps)).padStart(3)} %`,
    `step ${whole(step)} of ${whole(steps)}`,
    loss !== null && `loss ${loss.toFixed(3)}`,
    val !== null && `held-out ${val.toFixed(3)}`,
    `${whole(Number(numbers.stepsPerSecond.toPrecision(3)))} steps/s`,
    numbers.secondsLeft !== null && `${duration(numbers.secondsLeft)} left`
  ]
    .filter(Boolean)
    .join('  ')
}

/** `0.4 s`, `13 s`, `4 min 20 s`, `1 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.95) return `${seconds.toFixed(1)} s`
  const s = Math.round(seconds)
  if (s < 60) return `${s} s`
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`
  const minutes = Math.round(s / 60)
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
}
