/*
 * GLSL of the block. Losses become heights here (linear or logarithmic, cut at the cap); the top is coloured by
 * the elevation scale, lit from the camera's upper left, and carries contours; walls carry hairlines. Colours
 * are plain sRGB numbers, never converted.
 */

/** Shared by top and walls. uRange: min, cap, lo, hi of the Scale. uLight turns with the camera. */
const COMMON = /* glsl */ `
uniform vec4 uRange;
uniform float uLog;
uniform float uRelief;
float bend(float loss) { return uLog > 0.5 ? log(max(loss, 1e-9)) : loss; }
float between(float loss, float from, float to) {
  return (bend(loss) - bend(from)) / (bend(to) - bend(from));
}
float heightOf(float loss) { return between(min(loss, uRange.y), uRange.x, uRange.y) * uRelief; }
`

const FOG = /* glsl */ `
uniform vec3 uFog;
uniform vec3 uFogColour;
float fogAt(vec2 place) {
  return uFog.z > 0.0 ? smoothstep(uFog.z, uFog.z * 1.3, distance(place, uFog.xy)) : 0.0;
}
`

export const TOP_VERTEX = /* glsl */ `
${COMMON}
attribute vec3 aLoss;
varying float vLoss;
varying vec2 vPlace;
varying vec3 vNormal;
void main() {
  vLoss = aLoss.x;
  vPlace = position.xz;
  // Slope of the drawn height: of the logarithm where that is drawn.
  float stretch = uRelief / (bend(uRange.y) - bend(uRange.x));
  if (uLog > 0.5) stretch /= max(aLoss.x, 1e-9);
  vec2 slope = aLoss.x > uRange.y ? vec2(0.0) : aLoss.yz * stretch;
  vNormal = vec3(-slope.x, 1.0, -slope.y);
  gl_Position = projectionMatrix * viewMatrix * vec4(position.x, heightOf(aLoss.x), position.z, 1.0);
}
`

export const TOP_FRAGMENT = /* glsl */ `
precision highp float;
${COMMON}
${FOG}
uniform sampler2D uScale;
uniform vec3 uLight;
uniform float uInterval;
uniform float uPixel;
uniform vec3 uPale;
uniform vec3 uDark;
varying float vLoss;
varying vec2 vPlace;
varying vec3 vNormal;
float line(float interval, float width, out float crowd) {
  float f = vLoss / interval;
  float change = max(length(vec2(dFdx(f), dFdy(f))), 1e-6);
  crowd = change * uPixel;
  return clamp(width * 0.5 * uPixel - abs(f - floor(f + 0.5)) / change + 0.5, 0.0, 1.0);
}
void main() {
  float t = clamp(between(vLoss, uRange.z, uRange.w), 0.0, 1.0);
  float shade = 0.5 + 0.62 * max(0.0, dot(normalize(vNormal), uLight) * 0.92 + 0.04);
  vec3 colour = texture2D(uScale, vec2((t * 16.0 + 0.5) / 17.0, 0.5)).rgb * shade;
  // Shade is a little cooler than light.
  colour *= vec3(1.0 + 0.03 * (shade - 0.95), 1.0 + 0.03 * (shade - 0.95), 1.0 + 0.05 * (0.95 - shade));
  float thinCrowd;
  float indexCrowd;
  float thin = line(uInterval, 0.7, thinCrowd) * 0.26;
  thin *= min(1.0, 0.45 / max(thinCrowd, 1e-6));
  float index = line(uInterval * 5.0, 1.35, indexCrowd) * 0.5;
  index *= min(1.0, 0.6 / max(indexCrowd, 1e-6));
  float ink = max(thin, index);
  // Cut off: hatched instead of contoured.
  if (vLoss > uRange.y) {
    float stripe = abs(fract((gl_FragCoord.x + gl_FragCoord.y) / (7.0 * uPixel)) - 0.5);
    ink = 0.34 * clamp(stripe * 7.0 - 2.4, 0.0, 1.0);
  }
  float fog = fogAt(vPlace);
  colour = mix(colour, t > 0.3125 ? uDark : uPale, ink * (1.0 - fog));
  gl_FragColor = vec4(mix(colour, uFogColour, fog), 1.0);
}
`

export const WALL_VERTEX = /* glsl */ `
${COMMON}
uniform float uPlinth;
attribute vec3 aLoss;
varying float vSide;
varying float vHeight;
void main() {
  vSide = aLoss.y;
  vHeight = position.y > 0.5 ? heightOf(aLoss.x) : -uPlinth;
  gl_Position = projectionMatrix * viewMatrix * vec4(position.x, vHeight, position.z, 1.0);
}
`

export const WALL_FRAGMENT = /* glsl */ `
precision highp float;
${COMMON}
uniform vec3 uWall;
uniform vec3 uLine;
uniform float uEvery;
uniform float uPixel;
varying float vSide;
varying float vHeight;
void main() {
  vec3 colour = uWall * (vSide > 0.5 ? 0.93 : 1.0);
  float part = vHeight / uRelief;
  float loss = uLog > 0.5 ? exp(mix(log(uRange.x), log(uRange.y), part)) : mix(uRange.x, uRange.y, part);
  float f = uEvery > 0.0 ? loss / uEvery : log2(max(loss, 1e-9));
  float change = max(length(vec2(dFdx(f), dFdy(f))), 1e-6);
  float ink = clamp(0.4 * uPixel - abs(f - floor(f + 0.5)) / change + 0.5, 0.0, 1.0);
  ink *= part >= -0.004 ? 0.8 * min(1.0, 0.3 / change) : 0.0;
  gl_FragColor = vec4(mix(colour, uLine, ink), 1.0);
}
`
