#!/usr/bin/env bash
# Starts Electron with a copy of all it prints in DOWNHILL_LOG: Playwright gives out only what comes after the start.
exec "$DOWNHILL_ELECTRON" "$@" > >(tee -a "$DOWNHILL_LOG") 2> >(tee -a "$DOWNHILL_LOG" >&2)
