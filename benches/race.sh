# Other scripts in this folder source this one. It compares whole processes. Needs GNU time and taskset (Linux).
#
#     race ROUNDS PREPARE NAME...
#
# Each round runs every contestant once, so a busy minute of the machine affects all of them equally. Before each run, it calls PREPARE NAME (`:` does
# nothing). A contestant is a bash array of that name: the cores that it may use, then its command.

race() {
    local rounds=$1 prepare=$2 name round runs
    shift 2
    runs=$(mktemp)
    for ((round = 0; round < rounds; round++)); do
        for name in "$@"; do
            local -n contestant=$name
            "$prepare" "$name" >&2
            if ! taskset -c "${contestant[0]}" time -o "$runs.one" -f "$name %e %U %S %M" "${contestant[@]:1}" >/dev/null 2>"$runs.stderr"; then
                cat "$runs.stderr" >&2
                return 1
            fi
            cat "$runs.one" >>"$runs"
        done
    done
    echo "| | wall s, median | least | CPU s, median | peak MiB |"
    echo "|---|---|---|---|---|"
    for name in "$@"; do
        printf '| %s | %s | %s | %s | %s |\n' "${name//_/ }" \
            "$(column "$name" 2 | median)" "$(column "$name" 2 | head -n 1)" \
            "$(awk -v name="$name" '$1 == name { print $3 + $4 }' "$runs" | sort -n | median)" \
            "$(column "$name" 5 | awk 'END { printf "%.1f", $1 / 1024 }')"
    done
    rm -f "$runs" "$runs".*
}

# One column of a contestant's runs, in order.
column() {
    awk -v name="$1" -v column="$2" '$1 == name { print $column }' "$runs" | sort -n
}

median() {
    awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'
}
