/*
 * Starting other programs from the scripts: wait for the end, keep or show the output, never throw for an exit
 * code. Everything that starts a program takes `run` as an argument, so that tests can stand in for it.
 */
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [show] Let the program write to this terminal instead of keeping its output.
 * @property {number} [timeout] Milliseconds after which it is killed; none by default.
 */

/**
 * @typedef {object} Ran
 * @property {number} code Exit code; 128 if a signal ended it, 127 if it did not start.
 * @property {string} output Standard output and error together, as they came; empty with `show`.
 * @property {boolean} timedOut
 */

/** @typedef {(command: string, args: readonly string[], options?: RunOptions) => Promise<Ran>} Run */

/** @type {Run} */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    let output = ''
    let timedOut = false
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.show ? 'inherit' : ['ignore', 'pipe', 'pipe']
    })
    const timer = options.timeout
      ? setTimeout(() => {
          timedOut = true
          child.kill('SIGKILL')
        }, options.timeout)
      : undefined
    child.stdout?.setEncoding('utf8').on('data', (text) => (output += text))
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ code: 127, output: output + error.message, timedOut })
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 128, output, timedOut })
    })
  })
}

/**
 * Whether a program of this name can be started from the search path.
 * @param {string} name
 * @param {NodeJS.ProcessEnv} [env]
 */
export function inPath(name, env = process.env) {
  return (env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
