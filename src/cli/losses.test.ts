/* The table of losses where steps come again. */
import { expect, test } from 'vitest'
import { LossTable } from './losses'

test('steps that come again replace what was known from there on', () => {
  const table = new LossTable()
  table.add({ first: 1, train: Float64Array.of(5, 4, 3), val: [{ step: 3, loss: 3.5 }] })
  table.add({ first: 2, train: Float64Array.of(4.5), val: [{ step: 2, loss: 4.25 }] })
  expect(table.toCsv()).toBe('step,train_loss,val_loss\n1,5.0000000000,\n2,4.5000000000,4.2500000000\n')
  // A report of a held-out loss alone takes nothing back.
  table.add({ first: 3, train: new Float64Array(0), val: [{ step: 2, loss: 4 }] })
  expect(table.last).toEqual({ train: 4.5, val: 4 })
})
