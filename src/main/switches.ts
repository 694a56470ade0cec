/*
 * Chromium switches, chosen before the app is ready. WebGPU on Linux needs to be asked for, and needs
 * Vulkan, which works on X11 only: with Wayland the window never appears (electron issue threads of
 * 2024–2026). Since Electron 38 the window system is settled before any script runs, so it cannot be chosen
 * here: whoever starts the app on Wayland adds --ozone-platform=x11 (XWayland) to train on the graphics card.
 * DOWNHILL_GPU=plain leaves all of this out, should a driver not bear it.
 */
import { app } from 'electron'

export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly env: Readonly<Record<string, string | undefined>>
  /** The value of a switch on the command line; null if it is not there. */
  readonly given: (name: string) => string | null
}

/** The switches to add, by name. */
export function gpuSwitches({ platform, env, given }: Surroundings): Record<string, string> {
  if (env['DOWNHILL_GPU'] === 'plain') return {}
  // The 3D view needs WebGL; without a graphics card Chromium draws it in software, but only if told to.
  const switches: Record<string, string> = { 'enable-unsafe-swiftshader': '' }
  // Laptops with two graphics cards: train on the faster.
  if (platform === 'win32') switches['force_high_performance_gpu'] = ''
  if (platform !== 'linux') return switches
  switches['enable-unsafe-webgpu'] = ''
  const x11 = given('ozone-platform') === 'x11' || (given('ozone-platform') === null && !isWayland(env))
  if (x11) {
    // One switch holds all features: what is already there must stay.
    const features = (given('enable-features') ?? '').split(',').filter((feature) => feature !== '')
    if (!features.includes('Vulkan')) features.push('Vulkan')
    switches['enable-features'] = features.join(',')
  }
  return switches
}

function isWayland(env: Surroundings['env']): boolean {
  return Boolean(env['WAYLAND_DISPLAY']) || env['XDG_SESSION_TYPE'] === 'wayland'
}

export function applySwitches(): void {
  const { commandLine } = app
  const given = (name: string): string | null =>
    commandLine.hasSwitch(name) ? commandLine.getSwitchValue(name) : null
  const added = gpuSwitches({ platform: process.platform, env: process.env, given })
  for (const [name, value] of Object.entries(added)) commandLine.appendSwitch(name, value)
}
