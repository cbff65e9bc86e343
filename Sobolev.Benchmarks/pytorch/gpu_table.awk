# From lines "ours|pytorch CASE PRECISION WAY MEDIAN LEAST", in microseconds, a table in Markdown: medians in milliseconds, and PyTorch's
# fastest way over ours as the tool trains by default (graph).
{
    key = $2 " " $3
    if (!(key in seen)) { seen[key] = 1; order[++count] = key }
    median[$1, key, $4] = $5
}

function ms(whose, key, way) {
    return (whose, key, way) in median ? (median[whose, key, way] ~ /^[0-9]/ ? sprintf("%.2f", median[whose, key, way] / 1000) : median[whose, key, way]) : ""
}

END {
    print "| update | precision | eager | recorded | PyTorch eager | graph | compiled | PyTorch's fastest / recorded |"
    print "|---|---|---|---|---|---|---|---|"
    for (i = 1; i <= count; i++) {
        key = order[i]
        split(key, parts, " ")
        best = ""
        split("eager graph compile", ways, " ")
        for (w in ways)
            if (ms("pytorch", key, ways[w]) ~ /^[0-9]/ && (best == "" || median["pytorch", key, ways[w]] < best))
                best = median["pytorch", key, ways[w]] + 0
        ratio = best != "" && ms("ours", key, "graph") != "" ? sprintf("%.2f", best / median["ours", key, "graph"]) : ""
        printf "| %s | %s | %s | %s | %s | %s | %s | %s |\n", parts[1], parts[2], ms("ours", key, "eager"), ms("ours", key, "graph"),
            ms("pytorch", key, "eager"), ms("pytorch", key, "graph"), ms("pytorch", key, "compile"), ratio
    }
}
