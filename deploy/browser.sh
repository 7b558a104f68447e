#!/bin/sh
# A browser for the browser tests: the machine's own, Debian's package, or Playwright's download, in this order.
set -e
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installerer Chromium til browsertestene."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
.venv/bin/python -m playwright install chromium && exit 0
echo "Browsertestene mangler Chromium. Installér det (fx: apt-get install chromium), og kør kommandoen igen." >&2
exit 1
