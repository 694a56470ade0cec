/* `npm run check`: the types of every runtime, with an exit code that tells. */
import { build } from './build.js'
import { runChecks, typeChecks } from './checks.js'

// The generated module of the WebAssembly engine is a source like any other.
await build([])
const { passed, failed } = await runChecks(typeChecks())
console.log(`types: ${passed} of ${passed + failed} projects pass`)
process.exitCode = failed === 0 ? 0 : 1
