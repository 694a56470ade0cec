import { describe, expect, it } from 'vitest'
import { orbited } from './camera'
import { Rig } from './rig'
import type { CameraState } from './projection'

const camera: CameraState = { yaw: 0, pitch: 0.6, distance: 4, target: [0, 0, 0] }
const goal = orbited(camera, 1, 0.2)

describe('Rig', () => {
  it('rests until told to move', () => {
    const rig = new Rig(camera, () => false)
    expect(rig.moving).toBe(false)
    expect(rig.step(0)).toBe(false)
  })

  it('flies in 600 ms and then rests at the very place', () => {
    const rig = new Rig(camera, () => false)
    rig.fly(goal, 1000)
    expect(rig.step(1300)).toBe(true)
    expect(rig.now.yaw).toBeGreaterThan(0.2)
    expect(rig.now.yaw).toBeLessThan(1)
    expect(rig.step(1601)).toBe(true)
    expect(rig.now).toBe(goal)
    expect(rig.step(1700)).toBe(false)
  })

  it('follows a hand and comes to rest', () => {
    const rig = new Rig(camera, () => false)
    rig.follow(goal)
    let frames = 0
    for (let time = 0; rig.step(time); time += 16) frames++
    expect(frames).toBeGreaterThan(3)
    expect(frames).toBeLessThan(60)
    expect(rig.now).toBe(goal)
  })

  it('cuts under reduced motion', () => {
    const rig = new Rig(camera, () => true)
    rig.fly(goal, 0)
    expect(rig.now).toBe(goal)
    rig.follow(camera)
    expect(rig.now).toBe(camera)
    expect(rig.moving).toBe(false)
  })
})
