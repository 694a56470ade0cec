/*
 * Activations stored as 16-bit floats, four to a vec2<u32>, and computed with as 32-bit floats. Packing and
 * unpacking belong to WGSL itself, so no feature of the device is needed. Values beyond what 16 bits hold
 * (65,504) are stored as that; numbers that small models train with are far below.
 */

/** Declares `packed` and `unpacked`. */
export const HALF = `
fn packed(v: vec4<f32>) -> vec2<u32> {
  let c = clamp(v, vec4<f32>(-65504.0), vec4<f32>(65504.0));
  return vec2<u32>(pack2x16float(c.xy), pack2x16float(c.zw));
}
fn unpacked(p: vec2<u32>) -> vec4<f32> { return vec4<f32>(unpack2x16float(p.x), unpack2x16float(p.y)); }
`

/** Four values of an array of either kind, as its WGSL element. */
export const QUAD = 'vec2<u32>'
