#!/bin/sh
# Redis, PostgreSQL and nginx for make cluster and its tests: the machine's own, or Debian's packages.
found() {
    command -v redis-server >/dev/null 2>&1 && command -v nginx >/dev/null 2>&1 && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}
PATH="$PATH:/usr/sbin"
deploy/postgres.sh && found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installerer Redis og nginx til klyngen."
    # Debian starts what it installs; here everything is started by the cluster itself.
    policy=/usr/sbin/policy-rc.d
    test -e "$policy" || { printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy" && made=yes; }
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server nginx-light >/dev/null
    test -z "$made" || rm -f "$policy"
    found && exit 0
fi
echo "SPRINGER OVER: klyngen. Den kræver Redis, PostgreSQL og nginx (fx: apt-get install redis-server postgresql nginx-light)." >&2
exit 1
