/* The keeper of measurements between this window's worker and main. */

import { callApp } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { MeasurementKeeper } from './measurement-keeper'
import { notices } from './notices.svelte'

export const keptMeasurements = new MeasurementKeeper(machine, callApp, (thrown) => notices.failure(thrown))
