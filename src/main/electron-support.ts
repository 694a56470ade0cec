/*
 * Which Electrons are good to be used. Electron supports its latest three majors; what is older gets no mending of
 * Chromium's faults and serves development and tests alone (docs/testing.md). scripts/package.js has the same rule.
 */

/** Major of the Electron that package.json asks for. */
export const NEWEST_MAJOR = 45

/** Majors that are supported at a time. */
const SUPPORTED = 3

/** `version` as Electron says it, without v. */
export function isSupported(version: string): boolean {
  const major = Number.parseInt(version, 10)
  return major > NEWEST_MAJOR - SUPPORTED
}
