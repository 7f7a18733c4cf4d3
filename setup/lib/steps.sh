# shellcheck shell=bash
# Steps of an installation, with progress. Each step is a function that prints to a log; a step
# whose inputs did not change since it last went well is passed over.
# The script that uses it says in STEPS how many steps it has.

STEP=0
STEP_LOG=$LOCAL/log/install.log
STAMPS=$LOCAL/stamps
mkdir -p "$LOCAL/log" "$STAMPS"
: >"$STEP_LOG"

# step TITLE FUNCTION WHAT_TO_DO_IF_IT_FAILS [INPUT…]
# An INPUT is a file, whose content counts, or any other text. Without inputs it always runs.
step() {
    local title=$1 action=$2 advice=$3 key='' stamp=$STAMPS/$2 start=$SECONDS
    shift 3
    STEP=$((STEP + 1))
    printf '[%d/%d] %-34s ' "$STEP" "${STEPS:?}" "$title …"
    if [ $# -gt 0 ]; then
        key=$(for input; do if [ -f "$input" ]; then cat "$input"; else echo "$input"; fi; done | sha256sum)
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ] && "${action}_present"; then
            echo "already there"
            return
        fi
    fi
    rm -f "$stamp"
    local from
    from=$(wc -l <"$STEP_LOG")
    # A subshell of its own, not a condition: "set -e" must hold inside the step.
    set +e
    (set -e; "$action") >>"$STEP_LOG" 2>&1
    local status=$?
    set -e
    if [ $status != 0 ]; then
        echo "FAILED"
        tail -n "+$((from + 1))" "$STEP_LOG" | tail -n 12 | sed 's/^/    | /'
        die "Step $STEP ($title) failed; the whole log is ${STEP_LOG#"$ROOT"/}" '' "$advice"
    fi
    [ -z "$key" ] || printf '%s\n' "$key" >"$stamp"
    echo "done ($((SECONDS - start)) s)"
}
