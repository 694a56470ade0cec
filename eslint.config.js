/*
 * Type-aware lint with zero warnings, and the borders of the architecture: what each folder may import.
 */
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'

/** Forbids imports by pattern, with the reason in the message. */
const border = (files, ...groups) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: groups.map(([group, message]) => ({ group, message })) }]
  }
})

const NODE = ['node:*', 'electron']
const MACHINE = ['#worker/*', '**/worker/**']
const DESK = ['**/renderer/**', 'svelte', 'svelte/*', 'three', '@threlte/*']
const STORAGE = ['#storage/*', '**/storage/**', '**/main/**']

export default ts.config(
  {
    ignores: [
      'out/',
      'node_modules/',
      'test-results/',
      'build/',
      'src/worker/engines/cpu/assembly/',
      'e2e/peers/'
    ]
  },
  {
    files: ['**/*.ts', '**/*.svelte', '**/*.svelte.ts'],
    extends: [...ts.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.core.json',
          './tsconfig.node.json',
          './tsconfig.worker.json',
          './tsconfig.renderer.json',
          './tsconfig.tests.json',
          './tsconfig.scripts.json'
        ],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte']
      }
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error'
    }
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser }
    },
    rules: { 'svelte/no-navigation-without-resolve': 'off' }
  },
  {
    // The parser sees imported components and their callbacks as `any`; svelte-check types them.
    files: ['**/*.svelte'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // Props are taken with `let` as soon as one of them is bindable.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all', excludedRunes: ['$props', '$derived'] }]
    }
  },
  { files: ['**/*.js'], languageOptions: { globals: globals.node } },
  border(
    ['src/core/**/*.ts'],
    [NODE, 'core runs everywhere: no Node, no Electron'],
    [[...MACHINE, ...DESK, ...STORAGE, '@tensorflow/*'], 'core imports nothing outside itself']
  ),
  border(
    ['src/worker/**/*.ts'],
    [NODE, 'the machine runs in a browser worker as well as in Node'],
    [[...DESK, ...STORAGE], 'the machine does not know the desk']
  ),
  border(
    ['src/renderer/**/*.ts', 'src/renderer/**/*.svelte'],
    [NODE, 'the desk has no Node'],
    [[...MACHINE, ...STORAGE, '@tensorflow/*'], 'the desk talks to the machine through the worker contract']
  ),
  border(
    ['src/main/**/*.ts', 'src/storage/**/*.ts', 'src/preload/**/*.ts'],
    [[...MACHINE, ...DESK, '@tensorflow/*'], 'main keeps files and windows; it knows nothing about models']
  ),
  border(['src/storage/**/*.ts'], [['electron'], 'storage is used by the command line too']),
  {
    // Tests may reach for Node: they run there.
    files: ['**/*.test.ts', 'e2e/**/*.ts'],
    rules: { 'no-restricted-imports': 'off' }
  }
)
