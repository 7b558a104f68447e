#!/bin/sh
# promtool, which reads deploy/prometheus/: the machine's own, or Debian's, unpacked into var/ without installing anything.
# Prints where it is. Without it those tests are left out.
here="$(cd "$(dirname "$0")/.." && pwd)"
own="$here/var/promtool/usr/bin/promtool"
command -v promtool 2>/dev/null && exit 0
test -x "$own" && echo "$own" && exit 0
if command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1; then
    mkdir -p "$here/var/promtool" && cd "$here/var/promtool" || exit 1
    apt-get download prometheus >/dev/null 2>&1 || { apt-get update -qq >/dev/null 2>&1 && apt-get download prometheus >/dev/null 2>&1; }
    dpkg-deb -x prometheus_*.deb . >/dev/null 2>&1 && rm -rf prometheus_*.deb usr/bin/prometheus usr/share etc lib
    test -x "$own" && echo "$own" && exit 0
fi
echo "SPRINGER OVER: prøver af varslerne. De kræver promtool (fx: apt-get install prometheus)." >&2
exit 1
