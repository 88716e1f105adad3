# Markdown tables of what `cargo bench -- --output-format bencher` prints, of several runs the fastest, each with its ratio to the group's baselines.

/^test .* bench: / {
    split($2, id, "/")
    gsub(/,/, "", $5)
    ns = $5 + 0 # what gsub has changed is text, which compares by its first digit
    if (!($2 in least)) {
        if (!(id[1] in size)) groups[++count] = id[1]
        names[id[1], ++size[id[1]]] = id[2]
    }
    if (!($2 in least) || ns < least[$2]) least[$2] = ns
}

END {
    for (number = 1; number <= count; number++) {
        group = groups[number]
        print "| " group " | time | × strict | × value |\n|---|---|---|---|"
        for (index_ = 1; index_ <= size[group]; index_++) {
            id_ = group "/" names[group, index_]
            print "| " names[group, index_] " | " time(least[id_]) " | " ratio("strict") " | " ratio("value") " |"
        }
        print ""
    }
}

function ratio(baseline) {
    baseline = group "/" baseline
    return baseline in least ? sprintf("%.2f", least[id_] / least[baseline]) : ""
}

function time(ns) {
    return ns < 1000000 ? sprintf("%.2f µs", ns / 1000) : sprintf("%.1f ms", ns / 1000000)
}
