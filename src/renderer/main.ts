/* Where the window begins: styles in their order, then the app into its place. */

import { mount } from 'svelte'
import App from './App.svelte'
import { settings } from './state/settings.svelte'
import './styles/tokens.css'
import './styles/reset.css'
import './styles/app.css'
import './styles/controls.css'
import './styles/floating.css'

const target = document.getElementById('app')
if (!target) throw new Error('index.html has no #app')
// First the settings: the window never shows a language or theme that it takes back.
void settings.load().then(() => {
  mount(App, { target })
  // What `npm run bench:app` reads, here and where the library has been read.
  performance.mark('downhill.mounted')
})
