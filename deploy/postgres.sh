#!/bin/sh
# PostgreSQL for the tests of the directory: the machine's own, or Debian's package. Without it those tests are left out.
found() {
    command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}
found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installerer PostgreSQL til registrets prøver."
    # The tests make a cluster of their own: Debian must not start one beside it.
    mkdir -p /etc/postgresql-common
    test -e /etc/postgresql-common/createcluster.conf || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        -o Dpkg::Options::=--force-confold postgresql >/dev/null && found && exit 0
fi
echo "SPRINGER OVER: registrets prøver på PostgreSQL. Installér det (fx: apt-get install postgresql), hvis du vil køre dem." >&2
exit 1
