# shellcheck shell=bash
# Debian packages that the project runs on. Services that come with them are not started.

PACKAGES=(
    python3 python3-venv ca-certificates curl git rsync
    postgresql-15 postgresql-client-15
    wkhtmltopdf poppler-utils fonts-dejavu-core fonts-liberation gettext shellcheck
    chromium chromium-driver dovecot-imapd
)
# Node is Debian's unless one is there already.
command -v node >/dev/null || PACKAGES+=(nodejs)
command -v npm >/dev/null || PACKAGES+=(npm)

missing_packages() {
    local package
    for package in "${PACKAGES[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null)" = "ii " ] || echo "$package"
    done
}

install_packages_present() { [ -z "$(missing_packages)" ]; }

install_packages() {
    local missing policy=/usr/sbin/policy-rc.d own_policy=
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    as_root mkdir -p /etc/postgresql-common/createcluster.d
    # No system cluster: the project has its own.
    [ -d /etc/postgresql/15 ] ||
        echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/grc-citizen.conf >/dev/null
    if [ ! -e $policy ]; then
        own_policy=1
        printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
        as_root chmod 755 $policy
    fi
    local status=0
    { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}"; } || status=$?
    [ -z "$own_policy" ] || as_root rm -f $policy
    # Nor at the next boot: the tests run a Dovecot of their own.
    if [ $status = 0 ] && [[ " ${missing[*]} " == *" dovecot-imapd "* ]] && command -v systemctl >/dev/null; then
        as_root systemctl disable dovecot.service dovecot.socket || true
    fi
    return $status
}
