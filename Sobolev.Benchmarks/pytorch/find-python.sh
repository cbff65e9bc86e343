# Sourced: sets python to a python3 that has torch, or ends the script with a message.
python=
for candidate in python3 /usr/bin/python3; do
    if "$candidate" -c 'import torch' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [[ -z $python ]]; then
    echo "${0##*/}: skipped: no python3 here has torch (Debian: apt install python3-torch libopenblas0-pthread)"
    exit 0
fi
