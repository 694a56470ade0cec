/*
 * Unpacks chosen files of a ZIP archive (stored or deflated). Written for one archive whose SHA-512 is pinned:
 * no ZIP64, no encryption, no links, and checksums of single entries are left to that pin.
 * Format: PKWARE APPNOTE 6.3, sections 4.3.7 (local header), 4.3.12 (directory), 4.3.16 (its end).
 */
import { closeSync, fstatSync, mkdirSync, openSync, readSync, chmodSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inflateRawSync } from 'node:zlib'

const END = 0x06054b50
const ENTRY = 0x02014b50
const LOCAL = 0x04034b50

/** @typedef {{ name: string, method: number, packed: number, size: number, mode: number, offset: number }} Entry */

/**
 * @param {string} archive Path of the ZIP file.
 * @param {string} folder Where the files go; made where it is missing.
 * @param {(name: string) => string | null} place The path below `folder` for an entry's name, or null to leave it out.
 * @returns {number} How many files were written.
 * @throws {Error} If the archive is none, or uses what is not supported here.
 */
export function unzip(archive, folder, place) {
  const file = openSync(archive, 'r')
  try {
    let written = 0
    for (const entry of directory(file)) {
      const to = entry.name.endsWith('/') ? null : place(entry.name)
      if (to === null) continue
      if (to.split(/[/\\]/).includes('..')) throw new Error(`The archive names a path outside: ${entry.name}`)
      const path = join(folder, to)
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      writeFileSync(path, content(file, entry))
      // Set apart from writing: the process's umask must not take reading away from others.
      chmodSync(path, entry.mode & 0o111 ? 0o755 : 0o644)
      written++
    }
    return written
  } finally {
    closeSync(file)
  }
}

/**
 * @param {number} file
 * @returns {Entry[]}
 */
function directory(file) {
  const { size } = fstatSync(file)
  const tail = read(file, Math.max(0, size - 66_000), Math.min(size, 66_000))
  let end = tail.length - 22
  while (end >= 0 && tail.readUInt32LE(end) !== END) end--
  if (end < 0) throw new Error('This is not a ZIP archive')
  const count = tail.readUInt16LE(end + 10)
  const bytes = read(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  if (count === 0xffff) throw new Error('ZIP64 archives are not supported')
  /** @type {Entry[]} */
  const entries = []
  for (let at = 0; entries.length < count;) {
    if (bytes.readUInt32LE(at) !== ENTRY) throw new Error('The directory of the ZIP archive is damaged')
    const nameLength = bytes.readUInt16LE(at + 28)
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      mode: bytes.readUInt32LE(at + 38) >>> 16,
      offset: bytes.readUInt32LE(at + 42)
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * @param {number} file
 * @param {Entry} entry
 */
function content(file, entry) {
  const header = read(file, entry.offset, 30)
  if (header.readUInt32LE(0) !== LOCAL) throw new Error(`The ZIP archive is damaged at ${entry.name}`)
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
  const packed = read(file, start, entry.packed)
  if (entry.method !== 0 && entry.method !== 8) throw new Error(`Unknown packing of ${entry.name}`)
  const bytes = entry.method === 0 ? packed : inflateRawSync(packed)
  if (bytes.length !== entry.size) throw new Error(`${entry.name} has a wrong size in the ZIP archive`)
  return bytes
}

/**
 * @param {number} file
 * @param {number} position
 * @param {number} length
 */
function read(file, position, length) {
  const bytes = Buffer.alloc(length)
  let got = 0
  while (got < length) {
    const n = readSync(file, bytes, got, length - got, position + got)
    if (n === 0) throw new Error('The ZIP archive ends too early')
    got += n
  }
  return bytes
}
