/* The worker's client under the name that code of the landscape uses: planes, cells, balls and races. */

import { machine } from './machine'

export const ground = machine
