#!/bin/sh
# Starts Downhill. WebGPU on Linux works on X11 only, so on Wayland the window runs through XWayland, if there is one.
here=$(dirname "$(readlink -f "$0")")
if [ -n "$DISPLAY" ]; then
  exec "$here/downhill" --ozone-platform=x11 "$@"
fi
exec "$here/downhill" "$@"
