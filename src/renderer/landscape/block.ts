/*
 * The block as three.js objects: top, walls and the outline of its foot, and what the shaders are told. Only this
 * file, studio.ts and the components of the scene import three.js, so that the rest loads without it. Over 150 lines:
 * three materials with all their uniforms, which every setter reaches into.
 */

import {
  BufferAttribute,
  BufferGeometry,
  DataTexture,
  DoubleSide,
  Group,
  LinearFilter,
  LineBasicMaterial,
  LineLoop,
  Mesh,
  ShaderMaterial,
  Vector3,
  Vector4
} from 'three'
import type { Field } from './field'
import { topOf, wallsOf, type Buffers } from './geometry'
import type { View } from './projection'
import { PLINTH, RELIEF, type Scale } from './scale'
import { TOP_FRAGMENT, TOP_VERTEX, WALL_FRAGMENT, WALL_VERTEX } from './shaders'
import { DARK, PALE, type Rgb, type Tones } from './tones'

/** From the upper left, in the camera's own right, up-north and vertical. */
const LIGHT = [-0.55, 0.35, 0.76] as const

const vector = (rgb: Rgb): Vector3 => new Vector3(...rgb)

export class Block {
  readonly group = new Group()
  readonly #range = { value: new Vector4(0, 1, 0, 1) }
  readonly #log = { value: 0 }
  readonly #relief = { value: RELIEF }
  readonly #pixel = { value: 1 }
  readonly #scaleTexture = new DataTexture(new Uint8Array(17 * 4), 17, 1)
  readonly #topMaterial = new ShaderMaterial({
    vertexShader: TOP_VERTEX,
    fragmentShader: TOP_FRAGMENT,
    side: DoubleSide,
    uniforms: {
      uRange: this.#range,
      uLog: this.#log,
      uRelief: this.#relief,
      uPixel: this.#pixel,
      uScale: { value: this.#scaleTexture },
      uLight: { value: new Vector3(0, 1, 0) },
      uInterval: { value: 0.05 },
      uPale: { value: vector(PALE) },
      uDark: { value: vector(DARK) },
      uFog: { value: new Vector3() },
      uFogColour: { value: new Vector3() }
    }
  })
  readonly #wallMaterial = new ShaderMaterial({
    vertexShader: WALL_VERTEX,
    fragmentShader: WALL_FRAGMENT,
    side: DoubleSide,
    uniforms: {
      uRange: this.#range,
      uLog: this.#log,
      uRelief: this.#relief,
      uPixel: this.#pixel,
      uPlinth: { value: PLINTH },
      uWall: { value: new Vector3() },
      uLine: { value: new Vector3() },
      uEvery: { value: 0.5 }
    }
  })
  readonly #footMaterial = new LineBasicMaterial({ toneMapped: false })
  readonly #top = new Mesh(new BufferGeometry(), this.#topMaterial)
  readonly #walls = new Mesh(new BufferGeometry(), this.#wallMaterial)
  readonly #foot = new LineLoop(new BufferGeometry(), this.#footMaterial)
  #buffers: { top: Buffers; walls: Buffers; m: number } | null = null

  constructor() {
    this.#scaleTexture.magFilter = LinearFilter
    this.#scaleTexture.minFilter = LinearFilter
    const corners = [-1, 1, 1, 1, 1, -1, -1, -1]
    const foot = new Float32Array(12)
    for (let i = 0; i < 4; i++) foot.set([corners[i * 2]!, -PLINTH, corners[i * 2 + 1]!], i * 3)
    this.#foot.geometry.setAttribute('position', new BufferAttribute(foot, 3))
    for (const object of [this.#top, this.#walls, this.#foot]) {
      // Heights are made in the shader, so three.js cannot know the bounds.
      object.frustumCulled = false
      this.group.add(object)
    }
  }

  setField(field: Field): void {
    const { m } = field
    const kept = this.#buffers?.m === m ? this.#buffers : null
    const top = topOf(field, kept?.top)
    const walls = wallsOf(field, kept?.walls)
    this.#buffers = { top, walls, m }
    fill(this.#top.geometry, top, kept !== null)
    fill(this.#walls.geometry, walls, kept !== null)
    this.#foot.visible = !field.complete
  }

  setScale({ min, cap, lo, hi, log, interval, wall }: Scale): void {
    this.#range.value.set(min, cap, lo, hi)
    this.#log.value = log ? 1 : 0
    this.#topMaterial.uniforms['uInterval']!.value = interval
    this.#wallMaterial.uniforms['uEvery']!.value = wall
  }

  setTones({ elevation, rgb, css }: Tones): void {
    const bytes = this.#scaleTexture.image.data as Uint8Array
    elevation.forEach((colour, i) => bytes.set([...colour.map((part) => Math.round(part * 255)), 255], i * 4))
    this.#scaleTexture.needsUpdate = true
    this.#topMaterial.uniforms['uFogColour']!.value = vector(rgb.fog)
    this.#wallMaterial.uniforms['uWall']!.value = vector(rgb.wall)
    this.#wallMaterial.uniforms['uLine']!.value = vector(rgb['wall-line'])
    this.#footMaterial.color.setStyle(css['wall-line'], '')
  }

  /** Turns the light with the camera. @param pixel Device pixels per CSS pixel. */
  setView({ camera }: View, pixel: number): void {
    const [s, c] = [Math.sin(camera.yaw), Math.cos(camera.yaw)]
    const [right, north, vertical] = LIGHT
    const light = this.#topMaterial.uniforms['uLight']!.value as Vector3
    light.set(right * c + north * s, vertical, right * s - north * c)
    this.#pixel.value = pixel
  }

  /** Fog beyond a radius round a place of the scene; radius 0 lifts it. */
  setFog(x: number, z: number, radius: number): void {
    const fog = this.#topMaterial.uniforms['uFog']!.value as Vector3
    fog.set(x, z, radius)
  }

  dispose(): void {
    for (const { geometry } of [this.#top, this.#walls, this.#foot]) geometry.dispose()
    for (const material of [this.#topMaterial, this.#wallMaterial, this.#footMaterial]) material.dispose()
    this.#scaleTexture.dispose()
  }
}

/** Gives the buffers to a geometry, or tells it that the ones it has were written over. */
function fill(geometry: BufferGeometry, buffers: Buffers, same: boolean): void {
  if (same) {
    for (const name of ['position', 'aLoss']) geometry.getAttribute(name).needsUpdate = true
    geometry.index!.needsUpdate = true
  } else {
    geometry.dispose()
    geometry.setAttribute('position', new BufferAttribute(buffers.position, 3))
    geometry.setAttribute('aLoss', new BufferAttribute(buffers.loss, 3))
    geometry.setIndex(new BufferAttribute(buffers.index, 1))
  }
  geometry.setDrawRange(0, buffers.count)
}
