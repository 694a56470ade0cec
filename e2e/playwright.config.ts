/* End-to-end tests: one real Electron at a time. Started by scripts/e2e.js, which provides it and a screen. */
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  outputDir: '../test-results/e2e',
  // Software WebGPU and a window share few cores: one test after another keeps times steady.
  workers: 1,
  retries: 0,
  timeout: 90_000,
  globalTimeout: 40 * 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]]
})
