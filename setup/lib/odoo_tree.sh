# shellcheck shell=bash
# Where Odoo 19.0 comes from, in this order: ODOO_HOME, an odoo that Python can import,
# Debian's package unpacked under .local, a shallow clone of upstream.

# Prints the folder that holds the Python package "odoo" of the tree in $1, or fails.
tree_in() {
    local folder
    for folder in "$1" "$1/usr/lib/python3/dist-packages"; do
        if grep -qsE "^version_info = \(19, 0," "$folder/odoo/release.py"; then
            (cd "$folder" && pwd)
            return
        fi
    done
    return 1
}

importable_tree() {
    local home
    home=$(cd / && /usr/bin/python3 -c 'import odoo.release as r, os; print(os.path.dirname(os.path.dirname(r.__file__)))' 2>/dev/null) &&
        tree_in "$home"
}

find_odoo_present() { [ -s "$LOCAL/odoo.path" ] && tree_in "$(cat "$LOCAL/odoo.path")" >/dev/null; }

find_odoo() {
    local tree
    if [ -n "${ODOO_HOME:-}" ]; then
        tree=$(tree_in "$ODOO_HOME") || die "ODOO_HOME=$ODOO_HOME holds no Odoo 19.0" '' "set it to a folder with odoo/release.py"
    elif tree=$(importable_tree) || tree=$(tree_in "$LOCAL/odoo"); then
        :
    elif /usr/bin/python3 "$ROOT/setup/lib/fetch_odoo.py" "$LOCAL/odoo"; then
        tree=$(tree_in "$LOCAL/odoo")
    else
        say "Debian's mirror has no odoo-19 that can be used: cloning upstream."
        rm -rf "$LOCAL/odoo"
        git clone --depth 1 --branch 19.0 https://github.com/odoo/odoo "$LOCAL/odoo"
        tree=$(tree_in "$LOCAL/odoo")
    fi
    printf '%s\n' "$tree" >"$LOCAL/odoo.path"
    say "Odoo 19.0 in $tree"
}

complete_odoo_present() { true; }

# The script that Debian's package leaves out, without which each back-end page logs an error.
complete_odoo() {
    local tree package=@mediapipe/selfie_segmentation@0.1.1675465747 folder name=selfie_segmentation
    tree=$(cat "$LOCAL/odoo.path")
    for folder in "$tree/odoo/addons/mail" "$tree/addons/mail"; do
        [ -d "$folder/static" ] || continue
        [ ! -s "$folder/static/lib/$name/$name.js" ] || return 0
        local temporary
        temporary=$(mktemp -d)
        (cd "$temporary" && npm pack --silent "$package" && tar xzf ./*.tgz)
        mkdir -p "$folder/static/lib/$name"
        install -m 644 "$temporary/package/$name.js" "$folder/static/lib/$name/$name.js"
        rm -rf "$temporary"
    done
}
