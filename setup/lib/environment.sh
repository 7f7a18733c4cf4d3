# shellcheck shell=bash
# The virtual environment, Odoo's configuration file, and the tools of Node.

make_venv_present() { [ -x "$PYTHON" ] && "$PYTHON" -m odoo --version >/dev/null 2>&1; }

make_venv() {
    local requirements=$ROOT/setup/requirements
    [ -x "$PYTHON" ] || /usr/bin/python3 -m venv "$VENV"
    # The tree declares all that Odoo may need; pip would complain of what is left out.
    rm -f "$VENV"/lib/python3.*/site-packages/odoo-tree.pth
    "$PYTHON" -m pip install --prefer-binary -r "$requirements-odoo.txt" -r "$requirements.txt" -r "$requirements-test.txt"
    "$PYTHON" -m pip install --pre --no-deps -r "$requirements-oca.txt"
    cp "$LOCAL/odoo.path" "$(echo "$VENV"/lib/python3.*/site-packages)/odoo-tree.pth"
    "$PYTHON" -m odoo --version
}

make_node_tools_present() {
    local tools=$LOCAL/node/node_modules
    [ -x "$tools/.bin/eslint" ] && [ -x "$tools/.bin/prettier" ] && [ -f "$tools/axe-core/axe.min.js" ]
}

make_node_tools() {
    mkdir -p "$LOCAL/node"
    cp "$ROOT/package.json" "$ROOT/package-lock.json" "$LOCAL/node/"
    (cd "$LOCAL/node" && npm ci --no-audit --no-fund)
}

write_config() {
    local tree paths=$ROOT folder master
    tree=$(cat "$LOCAL/odoo.path")
    for folder in "$tree/addons" "$tree/odoo/addons"; do
        [ ! -f "$folder/crm/__manifest__.py" ] || paths+=,$folder
    done
    master=$(sed -n 's/^admin_passwd = //p' "$LOCAL/odoo.conf" 2>/dev/null || true)
    mkdir -p "$LOCAL/data"
    (umask 077 && cat >"$LOCAL/odoo.conf") <<CONF
[options]
addons_path = $paths
data_dir = $LOCAL/data
db_host = $PGHOST
db_port = ${PGPORT:-5432}
db_user = ${PGUSER:-odoo}
db_password = ${PGPASSWORD:-False}
http_interface = 127.0.0.1
admin_passwd = ${master:-$(random_word)}
CONF
}
