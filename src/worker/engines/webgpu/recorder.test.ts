/* How work is cut into submissions, over a device that only writes down what it is given. */

import { describe, expect, test } from 'vitest'
import { submit, type Dispatch } from './recorder'

const SIZES = { positions: 10, rows: 1, longest: 10 }

/** A device that notes which dispatches each of its submissions holds. */
function noting(): { device: GPUDevice; submissions: string[][] } {
  const submissions: string[][] = []
  const createCommandEncoder = () => {
    const held: string[] = []
    const pass = {
      setPipeline: (pipeline: string) => held.push(pipeline),
      setBindGroup: () => {},
      dispatchWorkgroups: () => {},
      end: () => {}
    }
    return { beginComputePass: () => pass, finish: () => held }
  }
  const queue = { submit: ([held]: [string[]]) => submissions.push(held) }
  return { device: { createCommandEncoder, queue } as unknown as GPUDevice, submissions }
}

/** A dispatch of ten workgroups, each with this share of the operations. */
const dispatch = (name: string, operations: number): Dispatch => ({
  pipeline: name as unknown as GPUComputePipeline,
  bindings: {} as GPUBindGroup,
  groups: ({ positions }) => [positions, 1, 1],
  label: name,
  work: () => operations / 10
})

describe('work is cut where a submission would hold more than the budget', () => {
  const works = [30, 30, 30, 30, 250, 5, 99]
  const list = works.map((operations, i) => dispatch(String(i), operations))

  test('in order, each as full as it can be, and only a single dispatch goes beyond', () => {
    const { device, submissions } = noting()
    expect(submit(device, list, SIZES, 100)).toBe(474)
    expect(submissions).toEqual([['0', '1', '2'], ['3'], ['4'], ['5'], ['6']])
    for (const held of submissions) {
      const operations = held.reduce((sum, name) => sum + works[Number(name)]!, 0)
      if (held.length > 1) expect(operations).toBeLessThanOrEqual(100)
    }
  })

  test('into one submission where all of it fits', () => {
    const { device, submissions } = noting()
    submit(device, list, SIZES, 474)
    expect(submissions).toEqual([['0', '1', '2', '3', '4', '5', '6']])
  })

  test('and a dispatch without workgroups costs nothing', () => {
    const { device, submissions } = noting()
    const none: Dispatch = { ...dispatch('none', 1e9), groups: () => [0, 0, 0] }
    expect(submit(device, [dispatch('a', 60), none, dispatch('b', 40)], SIZES, 100)).toBe(100)
    expect(submissions).toEqual([['a', 'b']])
  })
})
