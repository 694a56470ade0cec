/* `npm run check`: the types of every runtime, with an exit code that tells. */
import { runChecks, typeChecks } from './checks.js'

const { passed, failed } = await runChecks(typeChecks())
console.log(`types: ${passed} of ${passed + failed} projects pass`)
process.exitCode = failed === 0 ? 0 : 1
