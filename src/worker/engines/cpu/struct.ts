/*
 * Structures shared with the WebAssembly module: their fields come from module.generated.ts in the order of
 * the AssemblyScript class, and are laid out as its compiler does: each field aligned to its own size.
 */

export type FieldType = 'i32' | 'u32' | 'usize' | 'f32' | 'f64' | 'u64'
export type Fields = readonly (readonly [string, FieldType])[]

/** Names of a structure's fields. */
export type FieldName<F extends Fields> = F[number][0]

/** Values of a structure; fields left out are 0. */
export type Values<F extends Fields> = Partial<Record<FieldName<F>, number>>

const sizeOf = (type: FieldType): number => (type === 'f64' || type === 'u64' ? 8 : 4)

/** Where each field begins, and how long one element of a table is. */
export function offsets(fields: Fields): { at: ReadonlyMap<string, number>; bytes: number } {
  const at = new Map<string, number>()
  let end = 0
  let widest = 4
  for (const [name, type] of fields) {
    const size = sizeOf(type)
    end = Math.ceil(end / size) * size
    at.set(name, end)
    end += size
    widest = Math.max(widest, size)
  }
  return { at, bytes: Math.ceil(end / widest) * widest }
}

/** One structure in memory, to be written field by field. */
export class Struct<F extends Fields> {
  readonly #view: DataView
  readonly #fields: Map<string, { at: number; type: FieldType }>
  readonly bytes: number

  constructor(buffer: ArrayBufferLike, address: number, fields: F) {
    const { at, bytes } = offsets(fields)
    this.#view = new DataView(buffer, address, bytes)
    this.#fields = new Map(fields.map(([name, type]) => [name, { at: at.get(name)!, type }]))
    this.bytes = bytes
  }

  set(name: FieldName<F>, value: number): void {
    const { at, type } = this.#fields.get(name)!
    if (type === 'f32') this.#view.setFloat32(at, value, true)
    else if (type === 'f64') this.#view.setFloat64(at, value, true)
    else if (type === 'u64') this.#view.setBigUint64(at, BigInt(value), true)
    else this.#view.setUint32(at, value, true)
  }

  assign(values: Values<F>): void {
    for (const [name, value] of Object.entries(values) as [FieldName<F>, number][]) this.set(name, value)
  }
}

/** Writes a table of structures, one after the other. */
export function writeTable<F extends Fields>(
  buffer: ArrayBufferLike,
  address: number,
  fields: F,
  rows: readonly Values<F>[]
): void {
  const { bytes } = offsets(fields)
  rows.forEach((row, i) => new Struct(buffer, address + i * bytes, fields).assign(row))
}
