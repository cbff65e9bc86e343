# Sourced by the comparisons with programs that compute with OpenBLAS, so that they are at their best.

# openblas_core PYTHON MODULE: the processor that OpenBLAS computes for in numpy or torch; nothing where another library computes.
openblas_core() {
    OPENBLAS_VERBOSE=2 "$1" -c "import $2; $2.ones((2, 2)) @ $2.ones((2, 2))" 2>&1 | sed -n 's/^Core: //p' | head -1
}

# know_processor PYTHON MODULE: OpenBLAS takes a processor that is newer than it for one of 2004, and is then five times slower than it can be.
know_processor() {
    [[ $(openblas_core "$1" "$2") == Prescott ]] || return 0
    if grep -q avx512vl /proc/cpuinfo; then
        export OPENBLAS_CORETYPE=SkylakeX
    elif grep -q avx2 /proc/cpuinfo; then
        export OPENBLAS_CORETYPE=Haswell
    fi
}
