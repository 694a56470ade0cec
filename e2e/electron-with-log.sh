#!/usr/bin/env bash
# Starts Electron with a copy of all it prints in DOWNHILL_LOG: Playwright gives out only what comes after the start.
# DOWNHILL_STRACE: a file for every connect() of every process, and processes are slower then.
trace=()
if [ -n "${DOWNHILL_STRACE:-}" ]; then trace=(strace -f -qq --seccomp-bpf -e trace=connect -o "$DOWNHILL_STRACE"); fi
exec "${trace[@]}" "$DOWNHILL_ELECTRON" "$@" > >(tee -a "$DOWNHILL_LOG") 2> >(tee -a "$DOWNHILL_LOG" >&2)
