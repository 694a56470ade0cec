import { expect, it } from 'vitest'
import { checkConfig } from '../run-config'
import { MAT_STORY, stories, STORY_CONFIG } from './stories'

it('stories are the same for everybody, and their answer stands in them', () => {
  const text = stories(200)
  expect(text).toBe(stories(200))
  const lines = text.trimEnd().split('\n')
  expect(lines).toHaveLength(200)
  for (const line of lines) {
    const [, animal, thing] = /^The (\w+) \w+ on the (\w+)\./.exec(line) ?? []
    expect(line).toContain(`What is on the ${thing}? The ${animal}.`)
  }
  expect(MAT_STORY.story).toContain('The cat sat on the mat.')
  expect(new Set(lines).size).toBeGreaterThan(60)
})

it('the model of the stories is one that can be trained', () => {
  expect(checkConfig(STORY_CONFIG)).toEqual([])
})
